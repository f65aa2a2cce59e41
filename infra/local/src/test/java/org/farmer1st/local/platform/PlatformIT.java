package org.farmer1st.local.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.farmer1st.events.PointsCommand;
import org.farmer1st.events.PointsCommandKind;
import org.farmer1st.local.client.ApiAnswer;
import org.farmer1st.local.client.ApiClient;
import org.farmer1st.local.client.Progress;
import org.farmer1st.local.issuer.Role;
import org.farmer1st.local.platform.RunningPlatform.Handle;
import org.farmer1st.local.sample.AggregateComparison;
import org.farmer1st.local.sample.GeneratedLoad;
import org.farmer1st.local.sample.LoadRunner;
import org.farmer1st.local.sample.Pace;
import org.farmer1st.local.sample.PlainCount;
import org.farmer1st.local.sample.PointsComparison;
import org.farmer1st.local.sample.SampleSurvey;
import org.farmer1st.local.sample.Visibility;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Topics;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The three paths through the whole platform, driven and watched through HTTP alone. */
@ExtendWith(RunningPlatform.class)
class PlatformIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long BASE = 10;
    private static final String SURVEY = "/v1/surveys/" + SampleSurvey.ID;

    private static String tenant;

    private final ApiClient ingest;
    private final ApiClient admin;
    private final Handle platform;

    PlatformIT(Handle platform) {
        this.platform = platform;
        this.ingest = platform.ingest(Role.enumerator, "test", tenant);
        this.admin = platform.serving(Role.admin, "test", tenant);
    }

    @BeforeAll
    static void publish(Handle platform) throws InterruptedException {
        tenant = platform.newTenant("paths");
        platform.publish(tenant, SampleSurvey.definition());
    }

    @Test
    void aDefinitionIsPublishedOnceAndThenServed() throws Exception {
        assertThat(admin.get(SURVEY).data().path("title").asText()).isEqualTo("Coffee and maize plots");

        // The same again is the same publication.
        platform.publish(tenant, SampleSurvey.definition());

        // What was never published is refused, in a way that says that it may be known soon.
        ObjectNode early = response("farmer-early");
        early.put("surveyVersion", 2);
        ApiAnswer refused = ingest.send("POST", "/v1/responses", early);
        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.body().path("error").path("retryable").asBoolean()).isTrue();
    }

    @Test
    void everyFaultOfADefinitionIsNamed() throws Exception {
        ObjectNode definition = SampleSurvey.definition().deepCopy();
        definition.put("version", 0);
        definition
                .withArray("/questions")
                .addObject()
                .put("name", "no spaces please")
                .put("type", "colour");

        ApiAnswer answer = platform.ingest(Role.admin, "test", tenant).send("PUT", SURVEY, definition);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().path("error").path("details")).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void aResponseIsCountedCorrectedAndWithdrawn() throws Exception {
        String farmer = "farmer-" + UUID.randomUUID();
        ObjectNode response = response(farmer);
        String responseId = response.path("responseId").asText();
        String path = "/v1/farmers/" + farmer + "/responses/" + responseId;

        ApiAnswer accepted = ingest.send("POST", "/v1/responses", response);
        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.data().path("responseId").asText()).isEqualTo(responseId);
        assertThat(accepted.data().path("status").asText()).isEqualTo("accepted");
        assertThat(points(farmer, accepted)).isEqualTo(BASE);
        assertThat(trees(accepted)).isEqualTo(7);

        // A repeat is recognised, and what contradicts it refused.
        assertThat(ingest.send("POST", "/v1/responses", response)
                        .data()
                        .path("status")
                        .asText())
                .isEqualTo("duplicate");
        ObjectNode other = response.deepCopy();
        other.withObject("/answers").put("irrigated", "no");
        ApiAnswer conflict = ingest.send("POST", "/v1/responses", other);
        assertThat(conflict.status()).isEqualTo(409);
        assertThat(conflict.errorCode()).isEqualTo("RESPONSE_CONFLICT");

        ObjectNode edited = response.deepCopy();
        edited.put("versionId", UUID.randomUUID().toString()).put("replaces", responseId);
        ((ObjectNode) edited.path("answers").path("plots").path(0)).put("trees", 12);
        ApiAnswer replaced = ingest.send("PUT", path, edited);
        assertThat(replaced.status()).isEqualTo(202);
        assertThat(points(farmer, replaced)).isEqualTo(BASE);
        assertThat(trees(replaced)).isEqualTo(12);

        ApiAnswer withdrawn = ingest.send("DELETE", path, null);
        assertThat(withdrawn.status()).isEqualTo(202);
        assertThat(points(farmer, withdrawn)).isZero();
        assertThat(cells(withdrawn)).isEmpty();

        JsonNode transfers =
                admin.get("/v1/farmers/" + farmer + "/points/transfers").data();
        assertThat(transfers.findValuesAsText("amount")).first().isEqualTo("-10");
        assertThat(transfers.findValuesAsText("amount")).last().isEqualTo("10");
        // Its version is gone, its receipt still answers.
        JsonNode stages = admin.get(
                        "/v1/receipts/" + accepted.data().path("receipt").asText())
                .data()
                .path("stages");
        assertThat(stages).isNotEmpty();
    }

    @Test
    void aConflictThatTheEdgeDidNotKnowIsWhatItsReceiptEndsIn() throws Exception {
        String farmer = "farmer-" + UUID.randomUUID();
        // On a day of its own: the other tests count theirs.
        ObjectNode response = response(farmer).put("deviceTime", "2026-03-04T09:00:00Z");
        String responseId = response.path("responseId").asText();
        ApiAnswer first = ingest.send("POST", "/v1/responses", response);
        ObjectNode other = response.deepCopy();
        other.withObject("/answers").put("irrigated", "no");
        platform.flushRedis();

        ApiAnswer second = ingest.send("POST", "/v1/responses", other);
        ObjectNode edit = other.deepCopy();
        edit.put("versionId", UUID.randomUUID().toString()).put("replaces", responseId);
        ApiAnswer third = ingest.send("PUT", "/v1/farmers/" + farmer + "/responses/" + responseId, edit);

        assertThat(second.status()).isEqualTo(202);
        assertThat(points(farmer, third)).isEqualTo(BASE);
        cells(third);
        assertThat(stages(first)).containsExactly("accepted", "counted", "credited");
        assertThat(stages(second)).containsExactly("accepted", "conflict");
        assertThat(stages(third)).containsExactly("accepted", "counted", "credited");
    }

    @Test
    void aFarmerWhoMovesTakesTheirResponsesAlong() throws Exception {
        String moving = platform.newTenant("moves");
        platform.publish(moving, SampleSurvey.definition());
        ApiClient reader = platform.serving(Role.admin, "test", moving);
        assertThat(platform.ingest(Role.enumerator, "test", moving)
                        .send("POST", "/v1/responses", response("farmer-m"))
                        .status())
                .isEqualTo(202);
        try (var connection = platform.database();
                var row = connection.prepareStatement(
                        "INSERT INTO reference.farmers (tenant, farmer_id, region) VALUES (?, 'farmer-m', ?)"
                                + " ON CONFLICT (tenant, farmer_id) DO UPDATE SET region = excluded.region")) {
            for (String region : List.of("north", "south")) {
                row.setString(1, moving);
                row.setString(2, region);
                row.executeUpdate();
                await().atMost(PATIENCE).untilAsserted(() -> {
                    JsonNode cells = reader.get(SURVEY + "/aggregates?question=district&groupBy=@region&bucket=all")
                            .data()
                            .path("cells");
                    assertThat(cells.findValuesAsText("@region")).containsExactly(region);
                    assertThat(cells.findValuesAsText("responses")).containsExactly("1");
                    for (String month : List.of("", "?month=2026-03")) {
                        assertThat(ranked(reader, "region:" + region + month)).containsExactly("farmer-m");
                    }
                });
            }
        }
        assertThat(ranked(reader, "region:north")).isEmpty();
        assertThat(ranked(reader, "region:south?month=2026-02")).isEmpty();
    }

    private static List<String> ranked(ApiClient reader, String board) throws Exception {
        return reader.get("/v1/leaderboards/" + board).data().findValuesAsText("farmerId");
    }

    @Test
    void publishedRulesCapWithholdMakeATierAndLetPointsExpireAndAllOfItIsExplained() throws Exception {
        String earning = platform.newTenant("tiers");
        // Its days are the last to begin: the next one has begun somewhere.
        ObjectNode definition = SampleSurvey.definition().deepCopy();
        definition.put("timeZone", "Etc/GMT+12");
        platform.publish(earning, definition);
        Instant inForce = Instant.now().plusSeconds(6);
        ObjectNode rules = (ObjectNode) new ObjectMapper().readTree("""
                {"expiryDays":1,"dailyCap":8,"budget":5,
                 "tiers":[{"name":"seed","fromPoints":1},{"name":"gold","fromPoints":11}]}""");
        rules.put("inForceFrom", inForce.toString());
        assertThat(platform.ingest(Role.admin, "test", earning)
                        .send("PUT", "/v1/points/rules/1", rules)
                        .status())
                .isEqualTo(202);
        ApiClient reader = platform.serving(Role.admin, "test", earning);
        await().atMost(PATIENCE).until(() -> reader.get("/v1/points/rules")
                .data()
                .path(0)
                .path("inLedger")
                .asBoolean());
        await().until(() -> Instant.now().isAfter(inForce));
        ObjectNode response = response("farmer-t");
        response.put("deviceTime", Instant.now().toString());
        assertThat(platform.ingest(Role.enumerator, "test", earning)
                        .send("POST", "/v1/responses", response)
                        .status())
                .isEqualTo(202);

        String points = "/v1/farmers/farmer-t/points";
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        reader.get(points).data().path("tier").asText())
                .isEqualTo("seed"));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        reader.get(points).data().path("available").asLong())
                .isEqualTo(5));
        LocalDate due = LocalDate.parse(
                reader.get(points).data().path("expiring").path(0).path("on").asText());
        expire(earning, due);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        reader.get(points).data().path("balance").asLong(-1))
                .isZero());
        assertThat(reader.get(points).data().path("tier").asText()).isEqualTo("seed");
        JsonNode expired = reader.get(points + "/transfers").data().path(0);
        assertThat(expired.path("kind").asText()).isEqualTo("EXPIRED");
        assertThat(expired.path("amount").asLong()).isEqualTo(-5);
        assertThat(expired.path("commandId").asText()).isEqualTo("expire-due-" + due);
        assertThat(ranked(reader, "tenant")).containsExactly("farmer-t");
        List<String> explained = new ArrayList<>();
        reader.get(points + "/explain")
                .data()
                .path("transfers")
                .forEach(transfer -> explained.add(transfer.path("kind").asText() + " "
                        + transfer.path("amount").asLong() + " "
                        + transfer.path("ruleVersion").asText("-") + " "
                        + transfer.path("lot").path("expiresOn").asText("-")));
        assertThat(explained)
                .containsExactly(
                        "EXPIRED -5 - -",
                        "WITHHELD -3 1 " + due,
                        "GRANTED 0 1 " + due,
                        "CAPPED -2 1 " + due,
                        "EARNED 2 1 " + due,
                        "EARNED 8 1 " + due);
    }

    /** As the schedule does, which waits until the day has begun everywhere. */
    private void expire(String earning, LocalDate due) throws Exception {
        TopicReader topics = TopicReader.of(platform.place());
        PointsCommand command = PointsCommand.newBuilder()
                .setCommandId("expire-due-" + due)
                .setTenant(earning)
                .setFarmerId("")
                .setKind(PointsCommandKind.EXPIRE_DUE)
                .setDueOn(due)
                .setRequestedAt(Instant.now())
                .build();
        String topic = Topics.POINTS_COMMANDS.name();
        byte[] value = topics.wireFormat().serializer(Topics.POINTS_COMMANDS).serialize(topic, command);
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", topics.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            int lane = new Lanes(Lanes.DEFAULT_COUNT).of(earning, "farmer-t");
            producer.send(new ProducerRecord<>(topic, lane, earning, value)).get();
        }
    }

    private List<String> stages(ApiAnswer accepted) throws Exception {
        return admin.get("/v1/receipts/" + accepted.data().path("receipt").asText())
                .data()
                .path("stages")
                .findValuesAsText("stage");
    }

    @Test
    void whoMayNotIsRefused() throws Exception {
        ApiClient stranger = platform.ingest(Role.farmer, "farmer-a", tenant);
        assertThat(stranger.send("POST", "/v1/responses", response("farmer-b")).status())
                .isEqualTo(403);
        ApiClient stakeholder = platform.serving(Role.stakeholder, "donor", tenant);
        assertThat(stakeholder.get("/v1/farmers/farmer-b/points").status()).isEqualTo(403);
        assertThat(platform.serving(Role.farmer, "farmer-a", tenant)
                        .get(SURVEY + "/aggregates")
                        .status())
                .isEqualTo(403);
        assertThat(platform.serving(Role.admin, "test", "another-tenant")
                        .get(SURVEY)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aLoadWithEditsWithdrawalsAndRepeatsIsCountedAsByHand() throws Exception {
        String loaded = platform.newTenant("load");
        platform.publish(loaded, SampleSurvey.definition());
        long seed = System.nanoTime();
        System.out.println("Seed of the generated load: " + seed);
        GeneratedLoad load = GeneratedLoad.of(seed, 300, 40, Instant.now());
        LoadRunner.Outcome outcome = new LoadRunner(
                        platform.ingest(Role.enumerator, "test", loaded), Clock.systemUTC(), 8, new Pace(0))
                .run(load, Progress.of("Sending", load.size(), new PrintWriter(System.out)));
        assertThat(outcome.failures()).isEmpty();
        assertThat(outcome.duplicate()).isPositive();

        ApiClient reader = platform.serving(Role.admin, "test", loaded);
        Visibility visibility = new Visibility(reader);
        visibility.await(SURVEY + "/aggregates", outcome.receipts().values(), PATIENCE);
        for (Map.Entry<String, String> receipt : outcome.receipts().entrySet()) {
            visibility.await("/v1/farmers/" + receipt.getKey() + "/points", List.of(receipt.getValue()), PATIENCE);
        }
        PlainCount count = new PlainCount(SampleSurvey.definition(), load.standing());
        AggregateComparison.Result aggregates = new AggregateComparison(
                        platform.serving(Role.stakeholder, "test", loaded), SampleSurvey.ID, count)
                .compare();
        assertThat(aggregates.differences()).isEmpty();
        assertThat(aggregates.cells()).isGreaterThan(1000);

        Set<String> farmers = new HashSet<>();
        load.sequences().forEach(sequence -> sequence.forEach(step -> farmers.add(step.farmerId())));
        PointsComparison points = new PointsComparison(reader);
        assertThat(points.compareBalances(farmers, PointsComparison.points(count.responsesByFarmer(), BASE)))
                .isEmpty();
        assertThat(points.compareLeaderboard("tenant", PointsComparison.points(count.responsesByFarmer(), BASE)))
                .isEmpty();
        assertThat(points.compareLeaderboard(
                        "survey:" + SampleSurvey.ID, PointsComparison.points(count.responsesByFarmer(), BASE)))
                .isEmpty();
    }

    @Test
    void aChangedReferenceRowIsNoLongerServedFromACache() throws Exception {
        String cached = platform.newTenant("cache");
        platform.publish(cached, SampleSurvey.definition());
        ApiClient reader = platform.serving(Role.admin, "test", cached);
        for (int i = 0; i < 3; i++) {
            assertThat(reader.get(SURVEY).data().path("title").asText()).isEqualTo("Coffee and maize plots");
        }

        try (var connection = platform.database();
                var update = connection.prepareStatement(
                        "UPDATE reference.surveys"
                                + " SET definition = jsonb_set(definition, '{title}', '\"Coffee, renamed\"') WHERE tenant = ?")) {
            update.setString(1, cached);
            assertThat(update.executeUpdate()).isEqualTo(1);
        }

        await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> assertThat(
                        reader.get(SURVEY).data().path("title").asText())
                .isEqualTo("Coffee, renamed"));
    }

    private long points(String farmer, ApiAnswer accepted) throws Exception {
        String path = "/v1/farmers/" + farmer + "/points";
        new Visibility(admin)
                .await(path, List.of(accepted.data().path("receipt").asText()), PATIENCE);
        return admin.get(path).data().path("balance").asLong(-1);
    }

    /** The trees of the only response on this farmer's day. */
    private double trees(ApiAnswer accepted) throws Exception {
        JsonNode cells = cells(accepted);
        assertThat(cells).hasSize(1);
        return cells.path(0).path("stats").path("sum").asDouble();
    }

    private JsonNode cells(ApiAnswer accepted) throws Exception {
        new Visibility(admin)
                .await(
                        SURVEY + "/aggregates",
                        List.of(accepted.data().path("receipt").asText()),
                        PATIENCE);
        return admin.get(SURVEY + "/aggregates?question=plots%2Ftrees&from=2026-03-03&to=2026-03-03&bucket=day"
                        + "&filter%5Bdistrict%5D=west")
                .data()
                .path("cells");
    }

    /** On a day, and in a district, that nothing else in this tenant is of. */
    private ObjectNode response(String farmer) throws Exception {
        ObjectNode response = (ObjectNode) platform.json().readTree("""
                        {"surveyId":"coffee-plots","surveyVersion":1,"deviceTime":"2026-03-03T09:00:00Z",
                         "answers":{"interview_date":"2026-03-03","district":"west","irrigated":"yes",
                          "plots":[{"crop":"coffee","trees":7}]}}""");
        response.put("responseId", UUID.randomUUID().toString());
        response.put("farmerId", farmer);
        response.put("sentAt", Instant.now().toString());
        return response;
    }
}
