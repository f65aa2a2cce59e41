package org.farmer1st.points;

import static org.assertj.core.api.Assertions.assertThat;
import static org.farmer1st.points.Samples.version;

import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.farmer1st.events.Account;
import org.farmer1st.events.FarmerBalances;
import org.farmer1st.events.LedgerPosting;
import org.farmer1st.events.PointsTransfer;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.ResponseVersion;
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
        Random random = new Random(seed);
        Map<String, ResponseVersion> counting = new HashMap<>();
        Map<String, Map<Account, Long>> entries = new HashMap<>();
        Map<String, Long> earned = new HashMap<>();
        Set<String> ids = new HashSet<>();
        Set<String> withdrawn = new HashSet<>();

        for (int step = 0; step < 5_000; step++) {
            String farmer = "f-" + random.nextInt(20);
            String response = farmer + "-r-" + random.nextInt(30);
            ResponseVersion before = counting.get(response);
            if (withdrawn.contains(response)) {
                send(farmer, Samples.unchanged(step));
            } else if (before != null && random.nextInt(4) == 0) {
                send(farmer, Samples.withdrawn(step, before));
                counting.remove(response);
                withdrawn.add(response);
            } else {
                String survey =
                        before != null && random.nextInt(5) > 0 ? before.getSurveyId() : "s-" + random.nextInt(3);
                ResponseVersion after = version(farmer, response, "v-" + step, survey, random.nextInt(4) * 5L);
                send(farmer, before == null ? Samples.added(step, after) : Samples.replaced(step, before, after));
                counting.put(response, after);
            }
            LedgerPosting posting = postings.readValue();
            assertThat(posting.getCovered()).as("seed " + seed).isEqualTo(step);
            for (PointsTransfer transfer : posting.getTransfers()) {
                assertThat(transfer.getAmount()).as("seed " + seed).isPositive();
                assertThat(ids.add(transfer.getTransferId())).as("seed " + seed).isTrue();
                Map<Account, Long> accounts = entries.computeIfAbsent(farmer, f -> new EnumMap<>(Account.class));
                accounts.merge(transfer.getDebit(), -transfer.getAmount(), Long::sum);
                accounts.merge(transfer.getCredit(), transfer.getAmount(), Long::sum);
            }
            FarmerBalances balances = posting.getBalances();
            assertThat(balances == null).isEqualTo(posting.getTransfers().isEmpty());
            if (balances != null) {
                Map<Account, Long> accounts = entries.get(farmer);
                assertThat(balances.getAvailable()).as("seed " + seed).isEqualTo(accounts.get(Account.AVAILABLE));
                assertThat(accounts.values().stream().mapToLong(Long::longValue).sum())
                        .isZero();
                balances.getSurveys().forEach(s -> earned.put(farmer + "/" + s.getSurveyId(), s.getEarned()));
            }
        }
        assertThat(postings.isEmpty()).isTrue();

        // The naive way: what counts in the end, whatever happened on the way.
        Map<String, Long> expectedAvailable = new HashMap<>();
        Map<String, Long> expectedEarned = new HashMap<>();
        counting.values().forEach(version -> {
            expectedAvailable.merge(version.getFarmerId(), version.getBasePoints(), Long::sum);
            expectedEarned.merge(
                    version.getFarmerId() + "/" + version.getSurveyId(), version.getBasePoints(), Long::sum);
        });
        entries.forEach((farmer, accounts) -> assertThat(accounts.get(Account.AVAILABLE))
                .as("seed " + seed + ", " + farmer)
                .isEqualTo(expectedAvailable.getOrDefault(farmer, 0L)));
        expectedAvailable.keySet().removeIf(farmer -> expectedAvailable.get(farmer) == 0);
        assertThat(entries.keySet()).containsAll(expectedAvailable.keySet());
        earned.values().removeIf(points -> points == 0);
        expectedEarned.values().removeIf(points -> points == 0);
        assertThat(earned).as("seed " + seed).isEqualTo(expectedEarned);
    }

    private void send(String farmer, ResponseFact fact) {
        facts.pipeInput(
                Lanes.key(Samples.TENANT, farmer).getBytes(StandardCharsets.UTF_8),
                format.serializer(Topics.RESPONSES).serialize(Topics.RESPONSES.name(), fact));
    }
}
