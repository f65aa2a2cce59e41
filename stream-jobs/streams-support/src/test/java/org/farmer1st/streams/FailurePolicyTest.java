package org.farmer1st.streams;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class FailurePolicyTest {

    private Instant now = Instant.parse("2026-11-20T08:00:00Z");
    private final FailurePolicy policy = new FailurePolicy(() -> now, Duration.ZERO);

    @Test
    void aThreadIsReplacedUntilItFailsTooOften() {
        for (int i = 0; i < FailurePolicy.TOLERATED; i++) {
            assertThat(policy.handle(new IllegalStateException("a bug"))).isEqualTo(REPLACE_THREAD);
        }
        assertThat(policy.handle(new IllegalStateException("a bug"))).isEqualTo(SHUTDOWN_CLIENT);
    }

    @Test
    void failuresOfLongAgoDoNotCount() {
        for (int i = 0; i < 10 * FailurePolicy.TOLERATED; i++) {
            assertThat(policy.handle(new IllegalStateException("now and then"))).isEqualTo(REPLACE_THREAD);
            now = now.plus(
                    FailurePolicy.WINDOW.dividedBy(FailurePolicy.TOLERATED).plusMillis(1));
        }
    }

    @Test
    void whatMayPassIsRetriedWithoutEnd() {
        for (int i = 0; i < 10 * FailurePolicy.TOLERATED; i++) {
            assertThat(policy.handle(new StreamsException(new RetriableException("away") {
                        private static final long serialVersionUID = 1L;
                    })))
                    .isEqualTo(REPLACE_THREAD);
        }
    }

    @Test
    void anErrorEndsTheProcess() {
        assertThat(policy.handle(new StreamsException(new OutOfMemoryError("heap"))))
                .isEqualTo(SHUTDOWN_CLIENT);
    }
}
