package org.farmer1st.flink.lane;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlushPaceTest {

    private final FlushPace pace = new FlushPace(10);

    @Test
    void whatComesAfterASilenceLeavesAtOnce() {
        assertThat(pace.due(5_000)).isEqualTo(5_000 + FlushPace.GATHERING);
        pace.delivered(5_001, 5_003, 20);
        assertThat(pace.due(9_000)).isEqualTo(9_000 + FlushPace.GATHERING);
    }

    @Test
    void flushesLieTheIntervalApart() {
        pace.delivered(1_000, 1_002, 20);
        assertThat(pace.due(1_003)).isEqualTo(1_012);
    }

    @Test
    void slowFlushesTakeFourFifthsOfTheTime() {
        pace.delivered(1_000, 1_080, 100);
        assertThat(pace.due(1_081)).isEqualTo(1_100);
    }

    @Test
    void theyTakeAFifthOfItWhileABacklogIsWorkedOff() {
        pace.delivered(1_000, 1_080, FlushPace.BACKLOG_AGE + 1);
        assertThat(pace.due(1_081)).isEqualTo(1_400);
        pace.delivered(2_000, 3_000, FlushPace.BACKLOG_AGE + 1);
        assertThat(pace.due(3_001)).isEqualTo(3_000 + FlushPace.LONGEST_PAUSE);
    }
}
