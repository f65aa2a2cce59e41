package org.farmer1st.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.farmer1st.events.DecideApproval;
import org.farmer1st.events.PlatformCommand;
import org.farmer1st.events.PointsCommand;
import org.farmer1st.events.PointsCommandKind;
import org.farmer1st.events.PointsRuleSet;
import org.farmer1st.events.PointsTier;
import org.farmer1st.events.PublishPointsRules;
import org.farmer1st.events.PublishSurvey;
import org.farmer1st.events.RegisterFarmer;
import org.farmer1st.events.RequestPayout;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.farmer1st.testkit.BackingServices;
import org.farmer1st.testkit.Service;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole process against Kafka, Postgres, and Temporal's test server, which forgets everything when it is killed. */
class WorkflowsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static BackingServices services;

    private WorkflowsService workflows;

    @BeforeAll
    static void startServices() {
        services = start().provisioned().migrated();
    }

    private static BackingServices start() {
        return BackingServices.start(Service.REGISTRY, Service.POSTGRES, Service.TEMPORAL);
    }

    @BeforeEach
    void startWorkflows() throws Exception {
        workflows = new WorkflowsService(new WorkflowsConfig(
                services.kafkaBootstrapServers(),
                services.schemaRegistryUrl(),
                services.databaseUrl(),
                services.databaseUser(),
                services.databasePassword(),
                services.temporalTarget(),
                "default",
                Duration.ofMillis(500),
                WorkflowsConfig.Scheduler.TICKER,
                Duration.ofMillis(500),
                "127.0.0.1",
                0));
        workflows.start();
        awaitEqual(200, this::readiness);
    }

    @AfterEach
    void closeWorkflows() {
        workflows.close();
    }

    @Test
    void publishesASurveyOnceHoweverOftenItIsAsked() throws Exception {
        command("publish-once", "once", "{\"surveyId\":\"once\",\"version\":1}");
        awaitEqual("completed", () -> status("publish-once"));
        String row = survey("once");

        command("publish-once", "once", "{\"surveyId\":\"once\",\"version\":1}");
        command("publish-again", "once", "{\"version\":1,  \"surveyId\":\"once\"}");
        awaitEqual("completed", () -> status("publish-again"));

        assertThat(survey("once")).isEqualTo(row);
        assertThat(outcomes("publish-once")).containsExactly("publish-once/definition", "publish-once/end");
    }

    @Test
    void refusesOtherContentUnderAPublishedVersion() throws Exception {
        command("publish-first", "taken", "{\"surveyId\":\"taken\",\"title\":\"first\"}");
        awaitEqual("completed", () -> status("publish-first"));
        String row = survey("taken");

        command("publish-second", "taken", "{\"surveyId\":\"taken\",\"title\":\"second\"}");

        awaitEqual("failed", () -> status("publish-second"));
        assertThat(text("SELECT detail FROM reference.workflows WHERE workflow_id = 'publish-second'"))
                .contains("already published");
        assertThat(survey("taken")).isEqualTo(row);
    }

    @Test
    void refusesWhatPostgresCannotHold() throws Exception {
        command("publish-nul", "nul", "{\"title\":\"\\u0000\"}");

        awaitEqual("failed", () -> status("publish-nul"));
    }

    @Test
    void rebuildsATemporalThatForgotEverything() throws Exception {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE reference.surveys IN EXCLUSIVE MODE");
            command("publish-in-the-middle", "middle", "{\"surveyId\":\"middle\"}");
            awaitEqual("running", () -> status("publish-in-the-middle"));

            services.kill(Service.TEMPORAL);
            awaitEqual(503, this::readiness);
            command("publish-while-away", "away", "{\"surveyId\":\"away\"}");
            connection.commit();
        }
        start();

        awaitEqual("completed", () -> status("publish-in-the-middle"));
        awaitEqual("completed", () -> status("publish-while-away"));
        awaitEqual(200, this::readiness);
        assertThat(outcomes("publish-in-the-middle")).endsWith("publish-in-the-middle/end");
    }

    @Test
    void startsNothingThatHasEndedThoughTemporalForgotIt() throws Exception {
        command("publish-ended", "ended", "{\"surveyId\":\"ended\"}");
        awaitEqual("completed", () -> status("publish-ended"));
        awaitEqual(true, () -> outcomes("publish-ended").contains("publish-ended/end"));
        workflows.close();
        services.kill(Service.TEMPORAL);
        start();
        // Whatever would run again would show here.
        execute("DELETE FROM reference.workflows WHERE workflow_id = 'publish-ended'");

        startWorkflows();
        command("publish-after", "after", "{\"surveyId\":\"after\"}");
        awaitEqual("completed", () -> status("publish-after"));

        assertThat(status("publish-ended")).isNull();
        assertThat(outcomes("publish-ended")).containsExactly("publish-ended/definition", "publish-ended/end");
    }

    @Test
    void publishesRulesOnceAndRefusesOtherContentUnderTheirVersion() throws Exception {
        Instant asked = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        PointsRuleSet rules = PointsRuleSet.newBuilder()
                .setVersion(1)
                .setInForceFrom(asked.plusSeconds(3_600))
                .setPointsPerAnswer(2)
                .setDailyCap(50L)
                .setTiers(List.of(new PointsTier("seed", 50L), new PointsTier("harvest", 500L)))
                .setBudget(1_000L)
                .build();
        send("rules-1", command("rules-1", asked, new PublishPointsRules(rules)));
        awaitEqual("completed", () -> status("rules-1"));
        String row = text("SELECT to_jsonb(r) - 'row_version' FROM reference.points_rules r WHERE tenant = 'demo'");
        assertThat(row)
                .contains("\"points_per_answer\": 2", "\"base_points\": null", "\"daily_cap\": 50", "\"budget\": 1000")
                .contains("{\"name\": \"harvest\", \"fromPoints\": 500}");
        assertThat(text("SELECT published_at = '" + asked + "' FROM reference.points_rules WHERE tenant = 'demo'"))
                .isEqualTo("t");

        send("rules-again", command("rules-again", asked.plusSeconds(60), new PublishPointsRules(rules)));
        awaitEqual("completed", () -> status("rules-again"));
        PointsRuleSet others = PointsRuleSet.newBuilder(rules).setBudget(null).build();
        send("rules-others", command("rules-others", asked, new PublishPointsRules(others)));
        awaitEqual("failed", () -> status("rules-others"));
        PointsRuleSet tooLate = PointsRuleSet.newBuilder(rules)
                .setVersion(2)
                .setInForceFrom(asked)
                .build();
        send("rules-too-late", command("rules-too-late", asked, new PublishPointsRules(tooLate)));
        awaitEqual("failed", () -> status("rules-too-late"));
        assertThat(text("SELECT detail FROM reference.workflows WHERE workflow_id = 'rules-others'"))
                .contains("already published");
        assertThat(text("SELECT to_jsonb(r) - 'row_version' FROM reference.points_rules r WHERE tenant = 'demo'"))
                .isEqualTo(row);
    }

    @Test
    void registersAFarmerAsTheLastCommandSays() throws Exception {
        for (String region : List.of("manica", "sofala", "manica", "tete")) {
            send(
                    "register-" + region,
                    command("register-" + region + System.nanoTime(), new RegisterFarmer("f-1", region)));
        }

        awaitEqual("tete", () -> text("SELECT region FROM reference.farmers WHERE farmer_id = 'f-1'"));
        send("register-end", command("register-end", new RegisterFarmer("f-2", null)));
        awaitEqual("completed", () -> status("register-end"));
        assertThat(text("SELECT region FROM reference.farmers WHERE farmer_id = 'f-1'"))
                .isEqualTo("tete");
        assertThat(outcomes("register-end")).containsExactly("register-end/farmer", "register-end/end");
    }

    @Test
    void asksEveryLaneForWhatIsDue() throws Exception {
        execute(
                "INSERT INTO reference.points_rules (tenant, version, in_force_from, expiry_days)"
                        + " VALUES ('expiring', 1, now() + interval '1 day', 30), ('never', 1, now() + interval '1 day', NULL)");
        workflows.close();
        // The day's workflow has run, without tenants: one that forgot it asks for the day again.
        services.kill(Service.TEMPORAL);
        start();
        startWorkflows();

        Deserializer<PointsCommand> deserializer = new WireFormat(
                        new CachedSchemaRegistryClient(services.schemaRegistryUrl(), 10))
                .deserializer(Topics.POINTS_COMMANDS);
        Set<Integer> lanes = new TreeSet<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", services.kafkaBootstrapServers(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.POINTS_COMMANDS.name()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            while (lanes.size() < partitions.size()) {
                assertThat(System.nanoTime()).as("lanes %s", lanes).isLessThan(deadline);
                for (ConsumerRecord<String, byte[]> message : consumer.poll(Duration.ofMillis(200))) {
                    PointsCommand command = deserializer.deserialize(message.topic(), message.value());
                    assertThat(message.key()).isEqualTo("expiring");
                    assertThat(command.getTenant()).isEqualTo("expiring");
                    assertThat(command.getKind()).isEqualTo(PointsCommandKind.EXPIRE_DUE);
                    assertThat(command.getCommandId()).isEqualTo("expire-due-" + command.getDueOn());
                    assertThat(command.getDueOn())
                            .isBeforeOrEqualTo(LocalDate.now(ZoneOffset.UTC))
                            .isAfterOrEqualTo(LocalDate.now(ZoneOffset.UTC).minusDays(2));
                    lanes.add(message.partition());
                }
            }
        }
    }

    @Test
    void refusesWhatThisVersionHasNoWorkflowFor() throws Exception {
        send("pay", command("pay", new RequestPayout("f-1", 100L)));
        send("decide", command("decide", new DecideApproval("pay", true)));

        awaitEqual("failed", () -> status("pay"));
        awaitEqual("failed", () -> status("decide"));
        assertThat(text("SELECT detail FROM reference.workflows WHERE workflow_id = 'pay'"))
                .contains("Nothing was paid");
    }

    @Test
    void putsABadCommandAsideAndGoesOn() throws Exception {
        send("bad", new byte[] {9, 9});
        command("publish-behind", "behind", "{\"surveyId\":\"behind\"}");

        awaitEqual("completed", () -> status("publish-behind"));
        awaitEqual(List.of("bad"), () -> keys(Topics.deadLetters("workflows"), ""));
    }

    private static void command(String workflowId, String surveyId, String definition) throws Exception {
        PlatformCommand command = new PlatformCommand(
                workflowId, "demo", "an-admin", Instant.now(), new PublishSurvey(surveyId, 1, definition), null);
        WireFormat wireFormat = new WireFormat(new CachedSchemaRegistryClient(services.schemaRegistryUrl(), 10));
        send(workflowId, wireFormat.serializer(Topics.COMMANDS).serialize(Topics.COMMANDS.name(), command));
    }

    private static byte[] command(String workflowId, SpecificRecord command) {
        return command(workflowId, Instant.now(), command);
    }

    private static byte[] command(String workflowId, Instant requestedAt, SpecificRecord command) {
        WireFormat wireFormat = new WireFormat(new CachedSchemaRegistryClient(services.schemaRegistryUrl(), 10));
        return wireFormat
                .serializer(Topics.COMMANDS)
                .serialize(
                        Topics.COMMANDS.name(),
                        new PlatformCommand(workflowId, "demo", "an-admin", requestedAt, command, workflowId));
    }

    private static void send(String key, byte[] value) throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", services.kafkaBootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.COMMANDS.name(), 0, key, value))
                    .get();
        }
    }

    private static List<String> outcomes(String workflowId) {
        return keys(Topics.OUTCOMES.name(), workflowId + '/');
    }

    /** The keys of a topic that start so, in order. */
    private static List<String> keys(String topic, String start) {
        List<String> keys = new ArrayList<>();
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", services.kafkaBootstrapServers(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(message -> keys.add(message.key()));
            }
        }
        return keys.stream().filter(key -> key.startsWith(start)).toList();
    }

    private int readiness() throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + workflows.port() + "/health/ready"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static String status(String workflowId) throws SQLException {
        return text("SELECT status FROM reference.workflows WHERE workflow_id = '" + workflowId + "'");
    }

    private static String survey(String surveyId) throws SQLException {
        return text("SELECT row(surveys.*)::text FROM reference.surveys WHERE survey_id = '" + surveyId + "'");
    }

    private static Connection connection() throws SQLException {
        return DriverManager.getConnection(
                services.databaseUrl(), services.databaseUser(), services.databasePassword());
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The one value of the one row, or null. */
    private static String text(String sql) throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? result.getString(1) : null;
        }
    }

    private static <T> void awaitEqual(T expected, Callable<T> actual) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        T seen = actual.call();
        while (!expected.equals(seen)) {
            assertThat(System.nanoTime())
                    .as("waiting for %s, there is %s", expected, seen)
                    .isLessThan(deadline);
            Thread.sleep(50);
            seen = actual.call();
        }
    }
}
