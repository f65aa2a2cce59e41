package org.farmer1st.sqljobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.farmer1st.events.Answer;
import org.farmer1st.events.AnswerType;
import org.farmer1st.events.NoChange;
import org.farmer1st.events.NoChangeReason;
import org.farmer1st.events.ResponseAdded;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.ResponseReplaced;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.ResponseWithdrawn;
import org.farmer1st.flink.job.JobEnvironment;
import org.farmer1st.flink.job.JobSettings;
import org.farmer1st.postgres.attached.AttachedViews;
import org.farmer1st.postgres.attached.ViewDefinition;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.farmer1st.sqljobs.catalog.SampleInput;
import org.farmer1st.testkit.BackingServices;
import org.farmer1st.testkit.Service;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A SQL job on real Kafka and Postgres: through edits, withdrawals, a lost connection and a start without a checkpoint its view
 * ends as an independent count, and at every moment shows what was true of some prefix of every lane.
 */
class SqlJobIT {

    private static final int LANES = 16;
    private static final int MOVING = 60;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String[] REGIONS = {"north", "south", "west", null};
    private static final String JOB = "by_region";
    private static final String SQL = """
            CREATE TABLE by_region (
                tenant STRING, survey_id STRING, region STRING, responses BIGINT, farmers BIGINT, rooms DECIMAL(20, 2),
                PRIMARY KEY (tenant, survey_id, region) NOT ENFORCED
            ) COMMENT 'Responses by region.' WITH ('connector' = 'view', 'readers' = 'admin');
            CREATE VIEW known AS
            SELECT tenant, survey_id, COALESCE(region, 'unknown') AS region, farmer_id,
                CAST(numbers['rooms'] AS DECIMAL(20, 2)) AS rooms
            FROM responses;
            INSERT INTO by_region
            SELECT tenant, survey_id, region, COUNT(*), COUNT(DISTINCT farmer_id), SUM(rooms)
            FROM known GROUP BY tenant, survey_id, region;
            """;

    private final BackingServices services = BackingServices.start(Service.KAFKA, Service.REGISTRY, Service.POSTGRES)
            .provisioned()
            .migrated();
    private final Map<String, ResponseVersion> standing = new TreeMap<>();
    private final Lanes lanes = new Lanes(LANES);
    private Random random;
    private KafkaProducer<String, ResponseFact> producer;

    @TempDir
    private Path checkpoints;

    @Test
    void theViewIsAConsistentCutWhateverHappens() throws Exception {
        long seed = Long.getLong("sql.seed", System.nanoTime());
        System.out.println("SQL job: -Dsql.seed=" + seed);
        random = new Random(seed);
        Serializer<ResponseFact> serializer = new WireFormat(
                        new CachedSchemaRegistryClient(services.schemaRegistryUrl(), 10))
                .serializer(Topics.RESPONSES);
        Properties properties = new Properties();
        properties.put("bootstrap.servers", services.kafkaBootstrapServers());
        producer = new KafkaProducer<>(properties, new StringSerializer(), serializer);
        Thread ticks = ticks();
        try {
            for (int i = 0; i < 500; i++) {
                change("mixed", random.nextInt(10));
            }
            for (int i = 0; i < MOVING; i++) {
                change("moving", 9);
            }
            sendUndecodable(properties);
            int generation = createView();
            JobClient job = start(generation);
            await(generation);
            assertThat(deadLetters()).containsExactly("no event");

            // Half of a move would be a sum that is one less; a restart that goes back, a time that does.
            Watch watch = new Watch(generation);
            for (int i = 0; i < 400; i++) {
                move();
                if (i == 200) {
                    breakConnections();
                }
                Thread.sleep(5);
            }
            await(generation);

            // Begun anew over what is there: what is written stays until all of
            // it is there again, and is then replaced.
            job.cancel().get();
            execute("INSERT INTO " + AttachedViews.table(JOB, generation)
                    + " VALUES ('demo', 'nonsense', 'left over', 1, 1, 1)");
            for (int i = 0; i < 50; i++) {
                move();
                change("mixed", random.nextInt(10));
            }
            job = start(generation);
            await(generation);
            watch.end();
            job.cancel().get();
        } finally {
            ticks.interrupt();
            ticks.join();
            producer.close();
        }
    }

    /** Looks at the view all the time: what was moving always adds up, and time never goes back. */
    private final class Watch {
        private final AtomicBoolean over = new AtomicBoolean();
        private final AtomicInteger looks = new AtomicInteger();
        private final Set<Long> sums = new HashSet<>();
        private final List<String> backwards = new ArrayList<>();
        private final Thread thread;

        Watch(int generation) {
            thread = new Thread(() -> look(generation));
            thread.start();
        }

        private void look(int generation) {
            Instant last = Instant.EPOCH;
            try (Connection connection = connect();
                    Statement statement = connection.createStatement()) {
                while (!over.get()) {
                    try (ResultSet rows = statement.executeQuery("SELECT (SELECT sum(responses) FROM "
                            + AttachedViews.table(JOB, generation)
                            + " WHERE survey_id = 'moving'), as_of FROM views.attached_generations WHERE view = '" + JOB
                            + "' AND generation = " + generation)) {
                        rows.next();
                        sums.add(rows.getLong(1));
                        Instant now = rows.getTimestamp(2).toInstant();
                        if (now.isBefore(last)) {
                            backwards.add(last + " then " + now);
                        }
                        last = now;
                        looks.incrementAndGet();
                    }
                }
            } catch (SQLException e) {
                backwards.add(e.toString());
            }
        }

        void end() throws InterruptedException {
            over.set(true);
            thread.join();
            assertThat(sums).containsExactly((long) MOVING);
            assertThat(backwards).isEmpty();
            assertThat(looks.get()).isGreaterThan(50);
        }
    }

    private int createView() throws SQLException {
        ViewDefinition view = SqlJob.define(
                        StreamExecutionEnvironment.createLocalEnvironment(1),
                        JOB,
                        SQL,
                        new SampleInput(checkpoints),
                        (rows, definition) -> rows.print())
                .view();
        try (Connection connection = connect()) {
            return new AttachedViews(connection).create(view, JOB);
        }
    }

    private JobClient start(int generation) throws Exception {
        JobSettings settings = JobSettings.of(Map.ofEntries(
                Map.entry("NAME", JOB),
                Map.entry("SQL", SQL),
                Map.entry("GENERATION", "" + generation),
                Map.entry("KAFKA_BOOTSTRAP_SERVERS", services.kafkaBootstrapServers()),
                Map.entry("SCHEMA_REGISTRY_URL", services.schemaRegistryUrl()),
                Map.entry("DATABASE_URL", services.databaseUrl()),
                Map.entry("DATABASE_USER", services.databaseUser()),
                Map.entry("DATABASE_PASSWORD", services.databasePassword()),
                Map.entry("CHECKPOINT_INTERVAL_MS", "100"),
                Map.entry("PARALLELISM", "2")));
        SqlJobConfig config = SqlJobConfig.read(settings);
        settings.check();
        Configuration configuration = SqlJobMain.configuration(config);
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(2, configuration);
        JobEnvironment.prepare(environment);
        SqlJobMain.define(environment, config);
        JobEnvironment.checkNames(environment);
        return environment.executeAsync(JOB);
    }

    /** Ticks in every lane, as ingest sends them: without them no watermark moves. */
    private Thread ticks() {
        Thread thread = new Thread(() -> {
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    for (int lane = 0; lane < LANES; lane++) {
                        send(lane, "tick", new NoChange(NoChangeReason.TICK, null, null));
                    }
                    Thread.sleep(100);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.start();
        return thread;
    }

    private void send(int lane, String key, Object change) {
        producer.send(new ProducerRecord<>(
                Topics.RESPONSES.name(), lane, key, new ResponseFact(lane, 0L, Instant.EPOCH, change)));
    }

    /** @param what below 2 withdraws a response, below 5 edits one, else adds one */
    private void change(String survey, int what) {
        List<ResponseVersion> known = of(survey);
        if (what < 5 && !known.isEmpty()) {
            ResponseVersion before = known.get(random.nextInt(known.size()));
            if (what < 2) {
                standing.remove(before.getResponseId());
                send(before, new ResponseWithdrawn(before));
            } else {
                replace(before, version(survey, before.getFarmerId(), before.getResponseId(), region()));
            }
        } else {
            ResponseVersion after =
                    version(survey, "farmer-" + random.nextInt(40), "response-" + random.nextLong(), region());
            standing.put(after.getResponseId(), after);
            send(after, new ResponseAdded(after));
        }
    }

    private void move() {
        List<ResponseVersion> known = of("moving");
        ResponseVersion before = known.get(random.nextInt(known.size()));
        replace(before, version("moving", before.getFarmerId(), before.getResponseId(), region()));
    }

    private void replace(ResponseVersion before, ResponseVersion after) {
        standing.put(after.getResponseId(), after);
        send(after, new ResponseReplaced(before, after));
    }

    private void send(ResponseVersion of, Object change) {
        send(lanes.of(of.getTenant(), of.getFarmerId()), Lanes.key(of.getTenant(), of.getFarmerId()), change);
    }

    private List<ResponseVersion> of(String survey) {
        return standing.values().stream()
                .filter(version -> version.getSurveyId().equals(survey))
                .toList();
    }

    private String region() {
        return REGIONS[random.nextInt(REGIONS.length)];
    }

    private ResponseVersion version(String survey, String farmer, String response, String region) {
        List<Answer> answers = random.nextInt(4) == 0
                ? List.of()
                : List.of(new Answer("rooms", AnswerType.INTEGER, (long) random.nextInt(10)));
        return ResponseVersion.newBuilder()
                .setTenant("demo")
                .setFarmerId(farmer)
                .setResponseId(response)
                .setVersionId("version-" + random.nextLong())
                .setSurveyId(survey)
                .setSurveyVersion(1)
                .setReceivedAt(Instant.EPOCH)
                .setBusinessTime(Instant.EPOCH)
                .setBusinessDay(LocalDate.EPOCH)
                .setTimeFlags(List.of())
                .setRegion(region)
                .setAnswers(answers)
                .setSkipped(List.of())
                .setDimensions(List.of())
                .setBasePoints(0)
                .setDigest(ByteBuffer.allocate(32))
                .build();
    }

    private void sendUndecodable(Properties properties) {
        try (KafkaProducer<byte[], byte[]> raw =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            raw.send(new ProducerRecord<>(
                    Topics.RESPONSES.name(), 3, null, "no event".getBytes(StandardCharsets.UTF_8)));
        }
    }

    private List<String> deadLetters() {
        Map<String, Object> properties =
                Map.of("bootstrap.servers", services.kafkaBootstrapServers(), "auto.offset.reset", "earliest");
        List<String> letters = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition(Topics.deadLetters(JOB), 0)));
            Instant deadline = Instant.now().plus(PATIENCE);
            while (letters.isEmpty() && Instant.now().isBefore(deadline)) {
                ConsumerRecords<String, String> records = consumer.poll(Duration.ofMillis(200));
                records.forEach(record -> letters.add(record.value()));
            }
        }
        return letters;
    }

    private void breakConnections() throws SQLException {
        execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'farmer1st-views'");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                services.databaseUrl(), services.databaseUser(), services.databasePassword());
    }

    /** Until the view is the count. */
    private void await(int generation) throws SQLException, InterruptedException {
        producer.flush();
        Map<String, String> counted = counted();
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!stored(generation).equals(counted) && Instant.now().isBefore(deadline)) {
            Thread.sleep(50);
        }
        assertThat(stored(generation)).isEqualTo(counted);
    }

    private Map<String, String> counted() {
        Map<String, List<ResponseVersion>> groups = new TreeMap<>();
        for (ResponseVersion version : standing.values()) {
            String region = version.getRegion() == null ? "unknown" : version.getRegion();
            groups.computeIfAbsent("demo " + version.getSurveyId() + ' ' + region, key -> new ArrayList<>())
                    .add(version);
        }
        Map<String, String> counted = new TreeMap<>();
        groups.forEach((group, versions) -> {
            long farmers = versions.stream()
                    .map(ResponseVersion::getFarmerId)
                    .distinct()
                    .count();
            List<Answer> rooms = versions.stream()
                    .flatMap(version -> version.getAnswers().stream())
                    .toList();
            long sum =
                    rooms.stream().mapToLong(answer -> (Long) answer.getValue()).sum();
            counted.put(group, versions.size() + " " + farmers + ' ' + (rooms.isEmpty() ? "null" : sum + ".00"));
        });
        return counted;
    }

    private Map<String, String> stored(int generation) throws SQLException {
        Map<String, String> stored = new TreeMap<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT tenant, survey_id, region, responses, farmers, rooms FROM "
                                + AttachedViews.table(JOB, generation))) {
            while (rows.next()) {
                stored.put(
                        rows.getString(1) + ' ' + rows.getString(2) + ' ' + rows.getString(3),
                        rows.getString(4) + ' ' + rows.getString(5) + ' ' + rows.getString(6));
            }
        }
        return stored;
    }
}
