package org.farmer1st.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.farmer1st.ingest.IngestClient.Answer;
import org.farmer1st.schemas.Topics;
import org.farmer1st.testkit.BackingServices;
import org.farmer1st.testkit.Service;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** ingest-api while Kafka or Redis goes away and comes back. */
class OutageIT {

    private static final Service[] SERVICES = {Service.KAFKA, Service.REGISTRY, Service.REDIS};
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private BackingServices services;
    private KafkaFixture kafka;
    private IngestClient ingest;

    @BeforeEach
    void start() throws Exception {
        services = BackingServices.start(SERVICES).provisioned();
        kafka = KafkaFixture.of(services);
        kafka.publish("demo", "farm", 1, IngestIT.DEFINITION);
        ingest = new IngestClient(services, Map.of("DELIVERY_TIMEOUT_MS", "2000"));
        ingest.awaitReady();
    }

    @AfterEach
    void stop() {
        ingest.close();
        BackingServices.start(SERVICES);
    }

    @Test
    void withoutRedisResponsesAreAcceptedAndWithItAgainRecognised() throws Exception {
        String body = response();
        assertThat(post(body).data().path("status").asText()).isEqualTo("accepted");

        services.kill(Service.REDIS);
        assertThat(post(body).data().path("status").asText()).isEqualTo("accepted");
        assertThat(post(response()).status()).isEqualTo(202);

        BackingServices.start(SERVICES);
        String later = response();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Answer answer;
        do {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(100);
            answer = post(later);
            assertThat(answer.status()).isEqualTo(202);
        } while (!answer.data().path("status").asText().equals("duplicate"));
    }

    @Test
    void withoutKafkaNothingIsAcceptedAndItRecoversByItself() throws Exception {
        assertThat(post(response()).status()).isEqualTo(202);

        services.kill(Service.KAFKA);
        String id = UUID.randomUUID().toString();
        String body = IngestIT.response(id, "f-1", "Amina", 3);
        long started = System.nanoTime();
        Answer refused = post(body);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(PATIENCE.dividedBy(2));
        assertThat(refused.status()).as("%s", refused.body()).isEqualTo(503);
        assertThat(refused.body().path("error").path("retryable").asBoolean()).isTrue();
        assertThat(refused.response().headers().firstValue("Retry-After")).isPresent();
        Answer batch = ingest.send("POST", "/v1/responses/batch", "enumerator", "{\"responses\":[" + body + "]}");
        assertThat(batch.data().path("items").get(0).path("status").asText()).isEqualTo("retry");

        started = System.nanoTime();
        List<CompletableFuture<Answer>> many = IntStream.range(0, 200)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> postUnchecked(response())))
                .toList();
        assertThat(many).allMatch(answer -> answer.join().status() == 503);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(PATIENCE.dividedBy(2));
        assertThat(ingest.send("GET", "/health/live", null, null, "application/json")
                        .status())
                .isEqualTo(200);

        BackingServices.start(SERVICES);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Answer accepted = refused;
        while (accepted.status() != 202) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            assertThat(accepted.status()).isEqualTo(503);
            Thread.sleep(50);
            accepted = post(body);
        }
        assertThat(kafka.read(Topics.SUBMISSIONS).stream()
                        .filter(r -> r.value().toString().contains(id)))
                .isNotEmpty();
    }

    @Test
    void aRequestUnderWayHasItsAnswerBeforeTheServerIsGone() throws Exception {
        assertThat(post(response()).status()).isEqualTo(202);
        services.kill(Service.KAFKA);
        CompletableFuture<Answer> underWay = CompletableFuture.supplyAsync(() -> postUnchecked(response()));
        Thread.sleep(300);

        ingest.close();

        assertThat(underWay.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).status())
                .isEqualTo(503);
    }

    private Answer postUnchecked(String body) {
        try {
            return post(body);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Answer post(String body) throws Exception {
        return ingest.send("POST", "/v1/responses", "enumerator", body);
    }

    private static String response() {
        return IngestIT.response(UUID.randomUUID().toString(), "f-1", "Amina", 3);
    }
}
