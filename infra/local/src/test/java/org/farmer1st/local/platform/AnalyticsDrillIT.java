package org.farmer1st.local.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.farmer1st.local.platform.RunningPlatform.Handle;
import org.farmer1st.local.platform.RunningPlatform.Output;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The small form of {@code drill analytics}: its cells are those of a plain count, though the TaskManager is killed. */
@ExtendWith(RunningPlatform.class)
class AnalyticsDrillIT {

    @Test
    void aggregatesAreThoseOfAPlainCountThoughTheTaskManagerIsKilled(Handle platform) {
        Output drilled = platform.run("drill", "analytics", "--responses", "10000", "--kill", "flink-taskmanager");
        assertThat(drilled.exitCode()).as(drilled.toString()).isZero();
        assertThat(drilled.out())
                .contains("killed flink-taskmanager")
                .contains(" 0 differ")
                .contains(" 0 went back");
        assertThat(drilled.lastLine()).isEqualTo("Every aggregate is what a plain count says.");
    }
}
