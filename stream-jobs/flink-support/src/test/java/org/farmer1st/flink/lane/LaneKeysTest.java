package org.farmer1st.flink.lane;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;

class LaneKeysTest {

    @Test
    void lanesSpreadEvenlyAtEveryParallelismThatDividesThem() {
        for (int lanes : new int[] {1, 4, 16, 32, 128}) {
            LaneKeys keys = new LaneKeys(lanes);
            for (int parallelism = 1; parallelism <= lanes; parallelism *= 2) {
                int[] load = new int[parallelism];
                for (int lane = 0; lane < lanes; lane++) {
                    load[
                            KeyGroupRangeAssignment.assignKeyToParallelOperator(
                                    keys.keyOf(lane), LaneKeys.KEY_GROUPS, parallelism)]++;
                    assertThat(keys.laneOf(keys.keyOf(lane))).isEqualTo(lane);
                }
                assertThat(load).as(lanes + " lanes on " + parallelism).containsOnly(lanes / parallelism);
            }
        }
    }
}
