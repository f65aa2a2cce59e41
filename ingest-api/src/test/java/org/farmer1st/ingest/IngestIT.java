package org.farmer1st.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.farmer1st.events.PersonalData;
import org.farmer1st.events.PlatformCommand;
import org.farmer1st.events.ResponseSubmitted;
import org.farmer1st.events.Submission;
import org.farmer1st.events.WithdrawalSubmitted;
import org.farmer1st.ingest.IngestClient.Answer;
import org.farmer1st.ingest.KafkaFixture.Read;
import org.farmer1st.runtime.receipt.Receipt;
import org.farmer1st.runtime.receipt.Receipts;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Topics;
import org.farmer1st.testkit.BackingServices;
import org.farmer1st.testkit.Service;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** ingest-api over HTTP, on real Kafka, registry and Redis. */
class IngestIT {

    static final String DEFINITION = """
            {"surveyId":"farm","version":1,"title":"Farm","questions":[
              {"name":"village","type":"select_one","choices":["God","Ruaca"],"required":true},
              {"name":"name","type":"text"},{"name":"rooms","type":"integer","min":0}],
             "dimensions":["village"],"points":{"base":5},"privacy":{"minGroupSize":1}}""";

    private static KafkaFixture kafka;
    private static IngestClient ingest;

    @BeforeAll
    static void start() throws Exception {
        BackingServices services = BackingServices.start(Service.KAFKA, Service.REGISTRY, Service.REDIS)
                .provisioned();
        kafka = KafkaFixture.of(services);
        kafka.publish("demo", "farm", 1, DEFINITION);
        ingest = new IngestClient(services, Map.of());
        ingest.awaitReady();
    }

    @AfterAll
    static void stop() {
        ingest.close();
    }

    @Test
    void aResponseIsInItsLaneWhenItsReceiptSaysSo() throws Exception {
        String id = UUID.randomUUID().toString();

        Answer answer = post(response(id, "f-1", "Amina", 3));

        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
        assertThat(answer.data().path("status").asText()).isEqualTo("accepted");
        assertThat(answer.data().path("responseId").asText()).isEqualTo(id);
        Receipt receipt = new Receipts(List.of(IngestClient.KEY))
                .verify(answer.data().path("receipt").asText())
                .orElseThrow();
        assertThat(receipt.responseId()).isEqualTo(id);
        assertThat(receipt.lane()).isEqualTo(new Lanes(16).of("demo", "f-1"));
        Read<Submission> written = submissions(id).get(0);
        assertThat(written.partition()).isEqualTo(receipt.lane());
        assertThat(written.offset()).isEqualTo(receipt.offset());
        assertThat(written.key()).isEqualTo("demo/f-1");
        assertThat(written.value().toString()).contains("village").doesNotContain("Amina");
        List<Read<PersonalData>> personal = kafka.read(Topics.PERSONAL).stream()
                .filter(r -> r.value().getResponseId().equals(id))
                .toList();
        assertThat(personal).hasSize(1);
        assertThat(personal.get(0).partition()).isEqualTo(receipt.lane());
        assertThat(personal.get(0).value().getAnswers().get(0).getValue()).isEqualTo("\"Amina\"");
    }

    @Test
    void theTraceOfARequestGoesAlongWithEveryRecordThatItCauses() throws Exception {
        String id = UUID.randomUUID().toString();
        String sent = send("POST", "/v1/responses", response(id, "f-20", "Amina", 3));
        String edit = response(id, "f-20", "Amina", 4)
                .replace(
                        "{\"responseId\"",
                        "{\"versionId\":\"" + UUID.randomUUID() + "\",\"replaces\":\"" + id + "\",\"responseId\"");
        String edited = send("PUT", "/v1/farmers/f-20/responses/" + id, edit, "Idempotency-Key", "trace-" + id);
        String refused = send("POST", "/v1/responses", response(id, "f-20", "Other", -1));
        String asked = send("POST", "/v1/farmers", "{\"farmerId\":\"f-20\"}", "Idempotency-Key", "farmer-" + id);

        assertThat(submissions(id)).extracting(Read::traceparent).containsExactly(sent, edited);
        assertThat(kafka.read(Topics.PERSONAL))
                .filteredOn(record -> record.key().startsWith("demo/f-20/"))
                .extracting(Read::traceparent)
                .containsExactly(sent, edited, refused);
        assertThat(kafka.read(Topics.REJECTED)).extracting(Read::traceparent).containsOnlyOnce(refused);
        assertThat(kafka.read(Topics.COMMANDS)).extracting(Read::traceparent).containsOnlyOnce(asked);
    }

    private static String send(String method, String path, String body, String... headers) throws Exception {
        String trace = "00-" + UUID.randomUUID().toString().replace("-", "") + "-00f067aa0ba902b7-01";
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("traceparent", trace, "Content-Type", "application/json"));
        Answer answer = ingest.send(
                method, path, "enumerator", body.getBytes(StandardCharsets.UTF_8), all.toArray(String[]::new));
        assertThat(answer.status()).isIn(202, 400);
        return trace;
    }

    @Test
    void outcomesAreCountedByCode() throws Exception {
        post(response(UUID.randomUUID().toString(), "f-21", "Amina", 3));
        post(response(UUID.randomUUID().toString(), "f-21", "Amina", -1));
        ingest.send(
                "POST",
                "/v1/responses/batch",
                "enumerator",
                "{\"responses\":[" + response(UUID.randomUUID().toString(), "f-21", "Amina", 3) + ",{}]}");

        assertThat(ingest.metrics())
                .contains("ingest_responses_total{code=\"none\",outcome=\"accepted\",way=\"single\"}")
                .contains("ingest_responses_total{code=\"VALIDATION_FAILED\",outcome=\"rejected\",way=\"single\"}")
                .contains("ingest_responses_total{code=\"none\",outcome=\"accepted\",way=\"batch\"}")
                .contains("ingest_responses_total{code=\"VALIDATION_FAILED\",outcome=\"rejected\",way=\"batch\"}")
                .contains("ingest_batch_items_count")
                .contains("ingest_log_append_seconds_count{outcome=\"acknowledged\",topic=\"survey.submissions\"}")
                .contains("ingest_in_flight", "ingest_lane_ticks_total")
                .contains("kafka_producer_buffer_available_bytes");
    }

    @Test
    void aRepeatIsADuplicateAndOtherContentAConflict() throws Exception {
        String id = UUID.randomUUID().toString();
        Answer first = post(response(id, "f-2", "Amina", 3));

        Answer repeat = post(response(id, "f-2", "Amina", 3).replace("T06:00", "T07:00"));
        Answer conflict = post(response(id, "f-2", "Amine", 3));

        assertThat(repeat.status()).isEqualTo(202);
        assertThat(repeat.data().path("status").asText()).isEqualTo("duplicate");
        assertThat(repeat.data().path("receipt")).isEqualTo(first.data().path("receipt"));
        assertThat(conflict.status()).isEqualTo(409);
        assertThat(conflict.code()).isEqualTo("RESPONSE_CONFLICT");
        assertThat(submissions(id)).hasSize(1);
    }

    @Test
    void anEditAndAWithdrawalFollowInTheSameLane() throws Exception {
        String id = UUID.randomUUID().toString();
        String versionId = UUID.randomUUID().toString();
        post(response(id, "f-3", "Amina", 3));
        String path = "/v1/farmers/f-3/responses/" + id;

        Answer edit = ingest.send(
                "PUT",
                path,
                "enumerator",
                response(id, "f-3", "Amina", 4)
                        .replace(
                                "{\"responseId\"",
                                "{\"versionId\":\"" + versionId + "\",\"replaces\":\"" + id + "\",\"responseId\""));
        Answer withdrawal = ingest.send("DELETE", path, "enumerator", null);
        Answer again = ingest.send("DELETE", path, "enumerator", null);

        assertThat(edit.status()).as("%s", edit.body()).isEqualTo(202);
        assertThat(withdrawal.status()).as("%s", withdrawal.body()).isEqualTo(202);
        assertThat(again.data().path("status").asText()).isEqualTo("duplicate");
        List<Read<Submission>> written = submissions(id);
        assertThat(written).hasSize(3);
        assertThat(written.stream().map(Read::partition).collect(Collectors.toSet()))
                .hasSize(1);
        ResponseSubmitted edited = (ResponseSubmitted) written.get(1).value().getEvent();
        assertThat(edited.getVersion().getReplaces()).isEqualTo(id);
        assertThat(edited.getVersion().getVersionId()).isEqualTo(versionId);
        assertThat(written.get(2).value().getEvent()).isInstanceOf(WithdrawalSubmitted.class);
    }

    @Test
    void oneBadItemOfABatchCostsOnlyItself() throws Exception {
        String id = UUID.randomUUID().toString();
        String other = UUID.randomUUID().toString();
        post(response(id, "f-4", "Amina", 3));
        List<String> items = List.of(
                response(id, "f-4", "Amina", 3),
                response(other, "f-5", "Amina", -3),
                response(other, "f-5", "Amina", 3).replace("\"surveyVersion\":1", "\"surveyVersion\":9"),
                "7",
                response(other, "f-5", "Amina", 3));

        Answer json = ingest.send(
                "POST", "/v1/responses/batch", "enumerator", "{\"responses\":[" + String.join(",", items) + "]}");
        List<String> lines = new ArrayList<>(items);
        lines.set(3, "{\"broken\":\n");
        Answer ndjson = ingest.send(
                "POST",
                "/v1/responses/batch",
                ingest.token("enumerator", "e", "demo"),
                lines.stream().map(line -> line.replace("\n", " ")).collect(Collectors.joining("\n")),
                "application/x-ndjson");

        assertThat(json.status()).as("%s", json.body()).isEqualTo(200);
        assertThat(json.data().path("items"))
                .extracting(item -> item.path("status").asText())
                .containsExactly("duplicate", "rejected", "retry", "rejected", "accepted");
        JsonNode rejected = json.data().path("items").get(1);
        assertThat(rejected.path("responseId").asText()).isEqualTo(other);
        assertThat(rejected.path("error").path("details").get(0).path("path").asText())
                .isEqualTo("answers.rooms");
        assertThat(rejected.has("receipt")).isFalse();
        assertThat(ndjson.status()).as("%s", ndjson.body()).isEqualTo(200);
        assertThat(ndjson.data().path("items"))
                .extracting(item -> item.path("status").asText())
                .containsExactly("duplicate", "rejected", "retry", "rejected", "duplicate");
    }

    @Test
    void whatABatchHoldsTwiceIsARepeatOfItself() throws Exception {
        String id = UUID.randomUUID().toString();
        String first = response(id, "f-twice", "Amina", 3);
        String next = response(UUID.randomUUID().toString(), "f-twice", "Amina", 3);
        List<String> items = List.of(first, first, next, response(id, "f-twice", "Amina", 4), first);

        Answer answer = ingest.send(
                "POST", "/v1/responses/batch", "enumerator", "{\"responses\":[" + String.join(",", items) + "]}");

        assertThat(answer.data().path("items"))
                .as("%s", answer.body())
                .extracting(item -> item.path("status").asText())
                .containsExactly("accepted", "duplicate", "accepted", "rejected", "duplicate");
        assertThat(answer.data().path("items").get(3).path("error").path("code").asText())
                .isEqualTo("RESPONSE_CONFLICT");
        assertThat(kafka.read(Topics.SUBMISSIONS).stream().filter(r -> r.key().equals("demo/f-twice")))
                .hasSize(2);
    }

    @Test
    void aLargeBatchIsAllThere() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            lines.append(response(UUID.randomUUID().toString(), "large-" + i % 97, "Amina", i))
                    .append('\n');
        }

        Answer answer = ingest.send(
                "POST",
                "/v1/responses/batch",
                ingest.token("enumerator", "e", "demo"),
                lines.toString(),
                "application/x-ndjson");

        assertThat(answer.data().path("items"))
                .hasSize(2_000)
                .allMatch(item -> item.path("status").asText().equals("accepted"));
        assertThat(kafka.read(Topics.SUBMISSIONS).stream().filter(r -> r.key().startsWith("demo/large-")))
                .hasSize(2_000);
    }

    @Test
    void everybodyWritesOnlyWhatTheyMay() throws Exception {
        String id = UUID.randomUUID().toString();
        String body = response(id, "f-6", "Amina", 3);
        String path = "/v1/farmers/f-6/responses/" + id;

        assertThat(ingest.send("POST", "/v1/responses", "stakeholder", body).status())
                .isEqualTo(403);
        assertThat(ingest.send("POST", "/v1/responses", "farmer", body).status())
                .isEqualTo(403);
        assertThat(ingest.send("PUT", path, "farmer", body).status()).isEqualTo(403);
        assertThat(ingest.send("DELETE", path, "farmer", null).status()).isEqualTo(403);
        assertThat(ingest.send("PUT", "/v1/surveys/farm", "enumerator", DEFINITION)
                        .status())
                .isEqualTo(403);
        assertThat(ingest.send("POST", "/v1/responses", (String) null, body, "application/json")
                        .status())
                .isEqualTo(401);
        // Another tenant doesn't have this survey.
        assertThat(ingest.send(
                                "POST",
                                "/v1/responses",
                                ingest.token("enumerator", "e", "other"),
                                body,
                                "application/json")
                        .code())
                .isEqualTo("SURVEY_UNKNOWN");
        assertThat(submissions(id)).isEmpty();
        assertThat(ingest.send("POST", "/v1/responses", ingest.token("farmer", "f-6", "demo"), body, "application/json")
                        .status())
                .isEqualTo(202);
    }

    @Test
    void bodiesAreRefusedForWhatTheyAre() throws Exception {
        String token = ingest.token("enumerator", "e", "demo");
        String path = "/v1/responses";

        assertThat(ingest.send("POST", path, token, "{", "application/json").code())
                .isEqualTo("MALFORMED_REQUEST");
        assertThat(ingest.send("POST", path, token, "", "application/json").code())
                .isEqualTo("MALFORMED_REQUEST");
        assertThat(ingest.send("POST", path, token, "{} {}", "application/json").status())
                .isEqualTo(400);
        assertThat(ingest.send("POST", path, token, "a=b", "application/x-www-form-urlencoded")
                        .status())
                .isEqualTo(415);
        assertThat(ingest.send("POST", path, token, " ".repeat(1_100_000), "application/json")
                        .status())
                .isEqualTo(413);
        assertThat(ingest.send("POST", path + "/batch", token, "[]", "application/json")
                        .code())
                .isEqualTo("MALFORMED_REQUEST");
        Answer faults = ingest.send("POST", path, token, "{\"responseId\":1,\"x\":2}", "application/json");
        assertThat(faults.code()).isEqualTo("VALIDATION_FAILED");
        assertThat(faults.body().path("error").path("details")).hasSize(6);
    }

    @Test
    void aPublicationIsACommandAndAPublishedDefinitionStays() throws Exception {
        String fresh = DEFINITION.replace("\"farm\"", "\"fresh\"");

        Answer asked = ingest.send("PUT", "/v1/surveys/fresh", "admin", fresh);
        Answer unknown = ingest.send("GET", "/v1/surveys/fresh/versions/1", "farmer", null);

        assertThat(asked.status()).as("%s", asked.body()).isEqualTo(202);
        String workflowId = asked.data().path("workflowId").asText();
        assertThat(workflowId).startsWith("publish-survey:demo:fresh:1:");
        Read<PlatformCommand> command = kafka.read(Topics.COMMANDS).stream()
                .filter(r -> r.key().equals(workflowId))
                .findFirst()
                .orElseThrow();
        assertThat(command.value().getRequestedBy()).isEqualTo("someone");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.body().path("error").path("retryable").asBoolean()).isTrue();

        kafka.publish("demo", "fresh", 1, fresh);
        Answer known = unknown;
        for (int i = 0; i < 100 && known.status() != 200; i++) {
            Thread.sleep(50);
            known = ingest.send("GET", "/v1/surveys/fresh/versions/1", "farmer", null);
        }
        assertThat(known.data().path("title").asText()).isEqualTo("Farm");
        assertThat(ingest.send("PUT", "/v1/surveys/fresh", "admin", fresh)
                        .data()
                        .path("workflowId")
                        .asText())
                .isEqualTo(workflowId);
        Answer conflict = ingest.send("PUT", "/v1/surveys/fresh", "admin", fresh.replace("\"base\":5", "\"base\":6"));
        assertThat(conflict.code()).isEqualTo("SURVEY_CONFLICT");
        assertThat(ingest.send("PUT", "/v1/surveys/other", "admin", fresh).code())
                .isEqualTo("VALIDATION_FAILED");
    }

    static String response(String id, String farmerId, String name, int rooms) {
        return """
                {"responseId":"%s","surveyId":"farm","surveyVersion":1,"farmerId":"%s",\
                "deviceTime":"2026-11-20T08:15:00Z",\
                "answers":{"village":"God","name":"%s","rooms":%d}}""".formatted(id, farmerId, name, rooms);
    }

    private static Answer post(String body) throws Exception {
        return ingest.send("POST", "/v1/responses", "enumerator", body);
    }

    private static List<Read<Submission>> submissions(String responseId) {
        return kafka.read(Topics.SUBMISSIONS).stream()
                .filter(r -> r.value().toString().contains(responseId))
                .toList();
    }
}
