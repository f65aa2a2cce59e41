package org.farmer1st.@PACKAGE@;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.farmer1st.events.ResponseAdded;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.ResponseReplaced;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.ResponseWithdrawn;
import org.farmer1st.postgres.attached.ViewDefinition;
import org.farmer1st.schemas.Provisioning;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.farmer1st.streams.attached.JobNames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample facts, through the job as Kafka Streams runs it, make the rows that are expected of them. */
class @CLASS@JobTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant AT = Instant.parse("2026-11-20T12:00:00Z");
    private static final JobNames NAMES = new JobNames("@NAME@", 1);
    private static final int KEY_COLUMNS = 3;

    @TempDir
    private Path directory;

    private WireFormat format;
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> responses;

    @BeforeEach
    void start() throws IOException {
        MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
        Provisioning.registerSchemas(registry);
        format = new WireFormat(registry);
        ViewDefinition view = ViewDefinition.fromJson(
                JSON.readTree(Path.of("job.json").toFile()).path("view").toString());
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, NAMES.application());
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
        driver = new TopologyTestDriver(
                @CLASS@Job.definition()
                        .topology(NAMES, view, format, Map.of(Topics.RESPONSES.name(), 1), Instant.EPOCH),
                properties);
        responses = driver.createInputTopic(
                Topics.RESPONSES.name(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void theSampleMakesTheRowsThatAreExpected() throws IOException {
        for (JsonNode line : lines("facts.jsonl")) {
            send(format.serializer(Topics.RESPONSES).serialize(Topics.RESPONSES.name(), fact(line)));
        }
        TreeMap<String, String> rows = new TreeMap<>();
        for (String changes : output(NAMES.rows(), new StringDeserializer())) {
            JSON.readTree(changes).path("rows").forEach(row -> keep(rows, row));
        }
        assertThat(rows.values()).containsExactlyInAnyOrderElementsOf(expected());
    }

    @Test
    void whatIsNoFactIsSetAside() {
        send(new byte[] {9});
        assertThat(output(Topics.deadLetters("@NAME@"), new ByteArrayDeserializer()))
                .containsExactly(new byte[] {9});
    }

    private void send(byte[] value) {
        responses.pipeInput("key".getBytes(StandardCharsets.UTF_8), value, AT);
    }

    private <T> List<T> output(
            String topic, Deserializer<T> deserializer) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), deserializer).readValuesToList();
    }

    /** A row's values are texts, as the database reads them. */
    private static void keep(TreeMap<String, String> rows, JsonNode row) {
        List<String> values = new ArrayList<>();
        row.path("values").forEach(value -> values.add(value.asText()));
        String key = String.join("/", values.subList(0, KEY_COLUMNS));
        if (row.path("deleted").asBoolean()) {
            rows.remove(key);
        } else {
            rows.put(key, String.join(" ", values));
        }
    }

    private static List<String> expected() throws IOException {
        List<String> rows = new ArrayList<>();
        for (JsonNode line : lines("expected.jsonl")) {
            List<String> values = new ArrayList<>();
            line.forEach(value -> values.add(value.asText()));
            rows.add(String.join(" ", values));
        }
        return rows;
    }

    private static ResponseFact fact(JsonNode line) {
        JsonNode before = line.path("before");
        JsonNode after = line.path("after");
        Object change;
        if (before.isMissingNode()) {
            change = new ResponseAdded(version(after));
        } else if (after.isMissingNode()) {
            change = new ResponseWithdrawn(version(before));
        } else {
            change = new ResponseReplaced(version(before), version(after));
        }
        return new ResponseFact(0, 0L, AT, change);
    }

    private static ResponseVersion version(JsonNode line) {
        LocalDate day = LocalDate.parse(line.path("day").asText());
        return ResponseVersion.newBuilder()
                .setTenant(line.path("tenant").asText())
                .setFarmerId(line.path("farmer").asText())
                .setResponseId(line.path("response").asText())
                .setVersionId(line.path("response").asText())
                .setReplaces(null)
                .setSurveyId(line.path("survey").asText())
                .setSurveyVersion(1)
                .setReceivedAt(AT)
                .setBusinessTime(day.atStartOfDay(ZoneOffset.UTC).toInstant())
                .setBusinessDay(day)
                .setTimeFlags(List.of())
                .setAnswers(List.of())
                .setSkipped(List.of())
                .setDimensions(List.of())
                .setBasePoints(0)
                .setDigest(ByteBuffer.allocate(32))
                .build();
    }

    private static List<JsonNode> lines(String file) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        try (InputStream content = @CLASS@JobTest.class.getResourceAsStream("/" + file)) {
            for (String line : new String(content.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                lines.add(JSON.readTree(line));
            }
        }
        return lines;
    }
}
