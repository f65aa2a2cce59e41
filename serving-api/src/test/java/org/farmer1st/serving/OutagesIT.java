package org.farmer1st.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.farmer1st.serving.TestViews.balances;
import static org.farmer1st.serving.TestViews.cell;
import static org.farmer1st.serving.TestViews.transfer;
import static org.farmer1st.serving.aggregates.Rows.farmers;
import static org.farmer1st.serving.aggregates.Rows.row;

import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.farmer1st.events.CacheInvalidation;
import org.farmer1st.runtime.receipt.Receipt;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.farmer1st.serving.TestServer.Answer;
import org.farmer1st.testkit.BackingServices;
import org.farmer1st.testkit.Service;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** serving-api beside everything that it reads from, and while each of it is away. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OutagesIT {

    private static final String DEFINITION = """
            {"surveyId":"harvest","version":1,"title":"%s","questions":[],"dimensions":[],"points":{"base":1},"privacy":{"minGroupSize":1}}""";
    private static final String FARMER = "f-1";
    private static final int LANE = new Lanes(Lanes.DEFAULT_COUNT).of("demo", FARMER);
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final String SURVEY = "/v1/surveys/harvest";

    private static BackingServices services;
    private static TestTokens tokens;
    private static TestViews views;
    private static TestServer server;
    private static RedisClient redisClient;
    private static StatefulRedisConnection<String, String> redisConnection;

    @BeforeAll
    static void start() throws Exception {
        services = BackingServices.start(Service.KAFKA, Service.REGISTRY, Service.POSTGRES, Service.REDIS)
                .provisioned()
                .migrated();
        views = new TestViews(services.databaseUrl(), services.databaseUser(), services.databasePassword());
        views.publish("demo", "harvest", 1, DEFINITION.formatted("first"));
        views.points(
                LANE,
                5,
                NOON,
                List.<Object[]>of(balances("demo", FARMER, 10, 0)),
                List.<Object[]>of(transfer("demo", FARMER, "a", 5, "ISSUANCE", "AVAILABLE", 10, NOON)));
        views.cells(LANE, 5, NOON, cell("demo", "harvest", "", "all", "1970-01-01", "", row(1, farmers(0), Map.of())));
        redisClient = RedisClient.create(services.redisUrl());
        redisConnection = redisClient.connect();
        tokens = new TestTokens();
        server = new TestServer(
                tokens,
                services.databaseUrl(),
                services.redisUrl(),
                Map.of(
                        "LANES", Integer.toString(Lanes.DEFAULT_COUNT),
                        "DATABASE_USER", services.databaseUser(),
                        "DATABASE_PASSWORD", services.databasePassword(),
                        "KAFKA_BOOTSTRAP_SERVERS", services.kafkaBootstrapServers(),
                        "SCHEMA_REGISTRY_URL", services.schemaRegistryUrl()));
    }

    @AfterAll
    static void stop() {
        server.close();
        tokens.close();
        redisClient.shutdown();
    }

    @Test
    @Order(1)
    void aCachedSurveyIsGoneWhenItsRowHasChanged() throws Exception {
        // Served from the caches once they may be trusted: a change of the row that nobody told of isn't seen.
        Thread.sleep(4000);
        assertThat(title()).isEqualTo("first");
        eventually(() -> redis().hexists("cache:surveys:demo:harvest", "value"));
        assertThat(title()).isEqualTo("first");
        views.run(
                "UPDATE reference.surveys SET definition = ?::jsonb WHERE survey_id = 'harvest'",
                DEFINITION.formatted("second"));
        assertThat(title()).isEqualTo("first");

        invalidate(rowVersion());

        eventually(() -> title().equals("second"));
        assertThat(redis().hget("cache:surveys:demo:harvest", "version")).isEqualTo(Long.toString(rowVersion()));
        // Another instance may still hold the older row: it can't put it back.
        assertThat(redis().hget("cache:surveys:demo:harvest", "value")).contains("second");
    }

    @Test
    @Order(2)
    void balancesComeFromRedisUnlessItIsBehind() throws Exception {
        String view = "view:points:1";
        redis().hset(
                        view + ":balances:demo",
                        FARMER,
                        "{\"available\":99,\"pending\":1,\"reserved\":0,\"paid\":0,\"expired\":0,\"owed\":0}");
        redis().hset(
                        view + ":progress:" + LANE,
                        Map.of(
                                "log",
                                "a-topic-id",
                                "upto",
                                "6",
                                "covered",
                                "6",
                                "asOf",
                                NOON.plusSeconds(1).toString()));
        redis().hset(
                        view + ":rules:demo:" + LANE,
                        "1",
                        "{\"inForceFrom\":\"" + NOON + "\",\"tiers\":[{\"name\":\"gold\",\"fromPoints\":100}]}");
        Answer ahead = server.get("farmer", FARMER, "/v1/farmers/f-1/points");
        assertThat(ahead.data().path("tier").asText()).isEqualTo("gold");
        assertThat(ahead.data().path("balance").asLong()).isEqualTo(100);
        assertThat(ahead.meta().path("asOf").asText())
                .isEqualTo(NOON.plusSeconds(1).toString());

        views.points(LANE, 7, NOON.plusSeconds(2), List.<Object[]>of(balances("demo", FARMER, 30, 0)), List.of());
        eventually(() -> balance() == 30);

        String receipt = TestServer.RECEIPTS.issue(new Receipt(
                "demo", UUID.randomUUID().toString(), UUID.randomUUID().toString(), LANE, 8, NOON));
        redis().hset(
                        view + ":progress:" + LANE,
                        Map.of(
                                "covered",
                                "9",
                                "upto",
                                "9",
                                "asOf",
                                NOON.plusSeconds(3).toString()));
        assertThat(server.get("farmer", FARMER, "/v1/farmers/f-1/points?after=" + receipt)
                        .meta()
                        .has("notYet"))
                .isFalse();
        assertThat(balance()).isEqualTo(100);
        redis().del(view + ":progress:" + LANE);
        eventually(() -> balance() == 30);
    }

    @Test
    @Order(3)
    void leaderboardsComeFromRedisInTheOrderOfPostgres() throws Exception {
        assertThat(board()).isEqualTo("[{\"rank\":1,\"farmerId\":\"f-1\",\"points\":30}]");
        for (int lane = 0; lane < Lanes.DEFAULT_COUNT; lane++) {
            redis().hset(
                            "view:points:1:progress:" + lane,
                            Map.of(
                                    "log",
                                    "a-topic-id",
                                    "upto",
                                    "9",
                                    "covered",
                                    "9",
                                    "asOf",
                                    NOON.plusSeconds(3).toString()));
        }
        for (String farmer : List.of("c", "a", "b", "e", "d")) {
            redis().zadd("view:points:1:leaderboard:demo:all:tenant", 7, farmer);
        }
        redis().zadd("view:points:1:leaderboard:demo:all:tenant", 8, "z");
        redis().zadd("view:points:1:leaderboard:demo:all:tenant", 0, "nothing");
        assertThat(board())
                .isEqualTo(
                        "[{\"rank\":1,\"farmerId\":\"z\",\"points\":8},{\"rank\":2,\"farmerId\":\"a\",\"points\":7},{\"rank\":3,\"farmerId\":\"b\",\"points\":7}]");
        redis().del("view:points:1:progress:3");
        assertThat(board()).isEqualTo("[{\"rank\":1,\"farmerId\":\"f-1\",\"points\":30}]");
    }

    @Test
    @Order(4)
    void withoutRedisPostgresAnswers() throws Exception {
        services.kill(Service.REDIS);
        for (int i = 0; i < 20; i++) {
            assertThat(balance()).isEqualTo(30);
            assertThat(title()).isEqualTo("second");
        }
        BackingServices.start(Service.REDIS);
        redis().flushall();
        redis().hset("view:points:1:balances:demo", FARMER, "{\"available\":5}");
        redis().hset(
                        "view:points:1:progress:" + LANE,
                        Map.of(
                                "log",
                                "a-topic-id",
                                "upto",
                                "90",
                                "covered",
                                "90",
                                "asOf",
                                NOON.plusSeconds(9).toString()));
        eventually(() -> balance() == 5);
    }

    @Test
    @Order(5)
    void withoutKafkaNothingCachedIsServed() throws Exception {
        assertThat(title()).isEqualTo("second");
        services.kill(Service.KAFKA);
        views.run(
                "UPDATE reference.surveys SET definition = ?::jsonb WHERE survey_id = 'harvest'",
                DEFINITION.formatted("third"));
        eventually(() -> title().equals("third"));
        BackingServices.start(Service.KAFKA, Service.REGISTRY);
        invalidate(rowVersion());
        Thread.sleep(2000);
        assertThat(title()).isEqualTo("third");
    }

    @Test
    @Order(6)
    void withoutPostgresTheAnswerIsToComeBackLaterAndThenItIsThere() throws Exception {
        String aggregates = "/v1/surveys/harvest/aggregates";
        assertThat(server.asStakeholder(aggregates).data().path("cells")).hasSize(1);
        services.kill(Service.POSTGRES);
        long started = System.nanoTime();
        for (String path : List.of(aggregates, "/v1/views", "/v1/farmers/f-1/points/transfers", "/v1/workflows/x")) {
            Answer answer = server.asAdmin(path);
            assertThat(answer.status()).as(path + " " + answer.raw().body()).isEqualTo(503);
            assertThat(answer.code()).isEqualTo("UNAVAILABLE");
            assertThat(answer.header("Retry-After")).isNotNull();
            assertThat(answer.body().path("error").path("retryable").asBoolean())
                    .isTrue();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(30));
        // What Redis has is still answered.
        assertThat(balance()).isEqualTo(5);
        eventually(() -> server.asAdmin("/health/ready").status() == 503);
        assertThat(server.asAdmin("/health/live").status()).isEqualTo(200);
        BackingServices.start(Service.POSTGRES);
        eventually(() -> server.asStakeholder(aggregates).status() == 200);
        assertThat(server.asStakeholder(aggregates).data().path("cells")).hasSize(1);
        eventually(() -> server.asAdmin("/health/ready").status() == 200);
    }

    private static long balance() {
        return server.get("farmer", FARMER, "/v1/farmers/f-1/points")
                .data()
                .path("balance")
                .asLong(-1);
    }

    private static String board() {
        return server.asStakeholder("/v1/leaderboards/tenant?limit=3").data().toString();
    }

    private static String title() {
        return server.asAdmin(SURVEY).data().path("title").asText();
    }

    private static long rowVersion() throws Exception {
        try (var connection = views.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT row_version FROM reference.surveys WHERE survey_id = 'harvest'")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void invalidate(long rowVersion) throws Exception {
        WireFormat format = new WireFormat(new CachedSchemaRegistryClient(services.schemaRegistryUrl(), 100));
        try (Producer<String, CacheInvalidation> producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, services.kafkaBootstrapServers()),
                new StringSerializer(),
                format.serializer(Topics.INVALIDATIONS))) {
            producer.send(new ProducerRecord<>(
                            Topics.INVALIDATIONS.name(),
                            0,
                            "demo/surveys/harvest",
                            new CacheInvalidation("demo", "surveys", "harvest", rowVersion, Instant.now())))
                    .get();
        }
    }

    private static RedisCommands<String, String> redis() {
        return redisConnection.sync();
    }

    private static void eventually(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("still not so after 90 s").isLessThan(deadline);
            Thread.sleep(50);
        }
    }
}
