package org.farmer1st.benchmarks.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LaneWatchTest {

    private final LaneWatch watch = new LaneWatch(2);

    @Test
    void anOffsetIsCoveredFromTheFirstTimeThatItOrALaterOneWasSeen() {
        watch.covers(0, 5, 100);
        watch.covers(0, 9, 200);
        watch.covers(0, 9, 300);
        watch.covers(0, 7, 400);

        assertThat(watch.when(0, 5)).hasValue(100);
        assertThat(watch.when(0, 6)).hasValue(200);
        assertThat(watch.when(0, 9)).hasValue(200);
        assertThat(watch.when(0, 10)).isEmpty();
        assertThat(watch.when(1, 0)).isEmpty();
    }
}
