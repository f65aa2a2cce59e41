package org.farmer1st.cdc.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.farmer1st.events.PointsTier;
import org.farmer1st.events.ReferenceFarmer;
import org.farmer1st.events.ReferencePointsRules;
import org.farmer1st.events.ReferenceSurvey;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Topic;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.farmer1st.testkit.BackingServices;
import org.farmer1st.testkit.Service;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Postgres, Connect with the files of this module, and Kafka. */
class ReferenceCaptureIT {

    private static final Lanes LANES = new Lanes(Lanes.DEFAULT_COUNT);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static BackingServices services;

    @BeforeAll
    static void start() throws IOException, InterruptedException, SQLException {
        services = BackingServices.start(Service.CONNECT).provisioned().migrated();
        Path file = Path.of(System.getProperty("farmer1st.root"), "cdc/connectors/reference.json");
        JsonNode connector = new ObjectMapper().readTree(file.toFile());
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(services.connectUrl() + "/connectors/reference/config"))
                                .header("Content-Type", "application/json")
                                .PUT(HttpRequest.BodyPublishers.ofString(
                                        connector.get("config").toString()))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
        // What comes and goes before the connector looks for the first time, it does not see.
        execute("INSERT INTO reference.farmers (tenant, farmer_id) VALUES ('demo', 'first')");
        await(Topics.REFERENCE_FARMERS, "demo/first", 1);
    }

    @Test
    void carriesWhatHappensToASurvey() throws SQLException {
        // Large enough for Postgres to keep it apart from its row, where an update that doesn't touch it leaves it out.
        String definition = "{\"surveyId\": \"coffee\", \"title\": \""
                + "How much coffee? ".repeat(5_000).strip() + "\"}";
        execute("INSERT INTO reference.surveys (tenant, survey_id, version, definition) VALUES ('demo', 'coffee', 2, '"
                + definition + "')");
        execute("UPDATE reference.surveys SET published_at = now() WHERE survey_id = 'coffee'");
        execute("DELETE FROM reference.surveys WHERE survey_id = 'coffee'");

        List<ConsumerRecord<String, ReferenceSurvey>> events = await(Topics.REFERENCE_SURVEYS, "demo/coffee/2", 3);

        assertThat(events).allSatisfy(event -> assertThat(event.partition()).isZero());
        ReferenceSurvey inserted = events.get(0).value();
        ReferenceSurvey updated = events.get(1).value();
        assertThat(inserted.getSurveyId()).isEqualTo("coffee");
        assertThat(inserted.getVersion()).isEqualTo(2);
        assertThat(updated.getDefinition()).isEqualTo(inserted.getDefinition()).hasSizeGreaterThan(80_000);
        assertThat(updated.getRowVersion()).isGreaterThan(inserted.getRowVersion());
        assertThat(events.get(2).value()).isNull();
    }

    @Test
    void putsFarmersIntoTheirLanes() throws SQLException {
        for (int i = 0; i < 8; i++) {
            execute("INSERT INTO reference.farmers (tenant, farmer_id, region) VALUES ('demo', 'lane-" + i
                    + "', 'north')");
        }

        for (int i = 0; i < 8; i++) {
            String key = Lanes.key("demo", "lane-" + i);
            List<ConsumerRecord<String, ReferenceFarmer>> events = await(Topics.REFERENCE_FARMERS, key, 1);
            assertThat(events.get(0).partition()).isEqualTo(LANES.of(key));
            assertThat(events.get(0).value().getRegion()).isEqualTo("north");
        }
    }

    @Test
    void carriesPointsRulesThatNeverChange() throws SQLException {
        execute(
                "INSERT INTO reference.points_rules (tenant, version, in_force_from, points_per_answer, daily_cap, expiry_days,"
                        + " budget, tiers) VALUES ('demo', 1, now() + interval '1 day', 2, 50, 365, 100000,"
                        + " '[{\"name\": \"seed\", \"fromPoints\": 10}, {\"name\": \"harvest\", \"fromPoints\": 100}]')");

        ReferencePointsRules row =
                await(Topics.REFERENCE_POINTS_RULES, "demo/1", 1).get(0).value();

        assertThat(row.getRules().getInForceFrom())
                .isEqualTo(row.getPublishedAt().plus(Duration.ofDays(1)));
        assertThat(row.getRules().getBasePoints()).isNull();
        assertThat(row.getRules().getPointsPerAnswer()).isEqualTo(2);
        assertThat(row.getRules().getDailyCap()).isEqualTo(50);
        assertThat(row.getRules().getStreakDays()).isNull();
        assertThat(row.getRules().getExpiryDays()).isEqualTo(365);
        assertThat(row.getRules().getTiers())
                .containsExactly(new PointsTier("seed", 10L), new PointsTier("harvest", 100L));
        assertThat(row.getRules().getBudget()).isEqualTo(100_000);
        assertThatThrownBy(() -> execute("UPDATE reference.points_rules SET daily_cap = 60"))
                .hasMessageContaining("never changes");
        assertThatThrownBy(() -> execute("DELETE FROM reference.points_rules")).hasMessageContaining("never changes");
        assertThatThrownBy(() -> execute("INSERT INTO reference.points_rules (tenant, version, in_force_from)"
                        + " VALUES ('demo', 2, now())"))
                .hasMessageContaining("check");
    }

    @Test
    void endsADeletedFarmerInTheirLane() throws SQLException {
        execute("INSERT INTO reference.farmers (tenant, farmer_id) VALUES ('demo', 'gone')");
        execute("DELETE FROM reference.farmers WHERE farmer_id = 'gone'");

        List<ConsumerRecord<String, ReferenceFarmer>> events = await(Topics.REFERENCE_FARMERS, "demo/gone", 2);

        assertThat(events.get(0).value().getRegion()).isNull();
        assertThat(events.get(1).value()).isNull();
        assertThat(events.get(1).partition()).isEqualTo(events.get(0).partition());
    }

    @Test
    void sendsEachChangeOnceThoughConnectIsKilled() throws SQLException, InterruptedException {
        execute("INSERT INTO reference.farmers (tenant, farmer_id, region) VALUES ('demo', 'moving', '0')");
        for (int i = 1; i <= 60; i++) {
            execute("UPDATE reference.farmers SET region = '" + i + "' WHERE farmer_id = 'moving'");
            if (i == 20) {
                services.kill(Service.CONNECT);
            }
            if (i == 40) {
                BackingServices.start(Service.CONNECT);
            }
        }

        List<ConsumerRecord<String, ReferenceFarmer>> events = await(Topics.REFERENCE_FARMERS, "demo/moving", 61);

        assertThat(events)
                .extracting(event -> event.value().getRegion())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(0, 60).mapToObj(Integer::toString).toList());
    }

    @Test
    void goesOnWhenPostgresIsBack() throws SQLException {
        execute("INSERT INTO reference.farmers (tenant, farmer_id, region) VALUES ('demo', 'before', '0')");

        services.kill(Service.POSTGRES);
        BackingServices.start(Service.POSTGRES);
        execute("INSERT INTO reference.farmers (tenant, farmer_id, region) VALUES ('demo', 'after', '0')");

        assertThat(await(Topics.REFERENCE_FARMERS, "demo/before", 1)).hasSize(1);
        assertThat(await(Topics.REFERENCE_FARMERS, "demo/after", 1)).hasSize(1);
    }

    @Test
    void looksAtEverythingAnewWherePostgresLostItsPlace() throws SQLException {
        execute("INSERT INTO reference.farmers (tenant, farmer_id) VALUES ('demo', 'before-the-loss')");
        await(Topics.REFERENCE_FARMERS, "demo/before-the-loss", 1);
        services.kill(Service.CONNECT);
        execute("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active_pid IS NOT NULL");
        execute("SELECT pg_drop_replication_slot('farmer1st_reference')");
        execute("INSERT INTO reference.farmers (tenant, farmer_id) VALUES ('demo', 'in-between')");

        BackingServices.start(Service.CONNECT);

        assertThat(await(Topics.REFERENCE_FARMERS, "demo/in-between", 1)).isNotEmpty();
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        services.databaseUrl(), services.databaseUser(), services.databasePassword());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The key's events, when there are as many, and those that came a moment after. */
    private static <V extends SpecificRecord> List<ConsumerRecord<String, V>> await(
            Topic<V> topic, String key, int count) {
        WireFormat wireFormat = new WireFormat(new CachedSchemaRegistryClient(services.schemaRegistryUrl(), 10));
        List<ConsumerRecord<String, V>> found = new ArrayList<>();
        try (KafkaConsumer<String, V> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", services.kafkaBootstrapServers(),
                        "isolation.level", "read_committed",
                        "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                wireFormat.deserializer(topic))) {
            consumer.assign(IntStream.range(0, topic.partitions(LANES))
                    .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                    .toList());
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (found.size() < count) {
                assertThat(System.nanoTime())
                        .as("%s: %s of %s so far", key, found.size(), count)
                        .isLessThan(deadline);
                poll(consumer, key, found);
            }
            poll(consumer, key, found);
        }
        return found;
    }

    private static <V> void poll(KafkaConsumer<String, V> consumer, String key, List<ConsumerRecord<String, V>> found) {
        consumer.poll(Duration.ofMillis(200)).forEach(event -> {
            if (event.key().equals(key)) {
                found.add(event);
            }
        });
    }
}
