package org.farmer1st.points;

import static org.assertj.core.api.Assertions.assertThat;
import static org.farmer1st.points.Samples.version;

import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.farmer1st.events.FarmerBalances;
import org.farmer1st.events.LedgerPosting;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.SurveyPoints;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Provisioning;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lane as a whole: one posting a fact, and a ledger that adds up. */
class PointsTopologyTest {

    @TempDir
    Path stateDirectory;

    private final SchemaRegistryClient registry = new MockSchemaRegistryClient();
    private final WireFormat format = new WireFormat(registry);
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> facts;
    private TestOutputTopic<String, LedgerPosting> postings;
    private TestOutputTopic<byte[], byte[]> deadLetters;

    @BeforeEach
    void start() {
        Provisioning.registerSchemas(registry);
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, PointsTopology.JOB);
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        driver = new TopologyTestDriver(PointsTopology.of(format), properties);
        facts = driver.createInputTopic(Topics.RESPONSES.name(), new ByteArraySerializer(), new ByteArraySerializer());
        postings = driver.createOutputTopic(
                Topics.TRANSFERS.name(), new StringDeserializer(), format.deserializer(Topics.TRANSFERS));
        deadLetters = driver.createOutputTopic(
                Topics.deadLetters(PointsTopology.JOB), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void aPostingCoversWhatItsFactCoversAndCarriesTheBalances() {
        send("f-1", Samples.added(5, version("f-1", "r-1", "r-1", "safi", 10)));
        send("f-1", Samples.added(9, version("f-1", "r-2", "r-2", "maize", 3)));
        send("f-1", Samples.unchanged(10));
        TestRecord<String, LedgerPosting> first = postings.readRecord();
        assertThat(first.key()).isEqualTo("demo/f-1");
        assertThat(first.value().getCovered()).isEqualTo(5);
        assertThat(first.value().getCoveredAt()).isEqualTo(Samples.COVERED_AT);
        LedgerPosting second = postings.readValue();
        assertThat(second.getBalances())
                .isEqualTo(new FarmerBalances(
                        "demo", "f-1", 13L, 0L, 0L, 0L, 0L, 0L, List.of(new SurveyPoints("maize", 3L))));
        LedgerPosting third = postings.readValue();
        assertThat(third.getTransfers()).isEmpty();
        assertThat(third.getBalances()).isNull();
        assertThat(third.getCovered()).isEqualTo(10);
    }

    @Test
    void whatCannotBeReadIsSetAsideAndTheLaneGoesOn() {
        facts.pipeInput("demo/f-1".getBytes(StandardCharsets.UTF_8), new byte[] {1, 2, 3});
        send("f-1", Samples.added(1, version("f-1", "r-1", "r-1", "safi", 10)));
        assertThat(deadLetters.readValue()).containsExactly(1, 2, 3);
        assertThat(postings.readValuesToList())
                .singleElement()
                .satisfies(p -> assertThat(p.getBalances().getAvailable()).isEqualTo(10));
    }

    @Test
    void theLedgerAddsUpAfterAnyHistory() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        FactHistory history = new FactHistory(new Random(seed), 20, 30);
        PostingAudit audit = new PostingAudit("seed " + seed);
        for (int step = 0; step < 5_000; step++) {
            String farmer = history.anyFarmer();
            send(farmer, history.next(farmer, 0, step));
            LedgerPosting posting = postings.readValue();
            assertThat(posting.getCovered()).as("seed " + seed).isEqualTo(step);
            audit.read(posting);
        }
        assertThat(postings.isEmpty()).isTrue();
        audit.agreesWith(history);
    }

    private void send(String farmer, ResponseFact fact) {
        facts.pipeInput(
                Lanes.key(Samples.TENANT, farmer).getBytes(StandardCharsets.UTF_8),
                format.serializer(Topics.RESPONSES).serialize(Topics.RESPONSES.name(), fact));
    }
}
