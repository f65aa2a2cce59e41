package org.farmer1st.pointsviews;

import static org.assertj.core.api.Assertions.assertThat;

import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.farmer1st.events.LedgerPosting;
import org.farmer1st.events.PointsTransfer;
import org.farmer1st.flink.job.JobEnvironment;
import org.farmer1st.flink.job.JobSettings;
import org.farmer1st.flink.job.ViewJobConfig;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.farmer1st.testkit.BackingServices;
import org.farmer1st.testkit.Service;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job on real Kafka, Postgres and Redis: either store loses what it has, and gets it again. */
class PointsViewsIT {

    private static final int LANES = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final BackingServices services = BackingServices.start(
                    Service.KAFKA, Service.REGISTRY, Service.POSTGRES, Service.REDIS)
            .provisioned()
            .migrated();
    private final List<RandomPostings> lanes = new ArrayList<>();
    private final Map<Integer, Long> lastOffsets = new TreeMap<>();

    @TempDir
    private Path checkpoints;

    @Test
    void bothStoresAreTheLedgerWhateverTheyLose() throws Exception {
        long seed = Long.getLong("points.seed", System.nanoTime());
        System.out.println("points views: -Dpoints.seed=" + seed);
        Random random = new Random(seed);
        for (int lane = 0; lane < LANES; lane++) {
            lanes.add(new RandomPostings(new Random(random.nextLong()), lane));
        }
        RedisClient client = RedisClient.create(services.redisUrl());
        JobClient job = start();
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            RedisCommands<String, String> redis = connection.sync();
            produce(random, 600);
            awaitPostgres();
            awaitRedis(redis);
            compare(redis, "seed " + seed + ", first");

            // Silent lanes of an emptied Redis are filled again, without a record of theirs.
            redis.flushall();
            awaitRedis(redis);
            compare(redis, "seed " + seed + ", after an emptied Redis");

            // The job fails on Postgres, and starts again.
            loseWhatIsStored();
            produce(random, 600);
            awaitPostgres();
            awaitRedis(redis);
            compare(redis, "seed " + seed + ", after a database that lost a lane");

            // Postgres is served while Redis is not.
            redis.flushall();
            services.kill(Service.REDIS);
            produce(random, 100);
            awaitPostgres();
        } finally {
            job.cancel().get();
            client.shutdown();
        }
    }

    private JobClient start() throws Exception {
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
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(2, configuration);
        JobEnvironment.prepare(environment);
        PointsViewsJob.define(environment, config, services.redisUrl());
        JobEnvironment.checkNames(environment);
        return environment.executeAsync(PointsViewsJob.NAME);
    }

    private void produce(Random random, int postings) throws ExecutionException, InterruptedException {
        Serializer<LedgerPosting> serializer = new WireFormat(
                        new CachedSchemaRegistryClient(services.schemaRegistryUrl(), 10))
                .serializer(Topics.TRANSFERS);
        Properties properties = new Properties();
        properties.put("bootstrap.servers", services.kafkaBootstrapServers());
        try (KafkaProducer<String, LedgerPosting> producer =
                new KafkaProducer<>(properties, new StringSerializer(), serializer)) {
            Map<Integer, Future<RecordMetadata>> offsets = new HashMap<>();
            for (int i = 0; i < postings; i++) {
                int lane = random.nextInt(LANES);
                offsets.put(
                        lane,
                        producer.send(new ProducerRecord<>(
                                Topics.TRANSFERS.name(),
                                lane,
                                "demo/farmer",
                                lanes.get(lane).next())));
            }
            for (Map.Entry<Integer, Future<RecordMetadata>> sent : offsets.entrySet()) {
                lastOffsets.put(sent.getKey(), sent.getValue().get().offset());
            }
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                services.databaseUrl(), services.databaseUser(), services.databasePassword());
    }

    private void loseWhatIsStored() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("DELETE FROM views.point_balances WHERE lane = 3");
            statement.execute("DELETE FROM views.point_transfers WHERE lane = 3");
            statement.execute("DELETE FROM views.point_rules WHERE lane = 3");
            statement.execute("DELETE FROM views.progress WHERE view = 'points' AND lane = 3");
            connection.commit();
        }
    }

    private void awaitPostgres() throws SQLException, InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        Map<Integer, Long> stored = new TreeMap<>();
        while (!stored.equals(lastOffsets) && Instant.now().isBefore(deadline)) {
            Thread.sleep(50);
            stored.clear();
            try (Connection connection = connect();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(
                            "SELECT lane, upto FROM views.progress WHERE view = 'points' AND upto > -1")) {
                while (rows.next()) {
                    stored.put(rows.getInt(1), rows.getLong(2));
                }
            }
        }
        assertThat(stored).as("offsets in Postgres").isEqualTo(lastOffsets);
    }

    private void awaitRedis(RedisCommands<String, String> redis) throws InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        Map<Integer, Long> stored = new TreeMap<>();
        while (!stored.equals(lastOffsets) && Instant.now().isBefore(deadline)) {
            Thread.sleep(50);
            stored.clear();
            for (int lane = 0; lane < LANES; lane++) {
                String upto = redis.hget("view:points:1:progress:" + lane, "upto");
                if (upto != null) {
                    stored.put(lane, Long.parseLong(upto));
                }
            }
        }
        assertThat(stored).as("offsets in Redis").isEqualTo(lastOffsets);
    }

    private void compare(RedisCommands<String, String> redis, String name) throws SQLException {
        Map<String, Long> available = new TreeMap<>();
        Map<String, String> regions = new TreeMap<>();
        Map<String, Map<String, Long>> boards = new TreeMap<>();
        List<String> transfers = new ArrayList<>();
        for (RandomPostings lane : lanes) {
            available.putAll(lane.available());
            regions.putAll(lane.regions());
            lane.boards().forEach((board, points) -> boards.computeIfAbsent(board, b -> new TreeMap<>())
                    .putAll(points));
            lane.transfers().forEach(transfer -> transfers.add(text(transfer)));
        }
        assertThat(storedBalances()).as(name).isEqualTo(available);
        assertThat(storedTransfers()).as(name).containsExactlyInAnyOrderElementsOf(transfers);

        Map<String, String> json = new TreeMap<>();
        available.forEach((farmer, points) -> json.put(
                farmer,
                "{\"available\":" + points
                        + ",\"pending\":0,\"reserved\":0,\"paid\":0,\"expired\":0,\"owed\":0,\"expiring\":"
                        + "[{\"amount\":1,\"on\":\"2027-03-01\"}]}"));
        assertThat(redis.hgetall("view:points:1:balances:demo")).as(name).isEqualTo(json);
        assertThat(boards(redis)).as(name).isEqualTo(boards);
        for (int lane = 0; lane < LANES; lane++) {
            List<String> versions = lanes.get(lane).rules().stream()
                    .map(version -> "" + version)
                    .toList();
            assertThat(redis.hkeys("view:points:1:rules:demo:" + lane))
                    .as(name)
                    .containsExactlyInAnyOrderElementsOf(versions);
            assertThat(storedRules(lane)).as(name).isEqualTo(versions);
        }
        regions.values().removeIf(Objects::isNull);
        assertThat(storedRegions()).as(name).isEqualTo(regions);
    }

    private static Map<String, Map<String, Long>> boards(RedisCommands<String, String> redis) {
        String prefix = "view:points:1:leaderboard:demo:";
        Map<String, Map<String, Long>> boards = new TreeMap<>();
        for (String key : redis.keys(prefix + "*")) {
            Map<String, Long> scores = new TreeMap<>();
            redis.zrangeWithScores(key, 0, -1)
                    .forEach(scored -> scores.put(scored.getValue(), (long) scored.getScore()));
            boards.put(key.substring(prefix.length()), scores);
        }
        return boards;
    }

    private List<String> storedRules(int lane) throws SQLException {
        List<String> stored = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT version FROM views.point_rules WHERE generation = 1"
                        + " AND tenant = 'demo' AND lane = " + lane + " ORDER BY version")) {
            while (rows.next()) {
                stored.add(rows.getString(1));
            }
        }
        return stored;
    }

    private Map<String, String> storedRegions() throws SQLException {
        Map<String, String> stored = new TreeMap<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT farmer_id, region FROM views.point_balances"
                        + " WHERE generation = 1 AND region IS NOT NULL")) {
            while (rows.next()) {
                stored.put(rows.getString(1), rows.getString(2));
            }
        }
        return stored;
    }

    private Map<String, Long> storedBalances() throws SQLException {
        Map<String, Long> stored = new TreeMap<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT farmer_id, available FROM views.point_balances WHERE generation = 1")) {
            while (rows.next()) {
                stored.put(rows.getString(1), rows.getLong(2));
            }
        }
        return stored;
    }

    private static String text(PointsTransfer transfer) {
        return String.join(
                " ",
                transfer.getTransferId(),
                transfer.getFarmerId(),
                "" + transfer.getKind(),
                "" + transfer.getDebit(),
                "" + transfer.getCredit(),
                "" + transfer.getAmount(),
                "" + transfer.getSurveyId(),
                "" + transfer.getResponseId(),
                "" + transfer.getRuleVersion(),
                "" + transfer.getCommandId(),
                "" + (transfer.getDay() == null ? transfer.getAt().toString().substring(0, 10) : transfer.getDay()),
                "" + transfer.getExpiresOn(),
                "" + transfer.getAt());
    }

    private List<String> storedTransfers() throws SQLException {
        List<String> stored = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT transfer_id, farmer_id, kind, debit, credit, amount,"
                                + " survey_id, response_id, rule_version, command_id, day, expires_on, at FROM views.point_transfers WHERE generation = 1")) {
            while (rows.next()) {
                List<String> fields = new ArrayList<>();
                for (int i = 1; i <= 12; i++) {
                    fields.add("" + rows.getString(i));
                }
                fields.add("" + rows.getTimestamp(13).toInstant());
                stored.add(String.join(" ", fields));
            }
        }
        return stored;
    }
}
