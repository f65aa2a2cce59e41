package org.farmer1st.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {

    private final RestartPolicy policy = new RestartPolicy();

    @Test
    void bringsBackAtOnceWhatDiesForTheFirstTime() {
        assertThat(policy.pauseAfterFailure(Duration.ofHours(1))).isZero();
    }

    @Test
    void waitsLongerEachTimeButNeverLongerThanHalfAMinute() {
        Duration before = policy.pauseAfterFailure(Duration.ZERO);
        for (int i = 0; i < 100; i++) {
            Duration pause = policy.pauseAfterFailure(Duration.ofSeconds(1));
            assertThat(pause).isGreaterThanOrEqualTo(before).isLessThanOrEqualTo(Duration.ofSeconds(30));
            before = pause;
        }
        assertThat(before).isEqualTo(Duration.ofSeconds(30));
        assertThat(policy.failures()).isEqualTo(101);
    }

    @Test
    void forgetsFailuresOfWhatHasBeenWellForAMinute() {
        for (int i = 0; i < 5; i++) {
            policy.pauseAfterFailure(Duration.ZERO);
        }

        assertThat(policy.pauseAfterFailure(Duration.ofMinutes(1))).isZero();
        assertThat(policy.failures()).isEqualTo(1);
    }
}
