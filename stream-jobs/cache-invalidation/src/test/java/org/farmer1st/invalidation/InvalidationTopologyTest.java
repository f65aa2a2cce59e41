package org.farmer1st.invalidation;

import static org.assertj.core.api.Assertions.assertThat;

import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.farmer1st.events.CacheInvalidation;
import org.farmer1st.events.ReferenceFarmer;
import org.farmer1st.events.ReferenceSurvey;
import org.farmer1st.schemas.Provisioning;
import org.farmer1st.schemas.Topic;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One invalidation a change, by the id that caches know the row under. */
class InvalidationTopologyTest {

    private static final Instant CHANGED_AT = Instant.parse("2026-11-20T08:00:00Z");

    @TempDir
    Path stateDirectory;

    private final SchemaRegistryClient registry = new MockSchemaRegistryClient();
    private final WireFormat format = new WireFormat(registry);
    private TopologyTestDriver driver;
    private TestOutputTopic<String, CacheInvalidation> invalidations;
    private TestOutputTopic<byte[], byte[]> deadLetters;

    @BeforeEach
    void start() {
        Provisioning.registerSchemas(registry);
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, InvalidationTopology.JOB);
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        driver = new TopologyTestDriver(InvalidationTopology.of(format), properties);
        invalidations = driver.createOutputTopic(
                Topics.INVALIDATIONS.name(), new StringDeserializer(), format.deserializer(Topics.INVALIDATIONS));
        deadLetters = driver.createOutputTopic(
                Topics.deadLetters(InvalidationTopology.JOB), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void aChangedSurveyIsVoidUnderItsIdWhateverTheVersion() {
        send(Topics.REFERENCE_SURVEYS, "demo/safi/2", new ReferenceSurvey("demo", "safi", 2, "{}", 41L));
        expect("demo/surveys/safi", new CacheInvalidation("demo", "surveys", "safi", 41L, CHANGED_AT));
    }

    @Test
    void aChangedFarmerIsVoid() {
        send(Topics.REFERENCE_FARMERS, "demo/f-1", new ReferenceFarmer("demo", "f-1", "Manica", 42L));
        expect("demo/farmers/f-1", new CacheInvalidation("demo", "farmers", "f-1", 42L, CHANGED_AT));
    }

    @Test
    void aRowThatIsGoneVoidsAllOfIt() {
        send(Topics.REFERENCE_SURVEYS, "demo/safi/2", null);
        expect("demo/surveys/safi", new CacheInvalidation("demo", "surveys", "safi", null, CHANGED_AT));
        send(Topics.REFERENCE_FARMERS, "demo/f-1", null);
        expect("demo/farmers/f-1", new CacheInvalidation("demo", "farmers", "f-1", null, CHANGED_AT));
    }

    @Test
    void whatNamesNoRowIsSetAside() {
        send(Topics.REFERENCE_SURVEYS, "demo/safi", null);
        sendBytes(Topics.REFERENCE_FARMERS, "demo/f-1", new byte[] {9});
        sendBytes(Topics.REFERENCE_FARMERS, null, null);
        assertThat(deadLetters.readRecordsToList()).hasSize(3);
        assertThat(invalidations.isEmpty()).isTrue();
    }

    private <V extends SpecificRecord> void send(Topic<V> topic, String key, V value) {
        sendBytes(topic, key, format.serializer(topic).serialize(topic.name(), value));
    }

    private void sendBytes(Topic<?> topic, String key, byte[] value) {
        driver.createInputTopic(topic.name(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(
                        new TestRecord<>(key == null ? null : key.getBytes(StandardCharsets.UTF_8), value, CHANGED_AT));
    }

    private void expect(String key, CacheInvalidation invalidation) {
        TestRecord<String, CacheInvalidation> record = invalidations.readRecord();
        assertThat(record.key()).isEqualTo(key);
        assertThat(record.value()).isEqualTo(invalidation);
        assertThat(invalidations.isEmpty()).isTrue();
    }
}
