package org.farmer1st.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MigrationsTest {

    @Test
    void migratingAgainChangesNothing() {
        assertThat(TestDatabase.url()).isNotBlank();
        assertThat(Migrations.apply(TestDatabase.url(), "postgres", "")).isZero();
    }

    @Test
    void rowVersionsRiseWithEveryChange() throws SQLException {
        try (Connection connection = TestDatabase.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO reference.farmers (tenant, farmer_id) VALUES ('demo', 'rising')");
            long first = number(statement, "SELECT row_version FROM reference.farmers WHERE farmer_id = 'rising'");
            statement.execute(
                    "UPDATE reference.farmers SET region = 'north', row_version = 0 WHERE farmer_id = 'rising'");
            long second = number(statement, "SELECT row_version FROM reference.farmers WHERE farmer_id = 'rising'");
            assertThat(second).isGreaterThan(first);
        }
    }

    @Test
    void primaryKeysOfReferenceRowsMayNotChange() throws SQLException {
        try (Connection connection = TestDatabase.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO reference.farmers (tenant, farmer_id) VALUES ('demo', 'fixed')");
            assertThatThrownBy(() -> statement.execute(
                            "UPDATE reference.farmers SET farmer_id = 'other' WHERE farmer_id = 'fixed'"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("primary key of reference.farmers may not be changed")
                    .extracting(error -> ((SQLException) error).getSQLState())
                    .isEqualTo("RF001");
        }
    }

    @Test
    void tiersAreNamedAndRise() throws SQLException {
        try (Connection connection = TestDatabase.connect();
                Statement statement = connection.createStatement()) {
            String insert = "INSERT INTO reference.points_rules (tenant, version, in_force_from, tiers)"
                    + " VALUES ('tiers', 1, now() + interval '1 day', '%s')";
            for (String wrong : List.of(
                    "{}",
                    "[1]",
                    "[{\"name\": \"a\"}]",
                    "[{\"name\": \"\", \"fromPoints\": 1}]",
                    "[{\"name\": 1, \"fromPoints\": 1}]",
                    "[{\"name\": \"a\", \"fromPoints\": 0}]",
                    "[{\"name\": \"a\", \"fromPoints\": 1.5}]",
                    "[{\"name\": \"a\", \"fromPoints\": \"1\"}]",
                    "[{\"name\": \"a\", \"fromPoints\": 1, \"colour\": \"red\"}]",
                    "[{\"name\": \"a\", \"fromPoints\": 2}, {\"name\": \"b\", \"fromPoints\": 2}]",
                    "[{\"name\": \"a\", \"fromPoints\": 1}, {\"name\": \"a\", \"fromPoints\": 2}]")) {
                assertThatThrownBy(() -> statement.execute(insert.formatted(wrong)))
                        .as(wrong)
                        .hasMessageContaining("tiers");
            }
            statement.execute(
                    insert.formatted("[{\"name\": \"a\", \"fromPoints\": 1}, {\"name\": \"b\", \"fromPoints\": 2}]"));
        }
    }

    @Test
    void whatDebeziumCapturesIsThePublication() throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Connection connection = TestDatabase.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT tablename FROM pg_publication_tables WHERE pubname = 'farmer1st_reference'")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        assertThat(tables).containsExactlyInAnyOrder("surveys", "farmers", "points_rules", "heartbeat");
    }

    @Test
    void ensuringTheLiveGenerationTwiceTurnsNothingBack() throws SQLException {
        try (Connection connection = TestDatabase.connect();
                Statement statement = connection.createStatement()) {
            assertThat(Generations.ensureLive(connection, "ensured", 4)).isEqualTo(1);
            statement.execute("UPDATE views.progress SET upto = 7 WHERE view = 'ensured' AND lane = 2");
            assertThat(Generations.ensureLive(connection, "ensured", 4)).isEqualTo(1);
            assertThat(number(statement, "SELECT upto FROM views.progress WHERE view = 'ensured' AND lane = 2"))
                    .isEqualTo(7);
            assertThat(number(statement, "SELECT count(*) FROM views.progress WHERE view = 'ensured'"))
                    .isEqualTo(4);
            assertThat(Generations.storedOffset(connection, "ensured", 1, 2)).isEqualTo(7);
            statement.execute("DELETE FROM views.progress WHERE view = 'ensured' AND lane = 2");
            assertThat(Generations.storedOffset(connection, "ensured", 1, 2)).isEqualTo(-1);
        }
    }

    private static long number(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            assertThat(rows.next()).isTrue();
            return rows.getLong(1);
        }
    }
}
