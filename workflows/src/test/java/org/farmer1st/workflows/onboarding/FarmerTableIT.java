package org.farmer1st.workflows.onboarding;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import javax.sql.DataSource;
import org.farmer1st.testkit.BackingServices;
import org.farmer1st.testkit.Service;
import org.farmer1st.workflows.onboarding.FarmerTable.Registration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Registrations in any order, and again, on real Postgres. */
class FarmerTableIT {

    private static DataSource database;

    private record Command(String region, long offset) {}

    @BeforeAll
    static void start() throws Exception {
        BackingServices services = BackingServices.start(Service.POSTGRES).migrated();
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(services.databaseUrl());
        source.setUser(services.databaseUser());
        source.setPassword(services.databasePassword());
        database = source;
    }

    @Test
    void theLastCommandInTheLogStandsInWhateverOrderTheyAreDone() throws Exception {
        FarmerTable farmers = new FarmerTable(database);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int farmer = 0; farmer < 50; farmer++) {
            String farmerId = "farmer-" + seed + '-' + farmer;
            List<Command> commands = new ArrayList<>();
            for (long offset = 0; offset < 1 + random.nextInt(8); offset++) {
                commands.add(new Command(random.nextInt(4) == 0 ? null : "region-" + random.nextInt(3), offset));
            }
            Command last = commands.get(commands.size() - 1);
            List<Command> done = new ArrayList<>(commands);
            // Tried again, or run anew by a Temporal that lost its memory.
            commands.forEach(command -> done.addAll(Collections.nCopies(random.nextInt(3), command)));
            Collections.shuffle(done, random);

            for (Command command : done) {
                farmers.register("demo", farmerId, command.region(), "log", command.offset());
            }

            assertThat(region(farmerId)).as("seed %d", seed).isEqualTo(last.region());
        }
    }

    @Test
    void doingItAgainChangesNothingAndATopicMadeAnewCountsFromZero() throws Exception {
        FarmerTable farmers = new FarmerTable(database);
        String farmerId = "farmer-" + System.nanoTime();

        assertThat(farmers.register("demo", farmerId, "a", "log", 7)).isEqualTo(Registration.WRITTEN);
        long version = rowVersion(farmerId);
        assertThat(farmers.register("demo", farmerId, "a", "log", 7)).isEqualTo(Registration.WRITTEN);
        assertThat(farmers.register("demo", farmerId, "b", "log", 6)).isEqualTo(Registration.SUPERSEDED);
        assertThat(rowVersion(farmerId)).isEqualTo(version);
        assertThat(farmers.register("demo", farmerId, "c", "another-log", 0)).isEqualTo(Registration.WRITTEN);
        assertThat(region(farmerId)).isEqualTo("c");
        assertThat(farmers.register("demo", farmerId, "\0", "another-log", 1)).isEqualTo(Registration.NOT_STORABLE);
    }

    private static String region(String farmerId) throws Exception {
        return (String) row(farmerId, "region");
    }

    private static long rowVersion(String farmerId) throws Exception {
        return (Long) row(farmerId, "row_version");
    }

    private static Object row(String farmerId, String column) throws Exception {
        try (Connection connection = database.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT * FROM reference.farmers WHERE farmer_id = ?")) {
            statement.setString(1, farmerId);
            try (ResultSet rows = statement.executeQuery()) {
                assertThat(rows.next()).isTrue();
                return rows.getObject(column);
            }
        }
    }
}
