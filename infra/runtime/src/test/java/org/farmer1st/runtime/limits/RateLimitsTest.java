package org.farmer1st.runtime.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.Caller;
import org.farmer1st.runtime.http.Caller.Role;
import org.farmer1st.runtime.http.ErrorCode;
import org.junit.jupiter.api.Test;

class RateLimitsTest {

    private static final Caller AMINA = new Caller("amina", "demo", Set.of(Role.FARMER));
    private static final Caller JOAO = new Caller("joao", "demo", Set.of(Role.FARMER));
    private static final Caller AMINA_ELSEWHERE = new Caller("amina", "north", Set.of(Role.FARMER));

    private final StandingTime time = new StandingTime();
    private final SharedInMemory shared = new SharedInMemory(time);

    /** A clock that stands where it is put. */
    private static final class StandingTime implements TimeMeter {
        private volatile long nanos = 1;

        void pass(Duration duration) {
            nanos += duration.toNanos();
        }

        @Override
        public long currentTimeNanos() {
            return nanos;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }

    /** What Redis is to the processes, with answers that can be held back. */
    private static final class SharedInMemory implements SharedBuckets {
        private final TimeMeter time;
        private final Map<String, Bucket> buckets = new HashMap<>();
        private final List<Runnable> answers = new ArrayList<>();
        private boolean usable = true;
        private boolean slow;
        private int reports;

        SharedInMemory(TimeMeter time) {
            this.time = time;
        }

        @Override
        public synchronized boolean usable() {
            return usable;
        }

        @Override
        public synchronized CompletableFuture<Long> take(String key, RateLimit limit, long tokens) {
            reports++;
            Bucket bucket = buckets.computeIfAbsent(key, k -> Bucket.builder()
                    .addLimit(limit.bandwidth())
                    .withCustomTimePrecision(time)
                    .build());
            bucket.consumeIgnoringRateLimits(tokens);
            long left = bucket.getAvailableTokens();
            CompletableFuture<Long> answer = new CompletableFuture<>();
            if (slow) {
                answers.add(() -> answer.complete(left));
            } else {
                answer.complete(left);
            }
            return answer;
        }

        synchronized void answer() {
            List<Runnable> held = List.copyOf(answers);
            answers.clear();
            held.forEach(Runnable::run);
        }
    }

    private RateLimits instance(RateLimit subject, RateLimit tenant) {
        return new RateLimits("test", new RateLimitConfig(subject, tenant), shared, time);
    }

    private static int granted(RateLimits limits, Caller caller, int tries) {
        int granted = 0;
        for (int i = 0; i < tries; i++) {
            try {
                limits.charge(caller, 1);
                granted++;
            } catch (ApiException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.RATE_LIMITED);
            }
        }
        return granted;
    }

    @Test
    void aBurstIsGrantedAndThenWhatFlowsIn() {
        RateLimits limits = instance(new RateLimit(2, 10), new RateLimit(1000, 1000));
        assertThat(granted(limits, AMINA, 50)).isEqualTo(10);
        assertThat(granted(limits, JOAO, 50)).isEqualTo(10);
        assertThat(granted(limits, AMINA_ELSEWHERE, 50)).isEqualTo(10);
        time.pass(Duration.ofSeconds(3));
        assertThat(granted(limits, AMINA, 50)).isEqualTo(6);
    }

    @Test
    void aTenantsSubjectsShareItsLimitAndLoseNothingOfTheirOwnToARefusal() {
        RateLimits limits = instance(new RateLimit(1, 10), new RateLimit(1, 15));
        assertThat(granted(limits, AMINA, 10)).isEqualTo(10);
        assertThat(granted(limits, JOAO, 50)).isEqualTo(5);
        assertThat(granted(limits, AMINA_ELSEWHERE, 50)).isEqualTo(10);
        time.pass(Duration.ofSeconds(5));
        assertThat(granted(limits, JOAO, 50)).isEqualTo(5);
    }

    @Test
    void aRefusalSaysWhenThereWillBeEnough() {
        RateLimits limits = instance(new RateLimit(10, 100), new RateLimit(1000, 1000));
        limits.charge(AMINA, 95);
        ApiException refused = catchThrowableOfType(ApiException.class, () -> limits.charge(AMINA, 20));
        assertThat(refused.retryAfter()).contains(Duration.ofSeconds(2));
        assertThat(refused.getMessage()).doesNotContain("amina");
        time.pass(Duration.ofSeconds(2));
        limits.charge(AMINA, 20);

        ApiException never = catchThrowableOfType(ApiException.class, () -> limits.charge(AMINA, 101));
        assertThat(never.retryAfter()).contains(Duration.ofSeconds(10));
    }

    @Test
    void mostRequestsAskNobody() {
        RateLimits limits = instance(new RateLimit(1, 1000), new RateLimit(1, 100_000));
        assertThat(granted(limits, AMINA, 49)).isEqualTo(49);
        assertThat(shared.reports).isZero();
        assertThat(granted(limits, AMINA, 951)).isEqualTo(951);
        assertThat(shared.reports).isEqualTo(20);
    }

    @Test
    void instancesShareALimit() {
        RateLimit limit = new RateLimit(1, 100);
        RateLimits one = instance(limit, new RateLimit(1000, 10_000));
        RateLimits two = instance(limit, new RateLimit(1000, 10_000));
        assertThat(granted(one, AMINA, 200)).isEqualTo(100);
        // It learns from its first report, of a block of five.
        assertThat(granted(two, AMINA, 200)).isEqualTo(5);
        // Five too many were granted, so five seconds pass before anybody has something, and both know.
        time.pass(Duration.ofSeconds(15));
        assertThat(granted(two, AMINA, 200) + granted(one, AMINA, 200)).isBetween(10, 25);
        int over = 0;
        for (int i = 0; i < 100; i++) {
            time.pass(Duration.ofSeconds(10));
            over += granted(one, AMINA, 200) + granted(two, AMINA, 200) - 10;
        }
        assertThat(over).as("more than what flows in, over a thousand seconds").isLessThanOrEqualTo(10);
    }

    @Test
    void nobodyWaitsForASlowAnswerAndWhatWasGrantedMeanwhileCounts() {
        RateLimits limits = instance(new RateLimit(1, 100), new RateLimit(1000, 10_000));
        shared.slow = true;
        assertThat(granted(limits, AMINA, 30)).isEqualTo(30);
        assertThat(shared.reports).as("one at a time").isEqualTo(1);
        shared.answer();
        assertThat(shared.reports).as("what was granted meanwhile").isEqualTo(2);
        assertThat(granted(limits, AMINA, 200)).isEqualTo(70);
    }

    @Test
    void withoutTheSharedBucketsEachInstanceGoesOnByItself() {
        RateLimit limit = new RateLimit(1, 100);
        RateLimits one = instance(limit, new RateLimit(1000, 10_000));
        RateLimits two = instance(limit, new RateLimit(1000, 10_000));
        shared.usable = false;
        assertThat(granted(one, AMINA, 200)).isEqualTo(100);
        assertThat(granted(two, AMINA, 200)).isEqualTo(100);
        assertThat(shared.reports).isZero();

        shared.usable = true;
        time.pass(Duration.ofSeconds(200));
        assertThat(granted(one, AMINA, 200)).isEqualTo(100);
        assertThat(granted(two, AMINA, 200)).isEqualTo(5);
    }

    @Test
    void manyThreadsAreGrantedNoMoreThanThereIs() throws Exception {
        RateLimits limits = instance(new RateLimit(1, 10_000), new RateLimit(1, 15_000));
        AtomicInteger granted = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int i = 0; i < 4; i++) {
            Caller caller = i % 2 == 0 ? AMINA : JOAO;
            threads.execute(() -> granted.addAndGet(granted(limits, caller, 8_000)));
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(granted).hasValue(15_000);
    }
}
