package org.farmer1st.points;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.farmer1st.points.Samples.version;

import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.farmer1st.events.Account;
import org.farmer1st.events.ExpiringPoints;
import org.farmer1st.events.FarmerBalances;
import org.farmer1st.events.FarmerDifference;
import org.farmer1st.events.LedgerPosting;
import org.farmer1st.events.PointsCommand;
import org.farmer1st.events.PointsRefusal;
import org.farmer1st.events.PointsResult;
import org.farmer1st.events.PointsResultStatus;
import org.farmer1st.events.PointsRuleSet;
import org.farmer1st.events.PointsTier;
import org.farmer1st.events.PointsTransfer;
import org.farmer1st.events.RecalculationPart;
import org.farmer1st.events.ReferencePointsRules;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.SurveyPoints;
import org.farmer1st.events.TenantRules;
import org.farmer1st.events.TransferKind;
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
    private TestInputTopic<byte[], byte[]> commands;
    private TestOutputTopic<String, PointsResult> results;
    private TestOutputTopic<byte[], byte[]> deadLetters;

    @BeforeEach
    void start() {
        start(new Lanes(1));
    }

    private void start(Lanes lanes) {
        Provisioning.registerSchemas(registry);
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, PointsTopology.JOB);
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        driver = new TopologyTestDriver(PointsTopology.of(format, lanes), properties);
        facts = driver.createInputTopic(Topics.RESPONSES.name(), new ByteArraySerializer(), new ByteArraySerializer());
        postings = driver.createOutputTopic(
                Topics.TRANSFERS.name(), new StringDeserializer(), format.deserializer(Topics.TRANSFERS));
        commands = driver.createInputTopic(
                Topics.POINTS_COMMANDS.name(), new ByteArraySerializer(), new ByteArraySerializer());
        results = driver.createOutputTopic(
                Topics.POINTS_RESULTS.name(), new StringDeserializer(), format.deserializer(Topics.POINTS_RESULTS));
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
                        "demo",
                        "f-1",
                        13L,
                        0L,
                        0L,
                        0L,
                        0L,
                        0L,
                        List.of(new SurveyPoints("maize", 3L)),
                        List.of(),
                        null));
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
    void aResponseThatItsDayHasNoRoomForIsSetAsideAndItsLaneGoesOn() {
        for (int i = 0; i <= FarmerResponses.MOST_OF_A_DAY; i++) {
            send("f-1", Samples.added(i, version("f-1", "r-" + i, "r-" + i, "safi", 10)));
        }
        send("f-2", Samples.added(FarmerResponses.MOST_OF_A_DAY + 1, version("f-2", "other", "other", "safi", 10)));
        assertThat(deadLetters.readValuesToList()).hasSize(1);
        List<LedgerPosting> posted = postings.readValuesToList();
        assertThat(posted).hasSize(FarmerResponses.MOST_OF_A_DAY + 2);
        assertThat(posted.get(FarmerResponses.MOST_OF_A_DAY).getTransfers()).isEmpty();
        assertThat(posted.get(FarmerResponses.MOST_OF_A_DAY).getCovered()).isEqualTo(FarmerResponses.MOST_OF_A_DAY);
        assertThat(posted.get(FarmerResponses.MOST_OF_A_DAY + 1).getTransfers()).hasSize(1);
    }

    @Test
    void aCommandIsAppliedOnceAndAnsweredEachTime() {
        send("f-1", Samples.added(5, version("f-1", "r-1", "r-1", "safi", 10)));
        PointsCommand reserve = Samples.reserve("c-1", "f-1", 7);
        send(reserve);
        send(reserve);
        postings.readValue();
        LedgerPosting posting = postings.readValue();
        assertThat(posting.getCovered()).isEqualTo(5);
        assertThat(posting.getCoveredAt()).isEqualTo(Samples.COVERED_AT);
        assertThat(posting.getBalances().getReserved()).isEqualTo(7);
        assertThat(postings.isEmpty()).isTrue();
        List<TestRecord<String, PointsResult>> answers = results.readRecordsToList();
        assertThat(answers).extracting(TestRecord::key).containsExactly("demo/f-1", "demo/f-1");
        assertThat(answers.get(1).value()).isEqualTo(answers.get(0).value());
        PointsResult answer = answers.get(0).value();
        assertThat(answer.getStatus()).isEqualTo(PointsResultStatus.DONE);
        assertThat(answer.getTransferIds())
                .containsExactly(posting.getTransfers().get(0).getTransferId());
        assertThat(answer.getBalances().getAvailable()).isEqualTo(3);
    }

    @Test
    void aRefusalStandsThoughItCouldBeDoneLater() {
        send(Samples.reserve("c-1", "f-1", 7));
        send("f-1", Samples.added(5, version("f-1", "r-1", "r-1", "safi", 10)));
        send(Samples.reserve("c-1", "f-1", 7));
        send(Samples.reserve("c-1", "f-1", 8));
        assertThat(results.readValuesToList())
                .extracting(PointsResult::getRefusal)
                .containsExactly(
                        PointsRefusal.INSUFFICIENT, PointsRefusal.INSUFFICIENT, PointsRefusal.COMMAND_ID_REUSED);
        assertThat(postings.readValuesToList()).hasSize(1);
    }

    @Test
    void aLaneWithoutAFactHasCoveredNothing() {
        send(Samples.adjust("c-1", "f-1", 7));
        LedgerPosting posting = postings.readValue();
        assertThat(posting.getCovered()).isEqualTo(-1);
        assertThat(posting.getCoveredAt()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void aCommandThatCannotBeDecidedIsSetAsideAndRefused() {
        commands.pipeInput("demo/f-1".getBytes(StandardCharsets.UTF_8), new byte[] {1, 2, 3});
        send(Samples.reserve("c/1", "f-1", 0));
        assertThat(deadLetters.readValuesToList()).hasSize(2);
        assertThat(results.readValuesToList()).singleElement().satisfies(answer -> {
            assertThat(answer.getRefusal()).isEqualTo(PointsRefusal.INVALID);
            assertThat(answer.getMessage()).contains("commandId").contains("amount");
        });
        assertThat(postings.isEmpty()).isTrue();
    }

    @Test
    void amountsBeyondTheLargestAreRefusedToTheLeastLong() {
        send(Samples.adjust("c-1", "f-1", 1_000_000_001));
        send(Samples.adjust("c-2", "f-1", -1_000_000_001));
        send(Samples.adjust("c-3", "f-1", Long.MIN_VALUE));
        send(Samples.reserve("c-4", "f-1", Long.MAX_VALUE));
        send(Samples.adjust("c-5", "f-1/f-2", 1));
        assertThat(results.readValuesToList()).hasSize(5).allSatisfy(answer -> assertThat(answer.getRefusal())
                .isEqualTo(PointsRefusal.INVALID));
        assertThat(postings.isEmpty()).isTrue();
    }

    @Test
    void anotherLanesFarmerIsRefused() {
        driver.close();
        start(new Lanes(16));
        String elsewhere = IntStream.range(0, 100)
                .mapToObj(i -> "f-" + i)
                .filter(f -> new Lanes(16).of(Samples.TENANT, f) != 0)
                .findFirst()
                .orElseThrow();
        send(Samples.adjust("c-1", elsewhere, 7));
        assertThat(results.readValue().getRefusal()).isEqualTo(PointsRefusal.INVALID);
        assertThat(postings.isEmpty()).isTrue();
    }

    @Test
    void rulesThatComeLateJudgeAnewAndAgainChangeNothing() {
        send("f-1", Samples.added(5, version("f-1", "r-1", "r-1", "safi", 10)));
        send("f-2", Samples.added(6, version("f-2", "r-2", "r-2", "safi", 10)));
        postings.readValuesToList();
        PointsRuleSet doubled = Samples.ruleSet(1, Samples.FIRST_DAY);
        doubled.setBasePoints(20L);
        doubled.setExpiryDays(30);
        send(Samples.rules("rules-1", doubled));
        assertThat(postings.readValue().getRules().getRules()).isEqualTo(doubled);
        List<TestRecord<String, LedgerPosting>> anew = postings.readRecordsToList();
        assertThat(anew).extracting(TestRecord::key).containsExactly("demo/f-1", "demo/f-2");
        assertThat(anew).allSatisfy(posting -> {
            assertThat(posting.value().getTransfers())
                    .extracting(
                            PointsTransfer::getKind,
                            PointsTransfer::getCredit,
                            PointsTransfer::getAmount,
                            PointsTransfer::getRuleVersion)
                    .containsExactly(
                            tuple(TransferKind.CORRECTED, Account.AVAILABLE, 20L, 1),
                            tuple(TransferKind.REVERSED, Account.ISSUANCE, 10L, null));
            assertThat(posting.value().getBalances().getExpiring())
                    .containsExactly(new ExpiringPoints(20L, Samples.FIRST_DAY.plusDays(30)));
        });
        send(Samples.rules("rules-1", doubled));
        PointsRuleSet other = Samples.ruleSet(1, Samples.FIRST_DAY);
        send(Samples.rules("rules-2", other));
        assertThat(postings.isEmpty()).isTrue();
        assertThat(results.readValuesToList())
                .extracting(PointsResult::getRefusal)
                .containsExactly(null, null, PointsRefusal.RULES_VERSION_TAKEN);
    }

    @Test
    void publishedRulesReachEveryLaneOnce() {
        driver.close();
        start(new Lanes(3));
        TestInputTopic<byte[], byte[]> published = driver.createInputTopic(
                Topics.REFERENCE_POINTS_RULES.name(), new ByteArraySerializer(), new ByteArraySerializer());
        PointsRuleSet rules = Samples.ruleSet(1, Samples.FIRST_DAY);
        ReferencePointsRules row =
                new ReferencePointsRules(Samples.TENANT, rules.getInForceFrom().minusSeconds(60), rules, 1L);
        published.pipeInput(
                "demo/1".getBytes(StandardCharsets.UTF_8),
                format.serializer(Topics.REFERENCE_POINTS_RULES).serialize(Topics.REFERENCE_POINTS_RULES.name(), row));
        published.pipeInput("demo/1".getBytes(StandardCharsets.UTF_8), (byte[]) null);
        published.pipeInput("demo/2".getBytes(StandardCharsets.UTF_8), new byte[] {1, 2});
        // The driver has one lane, and so one task meets the commands of all three.
        assertThat(results.readValuesToList()).hasSize(3).allSatisfy(result -> assertThat(result.getStatus())
                .isEqualTo(PointsResultStatus.DONE));
        assertThat(deadLetters.readValuesToList()).hasSize(1);
    }

    @Test
    void aPostingNamesTheRegionAndAMoveIsOne() {
        ResponseVersion version = version("f-1", "r-1", "r-1", "safi", 10);
        version.setRegion("north");
        send("f-1", Samples.added(5, version));
        LedgerPosting earned = postings.readValue();
        assertThat(earned.getBalances().getRegion()).isEqualTo("north");
        assertThat(earned.getTransfers().get(0).getDay()).isEqualTo(Samples.FIRST_DAY);

        ResponseVersion moved =
                ResponseVersion.newBuilder(version).setRegion("south").build();
        send("f-1", Samples.replaced(5, version, moved));
        send("f-1", Samples.replaced(5, version, moved));
        LedgerPosting posting = postings.readValue();
        assertThat(posting.getTransfers()).isEmpty();
        assertThat(posting.getBalances().getRegion()).isEqualTo("south");
        assertThat(posting.getBalances().getAvailable()).isEqualTo(10);
        assertThat(postings.readValue().getBalances()).isNull();

        send(Samples.adjust("c-1", "f-1", 3));
        LedgerPosting adjusted = postings.readValue();
        assertThat(adjusted.getBalances().getRegion()).isEqualTo("south");
        assertThat(adjusted.getTransfers().get(0).getDay())
                .isEqualTo(LocalDate.ofInstant(Samples.BUSINESS_TIME, ZoneOffset.UTC));
    }

    @Test
    void theLanesReadersAreToldOfRulesOnce() {
        PointsRuleSet rules = Samples.ruleSet(1, Samples.FIRST_DAY);
        rules.setTiers(List.of(new PointsTier("gold", 10L)));
        send(Samples.rules("rules-1", rules));
        send(Samples.rules("rules-1", rules));
        assertThat(postings.readValuesToList())
                .singleElement()
                .extracting(LedgerPosting::getRules)
                .isEqualTo(new TenantRules(Samples.TENANT, rules));
    }

    @Test
    void tiersThatDoNotRiseAreRefused() {
        PointsRuleSet rules = Samples.ruleSet(1, Samples.FIRST_DAY);
        rules.setTiers(List.of(new PointsTier("gold", 10L), new PointsTier("gold", 10L)));
        send(Samples.rules("rules-1", rules));
        assertThat(results.readValue().getMessage()).contains("there twice").contains("more than the one before");
    }

    @Test
    void whatIsDueExpiresOnceForEveryFarmerHoweverMany() {
        PointsRuleSet rules = Samples.ruleSet(1, Samples.FIRST_DAY);
        rules.setExpiryDays(10);
        send(Samples.rules("rules-1", rules));
        int farmers = DueExpiry.PIECE * 2 + 1;
        for (int farmer = 0; farmer < farmers; farmer++) {
            send(
                    "f-" + farmer,
                    Samples.added(farmer, version("f-" + farmer, "r-" + farmer, "r-" + farmer, "safi", 10)));
        }
        postings.readValuesToList();
        results.readValuesToList();

        LocalDate due = Samples.FIRST_DAY.plusDays(10);
        send(Samples.expireDue("expire-1", due.minusDays(1)));
        assertThat(postings.isEmpty()).isTrue();
        send(Samples.expireDue("expire-2", due));
        List<LedgerPosting> expired = postings.readValuesToList();
        assertThat(expired).hasSize(farmers).allSatisfy(posting -> {
            assertThat(posting.getBalances().getAvailable()).isZero();
            assertThat(posting.getBalances().getExpired()).isEqualTo(10);
        });
        assertThat(expired)
                .extracting(posting -> posting.getTransfers().get(0).getTransferId())
                .doesNotHaveDuplicates();
        // Each day in three pieces.
        assertThat(results.readValuesToList()).hasSize(2 * 3);

        send("late", Samples.added(farmers, version("late", "r-late", "r-late", "safi", 10)));
        // What comes after its day ends where it would have if it had been there.
        assertThat(postings.readValue().getBalances().getExpired()).isEqualTo(10);
        send(
                "later",
                Samples.added(farmers + 1, version("later", "r", "r", "safi", 10, Samples.FIRST_DAY.plusDays(1))));
        assertThat(postings.readValue().getBalances().getAvailable()).isEqualTo(10);
        send(Samples.expireDue("expire-2", due));
        send(Samples.expireDue("expire-again", due));
        send(Samples.expireDue("expire-earlier", due.minusDays(3)));
        PointsCommand rest = Samples.expireDue("expire-2", due);
        rest.setResumeAfter("f-1");
        send(rest);
        assertThat(postings.isEmpty()).isTrue();
        results.readValuesToList();
        send(Samples.expireDue("expire-3", due.plusDays(1)));
        assertThat(postings.readValue().getBalances().getFarmerId()).isEqualTo("later");
        assertThat(postings.isEmpty()).isTrue();
    }

    @Test
    void aDayThatHasNotBegunIsRefused() {
        Instant sent = Instant.parse("2026-11-21T12:00:00Z");
        PointsCommand command = Samples.expireDue("expire-1", LocalDate.of(2026, 11, 23));
        commands.pipeInput(
                "demo/".getBytes(StandardCharsets.UTF_8),
                format.serializer(Topics.POINTS_COMMANDS).serialize(Topics.POINTS_COMMANDS.name(), command),
                sent);
        assertThat(results.readValue().getMessage()).contains("begun nowhere");
    }

    @Test
    void rulesThatAreNotLaterThanTheirPublicationAreRefused() {
        PointsCommand command = Samples.rules("rules-1", Samples.ruleSet(1, Samples.FIRST_DAY));
        command.setRequestedAt(command.getRules().getInForceFrom());
        send(command);
        assertThat(results.readValue().getMessage()).contains("inForceFrom");
        assertThat(deadLetters.isEmpty()).isFalse();
    }

    @Test
    void aBudgetIsGivenInTheOrderOfAskingAndWhatIsWithheldIsPosted() {
        PointsRuleSet rules = Samples.ruleSet(1, Samples.FIRST_DAY);
        rules.setBudget(25L);
        send(Samples.rules("rules-1", rules));
        send("f-1", Samples.added(0, version("f-1", "r-1", "r-1", "safi", 10)));
        send("f-2", Samples.added(1, version("f-2", "r-2", "r-2", "safi", 10)));
        send("f-3", Samples.added(2, version("f-3", "r-3", "r-3", "safi", 10)));
        PostingAudit audit = new PostingAudit("budget");
        List<LedgerPosting> posted = postings.readValuesToList();
        posted.forEach(audit::read);
        assertThat(audit.issued(1)).isEqualTo(25);
        assertThat(audit.balances("f-3")).containsEntry(Account.AVAILABLE, 5L).doesNotContainKey(Account.PENDING);
        assertThat(posted.get(posted.size() - 1).getTransfers())
                .extracting(PointsTransfer::getKind, PointsTransfer::getAmount, PointsTransfer::getRuleVersion)
                .contains(tuple(TransferKind.WITHHELD, 5L, 1));
        send("f-1", Samples.withdrawn(3, version("f-1", "r-1", "r-1", "safi", 10)));
        send("f-4", Samples.added(4, version("f-4", "r-4", "r-4", "safi", 7)));
        postings.readValuesToList().forEach(audit::read);
        assertThat(audit.issued(1)).isEqualTo(22);
        assertThat(audit.balances("f-4")).containsEntry(Account.AVAILABLE, 7L);
        assertThat(deadLetters.isEmpty()).isTrue();
    }

    @Test
    void aLeaseThatComesAgainGivesNothing() {
        PointsRuleSet rules = Samples.ruleSet(1, Samples.FIRST_DAY);
        rules.setBudget(25L);
        send(Samples.rules("rules-1", rules));
        send("f-1", Samples.added(0, version("f-1", "r-1", "r-1", "safi", 10)));
        TestOutputTopic<byte[], byte[]> told = driver.createOutputTopic(
                Topics.POINTS_COMMANDS.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TestRecord<byte[], byte[]>> leases = told.readRecordsToList();
        assertThat(leases).isNotEmpty();
        postings.readValuesToList();
        leases.forEach(lease -> commands.pipeInput(lease.key(), lease.value()));
        assertThat(postings.isEmpty()).isTrue();
        send("f-2", Samples.added(1, version("f-2", "r-2", "r-2", "safi", 20)));
        PostingAudit audit = new PostingAudit("again");
        postings.readValuesToList().forEach(audit::read);
        assertThat(audit.issued(1)).isEqualTo(15);
    }

    @Test
    void aRecalculationSaysWhatItWouldChangeAndThenChangesItOnce() {
        int farmers = 1_200;
        for (int farmer = 0; farmer < farmers; farmer++) {
            String id = "f-" + farmer;
            send(id, Samples.added(farmer, version(id, "r-" + id, "r-" + id, "safi", 10)));
        }
        PointsRuleSet rules = Samples.ruleSet(1, Samples.FIRST_DAY.plusDays(30));
        rules.setBasePoints(12L);
        send(Samples.rules("rules-1", rules));
        results.readValuesToList();
        postings.readValuesToList();

        send(Samples.recalculate("c-1", true, 1, "safi"));
        assertThat(differences(farmers)).hasSize(farmers).allSatisfy(difference -> assertThat(
                        difference.getAfter() - difference.getBefore())
                .isEqualTo(2));
        assertThat(postings.isEmpty()).isTrue();
        send(Samples.recalculate("c-2", true, 1, "maize"));
        assertThat(differences(farmers)).isEmpty();

        send(Samples.recalculate("c-3", false, 1, "safi"));
        assertThat(differences(farmers)).hasSize(farmers);
        assertThat(postings.readValuesToList()).hasSize(farmers).allSatisfy(posting -> {
            assertThat(posting.getTransfers().get(0).getAmount()).isEqualTo(2);
            assertThat(posting.getTransfers().get(0).getRuleVersion()).isEqualTo(1);
        });
        send(Samples.recalculate("c-3", false, 1, "safi"));
        send(Samples.recalculate("c-4", false, 1, "safi"));
        assertThat(differences(2 * farmers)).isEmpty();
        assertThat(postings.isEmpty()).isTrue();
        send("late", Samples.added(farmers, version("late", "r-late", "r-late", "safi", 10)));
        assertThat(postings.readValue().getBalances().getAvailable()).isEqualTo(12);
    }

    @Test
    void aRecalculationThatCannotBeDoneIsRefused() {
        send(Samples.recalculate("c-1", false, 1, "safi"));
        send(Samples.rules("rules-1", Samples.ruleSet(1, Samples.FIRST_DAY)));
        send(Samples.recalculate("c-1", false, 1, "safi"));
        send(Samples.recalculate("c-1", false, 1, "maize"));
        send(Samples.recalculate("c-2", false, 1));
        assertThat(results.readValuesToList())
                .extracting(PointsResult::getRefusal)
                .containsExactly(
                        PointsRefusal.NO_SUCH_RULES,
                        null,
                        null,
                        PointsRefusal.COMMAND_ID_REUSED,
                        PointsRefusal.INVALID);
    }

    /** All parts of what was answered. */
    private List<FarmerDifference> differences(int farmers) {
        List<RecalculationPart> parts = results.readValuesToList().stream()
                .map(PointsResult::getRecalculation)
                .toList();
        assertThat(parts.stream().mapToLong(RecalculationPart::getFarmers).sum())
                .isEqualTo(farmers);
        assertThat(parts.get(parts.size() - 1).getLast()).isTrue();
        return parts.stream().flatMap(part -> part.getDifferences().stream()).toList();
    }

    @Test
    void theLedgerAddsUpAfterAnyHistory() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        FactHistory history = new FactHistory(random, 20, 30);
        CommandHistory asked = new CommandHistory(random);
        PostingAudit audit = new PostingAudit("seed " + seed);
        List<PointsRuleSet> rules = new ArrayList<>();
        Map<String, PointsResult> answered = new HashMap<>();
        for (int step = 0; step < 5_000; step++) {
            String farmer = history.anyFarmer();
            if (step % 1_000 == 999) {
                rules.add(history.nextRules(step, false));
                send(Samples.rules("rules-" + step, rules.get(rules.size() - 1)));
                assertThat(results.readValue().getStatus()).isEqualTo(PointsResultStatus.DONE);
                postings.readValuesToList().forEach(audit::read);
            } else if (random.nextInt(3) == 0) {
                PointsCommand command = asked.next(farmer);
                send(command);
                PointsResult result = results.readValue();
                PointsResult before = answered.get(command.getCommandId());
                if (before == null) {
                    answered.put(command.getCommandId(), result);
                } else if (result.getRefusal() != PointsRefusal.COMMAND_ID_REUSED) {
                    assertThat(result).as("seed " + seed).isEqualTo(before);
                }
                boolean moves = before == null && !result.getTransferIds().isEmpty();
                assertThat(postings.isEmpty()).as("seed " + seed).isEqualTo(!moves);
                if (moves) {
                    audit.read(postings.readValue());
                }
            } else {
                send(farmer, history.next(farmer, 0, step));
                LedgerPosting posting = postings.readValue();
                assertThat(posting.getCovered()).as("seed " + seed).isEqualTo(step);
                audit.read(posting);
            }
        }
        assertThat(postings.isEmpty()).isTrue();
        audit.agreesWith(history, rules);
    }

    private void send(String farmer, ResponseFact fact) {
        facts.pipeInput(
                Lanes.key(Samples.TENANT, farmer).getBytes(StandardCharsets.UTF_8),
                format.serializer(Topics.RESPONSES).serialize(Topics.RESPONSES.name(), fact));
    }

    private void send(PointsCommand command) {
        commands.pipeInput(
                Lanes.key(command.getTenant(), command.getFarmerId()).getBytes(StandardCharsets.UTF_8),
                format.serializer(Topics.POINTS_COMMANDS).serialize(Topics.POINTS_COMMANDS.name(), command));
    }
}
