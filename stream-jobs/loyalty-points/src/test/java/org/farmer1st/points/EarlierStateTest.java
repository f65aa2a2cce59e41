package org.farmer1st.points;

import static org.assertj.core.api.Assertions.assertThat;

import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.farmer1st.events.LedgerPosting;
import org.farmer1st.events.SurveyPoints;
import org.farmer1st.points.state.StoredBalances;
import org.farmer1st.points.state.StoredLot;
import org.farmer1st.points.state.StoredSurvey;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Provisioning;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lane goes on over state as it was kept before. */
class EarlierStateTest {

    @Test
    void whatSurveysHadEarnedGoesOverToTheBalances(@TempDir Path stateDirectory) {
        SchemaRegistryClient registry = new MockSchemaRegistryClient();
        Provisioning.registerSchemas(registry);
        WireFormat format = new WireFormat(registry);
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, PointsTopology.JOB);
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        try (TopologyTestDriver driver = new TopologyTestDriver(PointsTopology.of(format, new Lanes(1)), properties)) {
            KeyValueStore<String, StoredBalances> balances = driver.getKeyValueStore(PointsTopology.BALANCES);
            KeyValueStore<String, Long> earned = driver.getKeyValueStore(PointsTopology.EARNED);
            List<StoredLot> lots = new ArrayList<>(List.of(new StoredLot(Samples.FIRST_DAY, null, 12L, 0L)));
            balances.put("demo/f-1", new StoredBalances(12L, 0L, 0L, 0L, 0L, 0L, lots, List.of(), null, null));
            earned.put("demo/f-1/maize", 5L);
            earned.put("demo/f-1/safi", 7L);
            earned.put("demo/f-10/safi", 9L);
            TestInputTopic<byte[], byte[]> facts = driver.createInputTopic(
                    Topics.RESPONSES.name(), new ByteArraySerializer(), new ByteArraySerializer());
            TestOutputTopic<String, LedgerPosting> postings = driver.createOutputTopic(
                    Topics.TRANSFERS.name(), new StringDeserializer(), format.deserializer(Topics.TRANSFERS));

            for (String response : List.of("r-1", "r-2")) {
                facts.pipeInput(
                        "demo/f-1".getBytes(StandardCharsets.UTF_8),
                        format.serializer(Topics.RESPONSES)
                                .serialize(
                                        null,
                                        Samples.added(1, Samples.version("f-1", response, response, "safi", 10))));
            }

            assertThat(postings.readValuesToList())
                    .extracting(posting -> posting.getBalances().getSurveys())
                    .containsExactly(List.of(new SurveyPoints("safi", 17L)), List.of(new SurveyPoints("safi", 27L)));
            assertThat(balances.get("demo/f-1").getSurveys())
                    .containsExactlyInAnyOrder(new StoredSurvey("maize", 5L), new StoredSurvey("safi", 27L));
            assertThat(earned.get("demo/f-1/safi")).isNull();
            assertThat(earned.get("demo/f-1/maize")).isNull();
            assertThat(earned.get("demo/f-10/safi")).isEqualTo(9);
        }
    }
}
