package org.farmer1st.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OpenLoopScheduleTest {

    @Test
    void requestsAreEvenAndRoundingDoesNotAddUp() {
        OpenLoopSchedule schedule = OpenLoopSchedule.lasting(3, Duration.ofSeconds(1_000_000));

        assertThat(schedule.count()).isEqualTo(3_000_000);
        assertThat(schedule.nanosOf(0)).isZero();
        assertThat(schedule.nanosOf(1)).isEqualTo(333_333_333);
        assertThat(schedule.nanosOf(2_999_997)).isEqualTo(999_999L * 1_000_000_000);
    }

    @Test
    void thereIsOneRequestAtLeast() {
        assertThat(OpenLoopSchedule.lasting(0.1, Duration.ofSeconds(1)).count()).isEqualTo(1);
        assertThatThrownBy(() -> OpenLoopSchedule.lasting(0, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
