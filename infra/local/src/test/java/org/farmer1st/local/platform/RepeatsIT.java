package org.farmer1st.local.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.avro.specific.SpecificRecord;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.local.client.ApiAnswer;
import org.farmer1st.local.client.ApiClient;
import org.farmer1st.local.issuer.Role;
import org.farmer1st.local.platform.RunningPlatform.Handle;
import org.farmer1st.local.platform.RunningPlatform.Output;
import org.farmer1st.local.sample.SampleSurvey;
import org.farmer1st.local.sample.Visibility;
import org.farmer1st.schemas.Topics;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What is sent again, by many at once, after a restart of everything, late and out of order, and with the edge's memory gone,
 * changes nothing: counted in the facts themselves and in what is served.
 */
@ExtendWith(RunningPlatform.class)
class RepeatsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SENDERS = 10;
    private static final String AGGREGATES = "/v1/surveys/" + SampleSurvey.ID + "/aggregates";

    private static String tenant;

    private final Handle platform;
    private final ApiClient ingest;
    private final ApiClient admin;

    RepeatsIT(Handle platform) {
        this.platform = platform;
        this.ingest = platform.ingest(Role.enumerator, "test", tenant);
        this.admin = platform.serving(Role.admin, "test", tenant);
    }

    @BeforeAll
    static void publish(Handle platform) throws InterruptedException {
        tenant = platform.newTenant("repeats");
        platform.publish(tenant, SampleSurvey.definition());
    }

    @Test
    void manyAtOnceAndAgainAfterARestartOfEverythingAreOneFact() throws Exception {
        ObjectNode response = response("west", "2026-03-04", 7);
        String id = response.path("responseId").asText();

        List<ApiAnswer> first = atOnce(response);
        Output down = platform.run("down");
        assertThat(down.exitCode()).as(down.toString()).isZero();
        Output up = platform.run("up");
        assertThat(up.exitCode()).as(up.toString()).isZero();
        platform.flushRedis();
        List<ApiAnswer> again = atOnce(response);

        List<String> receipts = new ArrayList<>();
        for (List<ApiAnswer> answers : List.of(first, again)) {
            assertThat(answers).hasSize(SENDERS).allMatch(answer -> answer.status() == 202);
            answers.forEach(answer -> receipts.add(answer.data().path("receipt").asText()));
        }
        new Visibility(admin).await(AGGREGATES, receipts, PATIENCE);
        assertThat(changes(id)).containsExactly("ResponseAdded");
        assertThat(trees("west", "2026-03-04")).containsExactly(1L, 7L);
    }

    @Test
    void aLateOlderEditUndoesNothingAndNothingBringsAWithdrawnResponseBack() throws Exception {
        ObjectNode original = response("east", "2026-03-05", 1);
        String id = original.path("responseId").asText();
        String path = "/v1/farmers/" + original.path("farmerId").asText() + "/responses/" + id;
        ObjectNode older = edit(original, id, 2);
        ObjectNode newer = edit(original, older.path("versionId").asText(), 3);
        accepted(ingest.send("POST", "/v1/responses", original));
        accepted(ingest.send("PUT", path, older));
        accepted(ingest.send("PUT", path, newer));

        platform.flushRedis();
        accepted(ingest.send("PUT", path, older));
        ApiAnswer late = accepted(ingest.send("POST", "/v1/responses", original));

        seen(late);
        assertThat(trees("east", "2026-03-05")).containsExactly(1L, 3L);
        assertThat(changes(id)).containsExactly("ResponseAdded", "ResponseReplaced", "ResponseReplaced");

        accepted(ingest.send("DELETE", path, null));
        platform.flushRedis();
        accepted(ingest.send("POST", "/v1/responses", original));
        accepted(ingest.send("PUT", path, older));
        accepted(ingest.send("PUT", path, newer));
        accepted(ingest.send("PUT", path, edit(original, newer.path("versionId").asText(), 4)));
        ApiAnswer last = accepted(ingest.send("DELETE", path, null));

        seen(last);
        assertThat(trees("east", "2026-03-05")).isEmpty();
        assertThat(changes(id))
                .containsExactly("ResponseAdded", "ResponseReplaced", "ResponseReplaced", "ResponseWithdrawn");
    }

    private static ApiAnswer accepted(ApiAnswer answer) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
        return answer;
    }

    private void seen(ApiAnswer answer) throws Exception {
        new Visibility(admin)
                .await(AGGREGATES, List.of(answer.data().path("receipt").asText()), PATIENCE);
    }

    private List<ApiAnswer> atOnce(ObjectNode response) {
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        CyclicBarrier together = new CyclicBarrier(SENDERS);
        try {
            List<CompletableFuture<ApiAnswer>> answers = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                answers.add(CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                together.await();
                                return ingest.sendUntilAnswered("POST", "/v1/responses", () -> response, PATIENCE);
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        senders));
            }
            return answers.stream().map(CompletableFuture::join).toList();
        } finally {
            senders.shutdown();
        }
    }

    /** What the facts say of a response, repeats and the like left out, in order. */
    private List<String> changes(String responseId) {
        List<String> changes = new ArrayList<>();
        for (ResponseFact fact : TopicReader.of(platform.place()).events(Topics.RESPONSES)) {
            SpecificRecord change = (SpecificRecord) fact.getChange();
            String name = change.getSchema().getName();
            if (!name.equals("NoChange") && change.toString().contains(responseId)) {
                changes.add(name);
            }
        }
        return changes;
    }

    /** How many responses there are on a day in a district, and their trees; empty where there are none. */
    private List<Long> trees(String district, String day) throws Exception {
        JsonNode cells = admin.get(AGGREGATES + "?question=plots%2Ftrees&bucket=day&from=" + day + "&to=" + day
                        + "&filter%5Bdistrict%5D=" + district)
                .data()
                .path("cells");
        List<Long> found = new ArrayList<>();
        cells.forEach(cell -> {
            found.add(cell.path("responses").asLong());
            found.add(cell.path("stats").path("sum").asLong());
        });
        return found;
    }

    private static ObjectNode edit(ObjectNode original, String replaces, int trees) {
        ObjectNode edited = original.deepCopy();
        edited.put("versionId", UUID.randomUUID().toString()).put("replaces", replaces);
        ((ObjectNode) edited.path("answers").path("plots").path(0)).put("trees", trees);
        return edited;
    }

    private ObjectNode response(String district, String day, int trees) throws Exception {
        ObjectNode response = (ObjectNode) platform.json().readTree("""
                        {"surveyId":"coffee-plots","surveyVersion":1,"deviceTime":"%1$sT09:00:00Z",
                         "answers":{"interview_date":"%1$s","district":"%2$s","irrigated":"yes",
                          "plots":[{"crop":"coffee","trees":%3$d}]}}""".formatted(day, district, trees));
        response.put("responseId", UUID.randomUUID().toString());
        response.put("farmerId", "farmer-" + UUID.randomUUID());
        response.put("sentAt", Instant.now().toString());
        return response;
    }
}
