package org.farmer1st.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.farmer1st.ingest.IngestClient.Answer;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.Caller;
import org.farmer1st.runtime.http.Caller.Role;
import org.farmer1st.runtime.http.ErrorCode;
import org.farmer1st.runtime.limits.RateLimit;
import org.farmer1st.runtime.limits.RateLimitConfig;
import org.farmer1st.runtime.limits.RateLimits;
import org.farmer1st.testkit.BackingServices;
import org.farmer1st.testkit.Service;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rate limits with a real Redis, while it is there, goes away and comes back; and what a client sees of them. */
class RateLimitsIT {

    private static final int BURST = 1000;
    private static final RateLimitConfig LIMITS =
            new RateLimitConfig(new RateLimit(1, BURST), new RateLimit(1, 1_000_000));

    private BackingServices services;
    private RateLimits one;
    private RateLimits two;

    @BeforeEach
    void start() {
        services = BackingServices.start(Service.REDIS);
        one = new RateLimits("test", LIMITS, URI.create(services.redisUrl()));
        two = new RateLimits("test", LIMITS, URI.create(services.redisUrl()));
        one.start();
        two.start();
    }

    @AfterEach
    void stop() {
        one.close();
        two.close();
        BackingServices.start(Service.REDIS);
    }

    @Test
    void instancesShareALimitButForTheTimeInWhichRedisIsGone() throws Exception {
        awaitSharing();

        services.kill(Service.REDIS);
        Caller meanwhile = caller();
        assertThat(grantedAtOnce(one, meanwhile)).isGreaterThanOrEqualTo(BURST);
        assertThat(grantedAtOnce(two, meanwhile)).isGreaterThanOrEqualTo(BURST);

        BackingServices.start(Service.REDIS);
        awaitSharing();
    }

    @Test
    void aClientIsToldWhatIsLeftAndWhenToComeBack() throws Exception {
        BackingServices all = BackingServices.start(Service.KAFKA, Service.REGISTRY, Service.REDIS)
                .provisioned();
        try (IngestClient ingest =
                new IngestClient(all, Map.of("RATE_LIMIT_SUBJECT_BURST", "3", "RATE_LIMIT_SUBJECT_PER_SECOND", "1"))) {
            Answer first = get(ingest);
            assertThat(first.status()).isEqualTo(404);
            assertThat(first.response().headers().firstValue("RateLimit-Policy"))
                    .contains("\"subject\";q=3;w=3, \"tenant\";q=50000;w=10");
            assertThat(first.response().headers().firstValue("RateLimit")).contains("\"subject\";r=2;t=1");
            assertThat(first.response().headers().firstValue("RateLimit-Limit")).contains("3");
            assertThat(first.response().headers().firstValue("RateLimit-Remaining"))
                    .contains("2");
            assertThat(first.response().headers().firstValue("RateLimit-Reset")).contains("1");

            Answer answer = first;
            for (int i = 0; i < 1000 && answer.status() != 429; i++) {
                answer = get(ingest);
            }
            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.code()).isEqualTo("RATE_LIMITED");
            assertThat(answer.body().path("error").path("retryable").asBoolean())
                    .isTrue();
            assertThat(answer.response().headers().firstValue("Retry-After").orElseThrow())
                    .isIn("1", "2");
            assertThat(answer.response().headers().firstValue("RateLimit").orElseThrow())
                    .startsWith("\"subject\";r=0;t=");
            assertThat(ingest.send("GET", "/health/live", null, null, "application/json")
                            .status())
                    .isEqualTo(200);
            assertThat(ingest.send(
                                    "GET",
                                    "/v1/surveys/none/versions/1",
                                    ingest.token("admin", "other", "demo"),
                                    null,
                                    "application/json")
                            .status())
                    .isEqualTo(404);
        }
    }

    @Test
    void eachItemOfABatchCountsAndThoseBeyondTheLimitAreToComeAgain() throws Exception {
        BackingServices all = BackingServices.start(Service.KAFKA, Service.REGISTRY, Service.REDIS)
                .provisioned();
        try (IngestClient ingest =
                new IngestClient(all, Map.of("RATE_LIMIT_SUBJECT_BURST", "6", "RATE_LIMIT_SUBJECT_PER_SECOND", "1"))) {
            ingest.awaitReady();

            Answer batch = ingest.send(
                    "POST", "/v1/responses/batch", "enumerator", "{\"responses\":[" + "{},".repeat(99) + "{}]}");

            assertThat(batch.status()).as("%s", batch.body()).isEqualTo(200);
            List<String> statuses = batch.data().path("items").findValuesAsText("status");
            assertThat(statuses).hasSize(100);
            assertThat(statuses.subList(0, 5)).containsOnly("rejected");
            assertThat(statuses).contains("retry");
            assertThat(batch.data().path("items").findValuesAsText("code"))
                    .containsOnly("VALIDATION_FAILED", "RATE_LIMITED");
        }
    }

    private static Answer get(IngestClient ingest) throws Exception {
        return ingest.send("GET", "/v1/surveys/none/versions/1", "admin", null);
    }

    /**
     * Until what one instance granted is known to the other long before that granted as much itself: it would take it two
     * seconds, at its pace.
     */
    private void awaitSharing() throws InterruptedException {
        int granted = BURST;
        for (int i = 0; i < 50 && granted >= BURST / 2; i++) {
            Caller caller = caller();
            assertThat(grantedAtOnce(one, caller)).isGreaterThanOrEqualTo(BURST);
            granted = 0;
            while (granted < BURST / 2 && take(two, caller)) {
                granted++;
                Thread.sleep(2);
            }
        }
        assertThat(granted).as("granted by the second instance").isLessThan(BURST / 2);
    }

    private static int grantedAtOnce(RateLimits limits, Caller caller) {
        int granted = 0;
        while (granted < 2 * BURST && take(limits, caller)) {
            granted++;
        }
        return granted;
    }

    private static boolean take(RateLimits limits, Caller caller) {
        try {
            limits.charge(caller, 1);
            return true;
        } catch (ApiException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.RATE_LIMITED);
            return false;
        }
    }

    private static Caller caller() {
        return new Caller(UUID.randomUUID().toString(), "demo", Set.of(Role.FARMER));
    }
}
