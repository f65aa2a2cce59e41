package org.farmer1st.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.farmer1st.analytics.cells.CellComparison;
import org.farmer1st.analytics.cells.PlainCount;
import org.farmer1st.analytics.cells.RandomResponses;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.SurveyCell;
import org.farmer1st.flink.job.JobEnvironment;
import org.farmer1st.flink.job.JobSettings;
import org.farmer1st.flink.job.ViewJobConfig;
import org.farmer1st.schemas.DeadLetters;
import org.farmer1st.schemas.EventClasses;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.farmer1st.testkit.BackingServices;
import org.farmer1st.testkit.Service;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job on real Kafka and Postgres: failed in the middle, restored at another parallelism, and compared. */
class AnalyticsIT {

    private static final int LANES = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final BackingServices services = BackingServices.start(Service.KAFKA, Service.REGISTRY, Service.POSTGRES)
            .provisioned()
            .migrated();
    private final List<RandomResponses> lanes = new ArrayList<>();
    private final Map<Integer, Long> lastOffsets = new TreeMap<>();

    @TempDir
    private Path checkpoints;

    @Test
    void rowsAreThoseOfTheFactsWhateverHappensToTheJob() throws Exception {
        long seed = Long.getLong("analytics.seed", System.nanoTime());
        System.out.println("survey analytics: -Danalytics.seed=" + seed);
        Random random = new Random(seed);
        for (int lane = 0; lane < LANES; lane++) {
            lanes.add(new RandomResponses(new Random(random.nextLong()), false));
        }
        JobClient job = start(2, null);
        try {
            produce(random, 800);
            produceUndecodable(5);
            awaitCaughtUp();
            compare("seed " + seed + ", first");

            awaitCheckpointAfter(Instant.now());
            loseWhatIsStored();
            produce(random, 800);
            awaitCaughtUp();
            compare("seed " + seed + ", after a database that lost lanes");
            awaitCheckpointAfter(Instant.now());
        } finally {
            job.cancel().get();
        }
        Path checkpoint = newestCheckpoint();

        // What came while the job was away, and a database that meanwhile lost a lane.
        produce(random, 200);
        loseWhatIsStored();
        job = start(1, checkpoint);
        try {
            produce(random, 200);
            awaitCaughtUp();
            compare("seed " + seed + ", restored at another parallelism");
        } finally {
            job.cancel().get();
        }
        assertThat(deadLetters()).hasSizeGreaterThanOrEqualTo(1).allSatisfy(letter -> {
            assertThat(header(letter, DeadLetters.TOPIC)).isEqualTo("survey.responses");
            assertThat(header(letter, DeadLetters.PARTITION)).isEqualTo("5");
            assertThat(header(letter, DeadLetters.REASON)).contains("wire format");
        });
    }

    private JobClient start(int parallelism, Path checkpoint) throws Exception {
        JobSettings settings = JobSettings.of(Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", services.kafkaBootstrapServers(),
                "SCHEMA_REGISTRY_URL", services.schemaRegistryUrl(),
                "DATABASE_URL", services.databaseUrl(),
                "DATABASE_USER", services.databaseUser(),
                "DATABASE_PASSWORD", services.databasePassword(),
                "CHECKPOINT_INTERVAL_MS", "500",
                "PROBE_INTERVAL_MS", "500"));
        ViewJobConfig config = ViewJobConfig.read(settings);
        settings.check();
        Configuration configuration = JobEnvironment.configuration(config.checkpointInterval());
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
        if (checkpoint != null) {
            configuration.set(
                    StateRecoveryOptions.SAVEPOINT_PATH, checkpoint.toUri().toString());
        }
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration);
        JobEnvironment.prepare(environment);
        AnalyticsJob.define(environment, config);
        JobEnvironment.checkNames(environment);
        return environment.executeAsync(AnalyticsJob.NAME);
    }

    private void produce(Random random, int facts) throws ExecutionException, InterruptedException {
        Serializer<ResponseFact> serializer = new WireFormat(
                        new CachedSchemaRegistryClient(services.schemaRegistryUrl(), 10))
                .serializer(Topics.RESPONSES);
        try (KafkaProducer<String, ResponseFact> producer =
                new KafkaProducer<>(properties(), new StringSerializer(), serializer)) {
            Map<Integer, Future<RecordMetadata>> offsets = new HashMap<>();
            for (int i = 0; i < facts; i++) {
                // Some lanes are busier than others.
                int lane = Math.min(random.nextInt(LANES), random.nextInt(LANES));
                var sent = producer.send(new ProducerRecord<>(
                        Topics.RESPONSES.name(),
                        lane,
                        "demo/farmer",
                        lanes.get(lane).next(lane)));
                offsets.put(lane, sent);
            }
            for (Map.Entry<Integer, Future<RecordMetadata>> sent : offsets.entrySet()) {
                lastOffsets.put(sent.getKey(), sent.getValue().get().offset());
            }
        }
    }

    private void produceUndecodable(int lane) throws ExecutionException, InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            lastOffsets.put(
                    lane,
                    producer.send(new ProducerRecord<>(Topics.RESPONSES.name(), lane, null, new byte[] {9, 9}))
                            .get()
                            .offset());
        }
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", services.kafkaBootstrapServers());
        properties.put("linger.ms", "0");
        return properties;
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                services.databaseUrl(), services.databaseUser(), services.databasePassword());
    }

    /** One lane is as it was before it began, another's progress is gone altogether. */
    private void loseWhatIsStored() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("DELETE FROM views.survey_cells WHERE lane IN (2, 5)");
            statement.execute("DELETE FROM views.receipt_conflicts WHERE lane IN (2, 5)");
            statement.execute("UPDATE views.progress SET upto = -1, covered = -1, log = NULL, as_of = 'epoch'"
                    + " WHERE view = 'survey_cells' AND lane = 2");
            statement.execute("DELETE FROM views.progress WHERE view = 'survey_cells' AND lane = 5");
            connection.commit();
        }
    }

    private void awaitCaughtUp() throws SQLException, InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        Map<Integer, Long> stored = new TreeMap<>();
        while (Instant.now().isBefore(deadline)) {
            stored.clear();
            try (Connection connection = connect();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(
                            "SELECT lane, upto FROM views.progress WHERE view = 'survey_cells' AND upto > -1")) {
                while (rows.next()) {
                    stored.put(rows.getInt(1), rows.getLong(2));
                }
            }
            if (stored.equals(lastOffsets)) {
                return;
            }
            Thread.sleep(50);
        }
        assertThat(stored).as("stored offsets after " + PATIENCE).isEqualTo(lastOffsets);
    }

    private void compare(String name) throws SQLException, IOException {
        EventClasses.trust();
        Map<Integer, Map<String, SurveyCell>> rows = new HashMap<>();
        try (Connection connection = connect();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT lane, tenant || '|' || survey_id || '|'"
                                + " || dimensions || '|' || bucket_kind || '|' || bucket || '|' || group_values, content"
                                + " FROM views.survey_cells WHERE generation = 1");
                ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                rows.computeIfAbsent(found.getInt(1), l -> new HashMap<>())
                        .put(found.getString(2), SurveyCell.fromByteBuffer(ByteBuffer.wrap(found.getBytes(3))));
            }
        }
        Map<Integer, Map<Long, Instant>> conflicts = conflicts();
        for (int lane = 0; lane < LANES; lane++) {
            assertThat(conflicts.getOrDefault(lane, Map.of()))
                    .as(name + ", lane " + lane)
                    .isEqualTo(lanes.get(lane).conflicts());
            CellComparison.compare(
                    rows.getOrDefault(lane, Map.of()),
                    PlainCount.of(lanes.get(lane).counted()),
                    name + ", lane " + lane);
        }
    }

    private Map<Integer, Map<Long, Instant>> conflicts() throws SQLException {
        Map<Integer, Map<Long, Instant>> conflicts = new HashMap<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "SELECT lane, submission_offset, at FROM views.receipt_conflicts WHERE generation = 1")) {
            while (found.next()) {
                conflicts
                        .computeIfAbsent(found.getInt(1), l -> new TreeMap<>())
                        .put(found.getLong(2), found.getTimestamp(3).toInstant());
            }
        }
        return conflicts;
    }

    private void awaitCheckpointAfter(Instant moment) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(deadline)) {
            Path newest = newestCheckpoint();
            if (newest != null
                    && Files.getLastModifiedTime(newest.resolve("_metadata"))
                            .toInstant()
                            .isAfter(moment.plusMillis(600))) {
                return;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("No checkpoint within " + PATIENCE);
    }

    private Path newestCheckpoint() throws IOException {
        try (Stream<Path> files = Files.walk(checkpoints)) {
            return files.filter(file -> file.endsWith("_metadata"))
                    .max((left, right) -> Long.compare(
                            left.toFile().lastModified(), right.toFile().lastModified()))
                    .map(Path::getParent)
                    .orElse(null);
        } catch (UncheckedIOException e) {
            // One that was just replaced by a newer one.
            return null;
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> deadLetters() {
        List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
        Properties properties = properties();
        properties.put("group.id", "dead-letters");
        properties.put("auto.offset.reset", "earliest");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(Topics.deadLetters(AnalyticsJob.NAME)));
            Instant deadline = Instant.now().plusSeconds(20);
            while (letters.isEmpty() && Instant.now().isBefore(deadline)) {
                consumer.poll(Duration.ofMillis(200)).forEach(letters::add);
            }
        }
        return letters;
    }

    private static String header(ConsumerRecord<?, ?> letter, String name) {
        return new String(letter.headers().lastHeader(name).value());
    }
}
