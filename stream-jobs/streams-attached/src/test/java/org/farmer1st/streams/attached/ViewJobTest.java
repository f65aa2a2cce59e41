package org.farmer1st.streams.attached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.farmer1st.events.ReferenceFarmer;
import org.farmer1st.events.ReferenceSurvey;
import org.farmer1st.postgres.attached.ViewColumn;
import org.farmer1st.postgres.attached.ViewColumn.Type;
import org.farmer1st.postgres.attached.ViewDefinition;
import org.farmer1st.schemas.Provisioning;
import org.farmer1st.schemas.Topic;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All that one record changes is one record, and time is that of the partition that is furthest behind. */
class ViewJobTest {

    private static final Instant EIGHT = Instant.parse("2026-11-20T08:00:00Z");
    private static final JobNames NAMES = new JobNames("tried", 3);
    private static final ViewDefinition VIEW = new ViewDefinition(
            "tried",
            "For a test.",
            List.of(
                    new ViewColumn("tenant", Type.TEXT, ""),
                    new ViewColumn("name", Type.TEXT, ""),
                    new ViewColumn("times", Type.BIGINT, "")),
            List.of("tenant", "name"),
            Set.of("admin"),
            1,
            null);

    /** A name more, or less. */
    record Named(String tenant, String name) {}

    record Other(String tenant, String name, int times) {}

    /** Counts how often a name was given; the name {@code wrong} makes a row that is none of the view. */
    static final class Counting implements RowFunction<Named> {
        private static final StateTable<Long> TIMES = new StateTable<>("times", Long.class);
        private KeyValueStore<String, Long> times;

        @Override
        public List<StateTable<?>> tables() {
            return List.of(TIMES);
        }

        @Override
        public void open(OpenTables tables) {
            times = tables.open(TIMES);
        }

        @Override
        public void apply(Named change, Consumer<ViewRow> rows) {
            Long before = times.get(change.name());
            long now = before == null ? 1 : before + 1;
            times.put(change.name(), now);
            rows.accept(ViewRow.of(change.tenant(), change.name(), change.name().equals("wrong") ? "text" : now));
        }
    }

    @TempDir
    private Path directory;

    private final Map<TopicPartition, Long> readUpTo = new HashMap<>();
    private final WireFormat format;
    private TopologyTestDriver driver;

    ViewJobTest() {
        MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
        Provisioning.registerSchemas(registry);
        format = new WireFormat(registry);
    }

    private static ViewJob<Named> job() {
        return ViewJob.of(Named.class, Counting::new)
                .reads(
                        Topics.REFERENCE_SURVEYS,
                        survey -> List.of(
                                new Named(survey.getTenant(), survey.getSurveyId()),
                                new Named(survey.getTenant(), "all")))
                .reads(
                        Topics.REFERENCE_FARMERS,
                        farmer -> List.of(new Named(farmer.getTenant(), farmer.getFarmerId())));
    }

    @BeforeEach
    void start() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, NAMES.application());
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
        driver = new TopologyTestDriver(
                job().topology(
                                NAMES,
                                VIEW,
                                format,
                                Map.of(Topics.REFERENCE_SURVEYS.name(), 1, Topics.REFERENCE_FARMERS.name(), 1),
                                EIGHT,
                                partition -> readUpTo.getOrDefault(partition, 0L)),
                properties);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void allThatARecordChangesIsOneRecordAsOfThePartitionFurthestBehind() {
        send(Topics.REFERENCE_SURVEYS, survey("safi"), EIGHT.plusSeconds(5));
        assertThat(rows())
                .containsExactly("{\"asOf\":0,\"rows\":[{\"deleted\":false,\"values\":[\"demo\",\"safi\",\"1\"]},"
                        + "{\"deleted\":false,\"values\":[\"demo\",\"all\",\"1\"]}]}");

        send(Topics.REFERENCE_FARMERS, farmer(), EIGHT.plusSeconds(2));
        long behind = EIGHT.plusSeconds(2).toEpochMilli() - 1;
        assertThat(rows())
                .containsExactly(
                        "{\"asOf\":" + behind + ",\"rows\":[{\"deleted\":false,\"values\":[\"demo\",\"f-1\",\"1\"]}]}");

        send(Topics.REFERENCE_SURVEYS, survey("all"), EIGHT.plusSeconds(9));
        assertThat(rows())
                .as("a key is in a record once, as it is in the end")
                .containsExactly(
                        "{\"asOf\":" + behind + ",\"rows\":[{\"deleted\":false,\"values\":[\"demo\",\"all\",\"3\"]}]}");
    }

    @Test
    void aRecordThatChangesNothingMovesTimeOn() {
        send(Topics.REFERENCE_SURVEYS, survey("safi"), EIGHT.plusSeconds(5));
        sendBytes(Topics.REFERENCE_FARMERS, null, EIGHT.plusSeconds(3));
        assertThat(rows())
                .element(1)
                .isEqualTo("{\"asOf\":" + (EIGHT.plusSeconds(3).toEpochMilli() - 1) + ",\"rows\":[]}");
    }

    @Test
    void theEndOfAPartitionMovesTimeOn() {
        send(Topics.REFERENCE_SURVEYS, survey("safi"), EIGHT.plusSeconds(5));
        assertThat(rows()).hasSize(1);
        // Nothing ever came into the other one.
        reads(Topics.REFERENCE_FARMERS, EIGHT.plusSeconds(2));
        assertThat(rows()).containsExactly("{\"asOf\":" + (EIGHT.plusSeconds(2).toEpochMilli() - 1) + ",\"rows\":[]}");
        reads(Topics.REFERENCE_FARMERS, EIGHT.plusSeconds(9));
        assertThat(rows())
                .as("what has records is read up to the last of them")
                .containsExactly("{\"asOf\":" + (EIGHT.plusSeconds(5).toEpochMilli() - 1) + ",\"rows\":[]}");
        reads(Topics.REFERENCE_SURVEYS, EIGHT.plusSeconds(4));
        assertThat(rows()).as("never back").isEmpty();
        reads(Topics.REFERENCE_SURVEYS, EIGHT.plusSeconds(8));
        assertThat(rows()).containsExactly("{\"asOf\":" + (EIGHT.plusSeconds(8).toEpochMilli() - 1) + ",\"rows\":[]}");
        reads(Topics.REFERENCE_SURVEYS, EIGHT.plusSeconds(8));
        assertThat(rows()).as("told once").isEmpty();
    }

    /** A look at what is known of a partition, one of which there is each second. */
    private void reads(Topic<?> topic, Instant upTo) {
        readUpTo.put(new TopicPartition(topic.name(), 0), upTo.toEpochMilli());
        driver.advanceWallClockTime(Duration.ofSeconds(1));
    }

    @Test
    void whatCannotBeReadIsSetAsideWhereNobodyDidBefore() {
        sendBytes(Topics.REFERENCE_FARMERS, new byte[] {7}, EIGHT.minusMillis(1));
        assertThat(letters()).isEmpty();
        sendBytes(Topics.REFERENCE_FARMERS, new byte[] {9}, EIGHT);
        assertThat(letters()).containsExactly(new byte[] {9});
        send(Topics.REFERENCE_SURVEYS, survey("safi"), EIGHT.plusSeconds(5));
        assertThat(rows()).singleElement().asString().contains("\"asOf\":" + (EIGHT.toEpochMilli() - 1));
    }

    @Test
    void aRowThatIsNoneOfTheViewStopsTheJobInsteadOfTheView() {
        assertThatThrownBy(() -> send(Topics.REFERENCE_SURVEYS, survey("wrong"), EIGHT))
                .isInstanceOf(StreamsException.class)
                .rootCause()
                .hasMessage("The column times is a BIGINT and holds no String");
    }

    @Test
    void theShapeTellsWhetherStateCanBeGoneOnWith() {
        String shape = job().shape();
        assertThat(shape)
                .isEqualTo(job().shape())
                .contains("\"change\":\"{tenant: java.lang.String, name: java.lang.String}\"")
                .contains("\"times\":\"java.lang.Long\"");
        assertThatThrownBy(() -> JsonSerde.of(Other.class)
                        .deserializer()
                        .deserialize("", "{\"tenant\":\"demo\",\"name\":\"n\"}".getBytes(StandardCharsets.UTF_8)))
                .as("what is stored is never taken for something else")
                .hasMessageContaining("no Other");
    }

    private static ReferenceSurvey survey(String id) {
        return new ReferenceSurvey("demo", id, 1, "{}", 41L);
    }

    private static ReferenceFarmer farmer() {
        return new ReferenceFarmer("demo", "f-1", "Manica", 42L);
    }

    private <V extends SpecificRecord> void send(Topic<V> topic, V value, Instant at) {
        sendBytes(topic, format.serializer(topic).serialize(topic.name(), value), at);
    }

    private void sendBytes(Topic<?> topic, byte[] value, Instant at) {
        driver.createInputTopic(topic.name(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(new byte[] {1}, value, at));
    }

    private List<String> rows() {
        return driver
                .createOutputTopic(NAMES.rows(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readValuesToList()
                .stream()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .toList();
    }

    private List<byte[]> letters() {
        return driver.createOutputTopic(
                        Topics.deadLetters(NAMES.job()), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readValuesToList();
    }
}
