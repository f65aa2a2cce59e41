package org.farmer1st.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.farmer1st.events.PersonalData;
import org.farmer1st.events.PlatformCommand;
import org.farmer1st.events.RejectedUpload;
import org.farmer1st.events.ResponseSubmitted;
import org.farmer1st.ingest.IngestClient.Answer;
import org.farmer1st.ingest.KafkaFixture.Read;
import org.farmer1st.ingest.log.EventLog;
import org.farmer1st.ingest.log.KafkaClients;
import org.farmer1st.ingest.rejections.RejectedBodySweep;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Topics;
import org.farmer1st.testkit.BackingServices;
import org.farmer1st.testkit.Service;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How uploads may come, what is kept of those that are refused, and commands; on real Kafka, registry and Redis. */
class UploadsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String[] GZIP = {"Content-Type", "application/json", "Content-Encoding", "gzip"};
    private static final String[] NDJSON = {"Content-Type", "application/x-ndjson"};
    private static final int QUOTA = 400_000;

    private static KafkaFixture kafka;
    private static IngestClient ingest;

    @BeforeAll
    static void start() throws Exception {
        BackingServices services = BackingServices.start(Service.KAFKA, Service.REGISTRY, Service.REDIS)
                .provisioned();
        kafka = KafkaFixture.of(services);
        kafka.publish("demo", "farm", 1, IngestIT.DEFINITION);
        ingest = new IngestClient(
                services, Map.of("REJECTED_BYTES_A_DAY", "" + QUOTA, "RATE_LIMIT_SUBJECT_BURST", "100000"));
        ingest.awaitReady();
    }

    @AfterAll
    static void stop() {
        ingest.close();
    }

    @Test
    void bodiesMayBeGzip() throws Exception {
        Answer single = ingest.send("POST", "/v1/responses", "enumerator", gzip(response("zip-1", 1)), GZIP);
        Answer batch = ingest.send(
                "POST",
                "/v1/responses/batch",
                "enumerator",
                gzip("{\"responses\":[" + response("zip-1", 2) + ',' + response("zip-2", 3) + "]}"),
                GZIP);
        Answer half =
                ingest.send("POST", "/v1/responses", "enumerator", new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0}, GZIP);
        Answer bomb = ingest.send("POST", "/v1/responses/batch", "enumerator", gzip(" ".repeat(30 << 20)), GZIP);

        assertThat(single.status()).as("%s", single.body()).isEqualTo(202);
        assertThat(statuses(batch)).containsExactly("accepted", "accepted");
        assertThat(half.code()).isEqualTo("MALFORMED_REQUEST");
        assertThat(bomb.code()).isEqualTo("PAYLOAD_TOO_LARGE");
    }

    @Test
    void aBatchMayBeLargerThanAnyItemMayBe() throws Exception {
        List<String> items = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            items.add(response("many-" + i % 50, i).replace("\"Amina\"", "\"" + "Amina ".repeat(100) + "\""));
        }

        Answer lines =
                ingest.send("POST", "/v1/responses/batch", "enumerator", bytes(String.join("\n", items)), NDJSON);
        Answer object = ingest.send(
                "POST",
                "/v1/responses/batch",
                "enumerator",
                bytes("{\"responses\":[" + String.join(",", items) + "]}"),
                "Content-Type",
                "application/json");

        assertThat(statuses(lines)).hasSize(3_000).containsOnly("accepted");
        assertThat(statuses(object)).hasSize(3_000).containsOnly("duplicate");
    }

    @Test
    void theLogHasABatchInItsOrder() throws Exception {
        List<String> items = new ArrayList<>();
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < 1_000; i++) {
            String item = response("order-1", i);
            // What is personal is written before the rest, and what isn't doesn't overtake it.
            items.add(i % 3 == 0 ? item.replace("\"name\":\"Amina\",", "") : item);
            places.put(new UUID("order-1".hashCode(), i).toString(), i);
        }

        Answer answer =
                ingest.send("POST", "/v1/responses/batch", "enumerator", bytes(String.join("\n", items)), NDJSON);

        assertThat(statuses(answer)).hasSize(1_000).containsOnly("accepted");
        assertThat(kafka.read(Topics.SUBMISSIONS).stream()
                        .filter(record -> record.key().equals("demo/order-1"))
                        .map(record ->
                                places.get(((ResponseSubmitted) record.value().getEvent())
                                        .getVersion()
                                        .getResponseId()))
                        .toList())
                .hasSize(1_000)
                .isSorted();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatWasReadOfABatchDoesNotWaitForTheRestOfIt(boolean zipped) throws Exception {
        String farmer = "slow-" + zipped;
        List<byte[]> halves = List.of(bytes(response(farmer, 1) + '\n'), bytes(response(farmer, 2)));
        if (zipped) {
            halves = gzip(halves);
        }

        String answer = ingest.postInTwo(
                "/v1/responses/batch",
                "Content-Type: " + NDJSON[1] + (zipped ? "\r\nContent-Encoding: gzip" : ""),
                halves.get(0),
                halves.get(1),
                () -> {
                    long deadline = System.nanoTime() + PATIENCE.toNanos();
                    while (kafka.read(Topics.SUBMISSIONS).stream()
                            .noneMatch(record -> record.key().equals("demo/" + farmer))) {
                        assertThat(System.nanoTime()).as("time to send").isLessThan(deadline);
                        Thread.sleep(100);
                    }
                });

        assertThat(answer).startsWith("HTTP/1.1 200");
        assertThat(answer.split("\"status\":\"accepted\"", -1)).hasSize(3);
    }

    /** Answers that no network buffers, to more senders than there are threads for what goes on. */
    @Test
    void whoTakesNothingOfTheAnswerHoldsUpNobodyElse() throws Exception {
        int items = 4_000;
        StringBuilder item = new StringBuilder("{");
        for (int i = 0; i < 10; i++) {
            item.append('"').append("unknown-".repeat(11)).append(i).append("\":1,");
        }
        byte[] lines = bytes((item + "\"surveyId\":\"farm\"}\n").repeat(items));
        List<Socket> sockets = new ArrayList<>();
        try {
            int senders = 1 + Math.max(2, Runtime.getRuntime().availableProcessors());
            for (int i = 0; i < senders; i++) {
                sockets.add(ingest.postAndTakeNothing(lines));
            }
            for (Socket socket : sockets) {
                socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
                assertThat(socket.getInputStream().read()).as("its beginning").isEqualTo('H');
            }

            Answer answer = ingest.send("POST", "/v1/responses", "enumerator", response("quick-1", 1));

            assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
            for (Socket socket : sockets) {
                // Had it gone on only because the server gave up on somebody, the rest would not be there.
                assertThat(socket.getInputStream().readAllBytes()).hasSizeGreaterThan(items * 1_500);
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void anItemThatIsTooLargeCostsOnlyItself() throws Exception {
        String many = "x".repeat(30_000);
        String large = "{\"responseId\":\"" + UUID.randomUUID() + "\",\"answers\":{\"a\":["
                + ("\"" + many + "\",").repeat(60) + "\"\"]}}";
        List<String> items = List.of(response("large-1", 1), large, response("large-1", 2));

        Answer lines =
                ingest.send("POST", "/v1/responses/batch", "enumerator", bytes(String.join("\n", items)), NDJSON);
        Answer object = ingest.send(
                "POST",
                "/v1/responses/batch",
                "enumerator",
                bytes("{\"responses\":[" + String.join(",", items) + "]}"),
                "Content-Type",
                "application/json");

        for (Answer answer : List.of(lines, object)) {
            assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
            assertThat(statuses(answer).get(1)).isEqualTo("rejected");
            assertThat(answer.data()
                            .path("items")
                            .path(1)
                            .path("error")
                            .path("code")
                            .asText())
                    .isEqualTo("PAYLOAD_TOO_LARGE");
            assertThat(statuses(answer)).doesNotContain("retry").hasSize(3);
            assertThat(statuses(answer).get(0)).isNotEqualTo("rejected");
            assertThat(statuses(answer).get(2)).isNotEqualTo("rejected");
        }
    }

    @Test
    void whatIsRefusedIsKeptForRepairAndWhatIsPersonalInItApart() throws Exception {
        String id = UUID.randomUUID().toString();
        String body = response("f-9", 1)
                .replaceFirst("\"responseId\":\"[^\"]*\"", "\"responseId\":\"" + id + "\"")
                .replace("\"Ruaca\"", "\"Nowhere\"");

        Answer single = ingest.send("POST", "/v1/responses", "enumerator", body);
        Answer item = ingest.send("POST", "/v1/responses/batch", "enumerator", bytes("{\"Wanjiru Planted\n"), NDJSON);
        Answer conflict = ingest.send("POST", "/v1/responses", "enumerator", response("f-9", 77));
        Answer again = ingest.send(
                "POST", "/v1/responses", "enumerator", response("f-9", 77).replace("Amina", "Other"));

        assertThat(single.code()).isEqualTo("VALIDATION_FAILED");
        assertThat(statuses(item)).containsExactly("rejected");
        assertThat(conflict.status()).isEqualTo(202);
        assertThat(again.code()).isEqualTo("RESPONSE_CONFLICT");
        List<RejectedUpload> kept =
                kafka.read(Topics.REJECTED).stream().map(Read::value).toList();
        RejectedUpload invalid = kept.stream()
                .filter(upload -> id.equals(upload.getResponseId()))
                .findAny()
                .orElseThrow();
        assertThat(invalid.getTenant()).isEqualTo("demo");
        assertThat(invalid.getCode()).isEqualTo("VALIDATION_FAILED");
        assertThat(invalid.getFaults()).isEqualTo(1);
        assertThat(invalid.getFarmerId()).isEqualTo("f-9");
        Read<PersonalData> apart = kafka.read(Topics.PERSONAL).stream()
                .filter(record -> record.key().equals(invalid.getBodyKey()))
                .findAny()
                .orElseThrow();
        assertThat(apart.partition()).isEqualTo(invalid.getBodyLane());
        assertThat(apart.key()).startsWith("demo/f-9/rejected/");
        byte[] original = new byte[apart.value().getRejected().getBody().remaining()];
        apart.value().getRejected().getBody().get(original);
        assertThat(new String(original, StandardCharsets.UTF_8)).isEqualTo(body);
        assertThat(apart.value().getRejected().getFaults().get(0).getPath()).isEqualTo("answers.village");
        assertThat(kept.stream().map(RejectedUpload::getCode).collect(Collectors.toSet()))
                .contains("VALIDATION_FAILED", "MALFORMED_REQUEST", "RESPONSE_CONFLICT");
        assertThat(kept.toString()).doesNotContain("Wanjiru", "Nowhere", "Amina");
    }

    @Test
    void aMonthLaterTheBodiesAreGone() throws Exception {
        String body = response("f-swept", 1).replace("\"Ruaca\"", "\"Nowhere\"");
        ingest.send("POST", "/v1/responses", "enumerator", body);
        String key = kafka.read(Topics.REJECTED).stream()
                .map(entry -> entry.value().getBodyKey())
                .filter(bodyKey -> bodyKey != null && bodyKey.startsWith("demo/f-swept/"))
                .findAny()
                .orElseThrow();

        assertThat(swept(Duration.ofDays(RejectedBodySweep.DAYS_KEPT))).isZero();
        assertThat(lastValue(key)).isNotNull();
        assertThat(swept(Duration.ofDays(RejectedBodySweep.DAYS_KEPT + 1))).isPositive();
        assertThat(lastValue(key)).isNull();
    }

    private static int swept(Duration later) throws Exception {
        try (EventLog log = new EventLog(
                        new KafkaProducer<>(KafkaClients.producer(kafka.bootstrapServers(), Duration.ofSeconds(10))),
                        kafka.wireFormat(),
                        new Lanes(Lanes.DEFAULT_COUNT),
                        1 << 20,
                        new SimpleMeterRegistry());
                RejectedBodySweep sweep = new RejectedBodySweep(
                        () -> new KafkaConsumer<>(KafkaClients.consumer(kafka.bootstrapServers())),
                        kafka.wireFormat().deserializer(Topics.REJECTED),
                        log,
                        Clock.offset(Clock.systemUTC(), later))) {
            log.start();
            while (log.problem().isPresent()) {
                Thread.sleep(50);
            }
            return sweep.sweep();
        }
    }

    private static PersonalData lastValue(String key) {
        PersonalData last = null;
        for (Read<PersonalData> record : kafka.read(Topics.PERSONAL)) {
            if (record.key().equals(key)) {
                last = record.value();
            }
        }
        return last;
    }

    @Test
    void ofATenantWithoutEndOnlyTheReasonsAreKept() throws Exception {
        String large = "{\"answers\":\"" + "x".repeat(QUOTA) + "\"}";

        Answer refused = ingest.send("POST", "/v1/responses", "enumerator", large);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(kafka.read(Topics.REJECTED).stream().map(Read::value)).anySatisfy(upload -> {
            assertThat(upload.getSize()).isEqualTo(large.length());
            assertThat(upload.getBodyKey()).isNull();
        });
    }

    @Test
    void anIdempotencyKeyMakesOneCommand() throws Exception {
        String key = UUID.randomUUID().toString();
        String farmer = "{\"farmerId\":\"f-1\",\"region\":\"manica\"}";

        Answer first = command("/v1/farmers", farmer, "Idempotency-Key", '"' + key + '"');
        Answer again = command("/v1/farmers", farmer, "X-Idempotency-Key", key);
        Answer other = command("/v1/farmers", farmer.replace("f-1", "f-2"), "Idempotency-Key", key);

        assertThat(first.status()).as("%s", first.body()).isEqualTo(202);
        assertThat(again.data()).isEqualTo(first.data());
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
        assertThat(commands(first)).hasSize(1);
        assertThat(commands(first).get(0).getCommand().toString()).contains("f-1", "manica");
    }

    @Test
    void aPayoutIsKnownByItsIdOrByItsKey() throws Exception {
        String payoutId = UUID.randomUUID().toString();
        String payout = "{\"payoutId\":\"" + payoutId + "\",\"farmerId\":\"f-1\",\"points\":100}";
        String unnamed = "{\"farmerId\":\"f-1\",\"points\":100}";
        String key = UUID.randomUUID().toString();

        Answer byId = command("/v1/payouts", payout);
        Answer byIdAgain = command("/v1/payouts", payout);
        Answer byKey = command("/v1/payouts", unnamed, "Idempotency-Key", key);
        Answer byKeyAgain = command("/v1/payouts", unnamed, "Idempotency-Key", key);
        Answer neither = command("/v1/payouts", unnamed);
        Answer wrong = command("/v1/payouts", "{\"payoutId\":\"7\",\"farmerId\":\"?\",\"points\":0,\"phone\":1}");

        assertThat(byId.status()).as("%s", byId.body()).isEqualTo(202);
        assertThat(byIdAgain.data()).isEqualTo(byId.data());
        assertThat(byKeyAgain.data()).isEqualTo(byKey.data());
        assertThat(commands(byKey)).hasSize(1);
        assertThat(neither.status()).isEqualTo(400);
        assertThat(wrong.body().path("error").path("details")).hasSize(4);
    }

    @Test
    void aDecisionIsOneWorkflowForWhoeverDecides() throws Exception {
        Answer approved = command("/v1/approvals/publish-survey:demo:farm", "{\"decision\":\"approve\"}");
        Answer again = command("/v1/approvals/publish-survey:demo:farm", "{\"decision\":\"approve\"}");
        Answer neither = command("/v1/approvals/publish-survey:demo:farm", "{\"decision\":\"perhaps\"}");

        assertThat(approved.status()).as("%s", approved.body()).isEqualTo(202);
        assertThat(again.data()).isEqualTo(approved.data());
        assertThat(neither.status()).isEqualTo(400);
    }

    private static Answer command(String path, String body, String... headers) throws Exception {
        return ingest.send("POST", path, "admin", bytes(body), headers);
    }

    private static List<PlatformCommand> commands(Answer answer) throws Exception {
        String workflowId = answer.data().path("workflowId").asText();
        return kafka.read(Topics.COMMANDS).stream()
                .map(Read::value)
                .filter(command -> command.getWorkflowId().equals(workflowId))
                .toList();
    }

    private static List<String> statuses(Answer batch) {
        List<String> statuses = new ArrayList<>();
        for (JsonNode item : batch.data().path("items")) {
            statuses.add(item.path("status").asText());
        }
        return statuses;
    }

    /** The same number gives the same response. */
    private static String response(String farmer, int number) {
        return """
                {"responseId":"%s","surveyId":"farm","surveyVersion":1,"farmerId":"%s",\
                "deviceTime":"2026-11-20T06:00:00Z","answers":{"village":"Ruaca","name":"Amina","rooms":%d}}""".formatted(new UUID(farmer.hashCode(), number), farmer, number);
    }

    private static byte[] gzip(String text) throws Exception {
        return gzip(List.of(bytes(text))).get(0);
    }

    /** One gzip in parts, each of which inflates to what it was made of as soon as it is there. */
    private static List<byte[]> gzip(List<byte[]> parts) throws Exception {
        List<byte[]> zipped = new ArrayList<>();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out, true)) {
            for (byte[] part : parts.subList(0, parts.size() - 1)) {
                gzip.write(part);
                gzip.flush();
                zipped.add(out.toByteArray());
                out.reset();
            }
            gzip.write(parts.get(parts.size() - 1));
        }
        zipped.add(out.toByteArray());
        return zipped;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
