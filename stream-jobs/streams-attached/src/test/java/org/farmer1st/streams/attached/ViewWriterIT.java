package org.farmer1st.streams.attached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.farmer1st.postgres.attached.AttachedViews;
import org.farmer1st.postgres.attached.ViewColumn;
import org.farmer1st.postgres.attached.ViewColumn.Type;
import org.farmer1st.postgres.attached.ViewDefinition;
import org.farmer1st.streams.attached.AttachedStreamsConfig.Database;
import org.farmer1st.testkit.BackingServices;
import org.farmer1st.testkit.Service;
import org.junit.jupiter.api.Test;

/** A view is what its rows say, whoever writes it, however often, and whatever the database forgot. */
class ViewWriterIT {

    private static final BackingServices SERVICES =
            BackingServices.start(Service.KAFKA, Service.POSTGRES).migrated();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TRANSACTIONS = 60;
    private static final ViewDefinition VIEW = new ViewDefinition(
            "written",
            "For a test.",
            List.of(
                    new ViewColumn("tenant", Type.TEXT, ""),
                    new ViewColumn("name", Type.TEXT, ""),
                    new ViewColumn("number", Type.BIGINT, "")),
            List.of("tenant", "name"),
            Set.of("admin"),
            1,
            null);

    private final JobNames names = new JobNames("written", 1);
    private final AtomicInteger gaveUp = new AtomicInteger();

    @Test
    void twoWritersAndADatabasePutBackLeaveWhatTheRowsSay() throws Exception {
        long seed = System.currentTimeMillis();
        System.out.println("ViewWriterIT: seed " + seed);
        Random random = new Random(seed);
        makeTopics();
        Map<String, String> expected = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection(
                SERVICES.databaseUrl(), SERVICES.databaseUser(), SERVICES.databasePassword())) {
            assertThat(new AttachedViews(connection).create(VIEW, "written")).isEqualTo(1);
            try (ViewWriter one = writer();
                    ViewWriter two = writer()) {
                one.start();
                two.start();
                produce(random, expected, 1);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(rows(connection)).isEqualTo(expected));
                List<String> backup = backUp(connection);
                Map<String, String> before = rows(connection);

                produce(random, expected, 2);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(rows(connection)).isEqualTo(expected));
                assertThat(asOf(connection)).isEqualTo(Instant.ofEpochMilli(2L * TRANSACTIONS));

                putBack(connection, backup, before);
                produce(random, expected, 3);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(rows(connection)).isEqualTo(expected));
            }
            assertThat(gaveUp).hasValue(0);
            assertThat(asOf(connection)).isEqualTo(Instant.ofEpochMilli(3L * TRANSACTIONS));
        }
    }

    private ViewWriter writer() {
        return new ViewWriter(
                names,
                VIEW,
                new Database(SERVICES.databaseUrl(), SERVICES.databaseUser(), SERVICES.databasePassword()),
                SERVICES.kafkaBootstrapServers(),
                gaveUp::incrementAndGet);
    }

    /** Some rows in each transaction; every fifth is aborted, and must not be seen. */
    private void produce(Random random, Map<String, String> expected, int round) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", SERVICES.kafkaBootstrapServers(), "transactional.id", "test"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            for (int i = 1; i <= TRANSACTIONS; i++) {
                boolean aborted = random.nextInt(5) == 0 && i < TRANSACTIONS;
                producer.beginTransaction();
                for (int record = random.nextInt(4); record >= 0; record--) {
                    String name = "name-" + random.nextInt(8);
                    ViewRow row =
                            new ViewRow(random.nextInt(4) == 0, List.of("demo", name, (long) random.nextInt(1_000)));
                    long asOf = (round - 1L) * TRANSACTIONS + i;
                    producer.send(new ProducerRecord<>(
                            names.rows(),
                            0,
                            null,
                            JsonSerde.of(RowChanges.class)
                                    .serializer()
                                    .serialize("", RowChanges.of(VIEW, asOf, List.of(row)))));
                    if (!aborted && row.deleted()) {
                        expected.remove(name);
                    } else if (!aborted) {
                        expected.put(name, row.values().get(2).toString());
                    }
                }
                if (aborted) {
                    producer.flush();
                    producer.abortTransaction();
                } else {
                    producer.commitTransaction();
                }
            }
        }
    }

    private void makeTopics() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", SERVICES.kafkaBootstrapServers()))) {
            List<NewTopic> topics = new ArrayList<>();
            for (String topic : List.of(names.rows(), names.changes())) {
                topics.add(new NewTopic(topic, 1, (short) 1));
            }
            admin.createTopics(topics).all().get();
        }
    }

    private static Map<String, String> rows(Connection connection) throws SQLException {
        Map<String, String> rows = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT name, number FROM attached.written_1")) {
            while (found.next()) {
                rows.put(found.getString(1), found.getString(2));
            }
        }
        return rows;
    }

    private static Instant asOf(Connection connection) throws SQLException {
        return new AttachedViews(connection).list().get(0).asOf();
    }

    private static List<String> backUp(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "SELECT batches, upto, as_of::text FROM views.attached_generations WHERE view = 'written'")) {
            found.next();
            return List.of(found.getString(1), found.getString(2), found.getString(3));
        }
    }

    /** As a backup of an earlier moment would: rows, number and position together. */
    private static void putBack(Connection connection, List<String> backup, Map<String, String> rows)
            throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("UPDATE views.attached_generations SET batches = " + backup.get(0) + ", upto = "
                    + backup.get(1) + ", as_of = '" + backup.get(2) + "' WHERE view = 'written'");
            statement.execute("DELETE FROM attached.written_1");
            for (Map.Entry<String, String> row : rows.entrySet()) {
                statement.execute("INSERT INTO attached.written_1 VALUES ('demo', '" + row.getKey() + "', "
                        + row.getValue() + ")");
            }
            connection.commit();
        } finally {
            connection.setAutoCommit(true);
        }
    }
}
