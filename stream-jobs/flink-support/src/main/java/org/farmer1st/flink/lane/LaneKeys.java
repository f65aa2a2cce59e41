package org.farmer1st.flink.lane;

import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.farmer1st.flink.source.LogRecord;

/**
 * A key for each lane, such that the lanes spread evenly over the subtasks at every parallelism. Flink hashes keys into
 * key groups and gives each subtask a range of them; keyed by its number alone, 16 lanes landed 5, 2, 4 and 5 on four
 * subtasks. So a lane's key is the first number whose key group lies where the lane belongs.
 */
public final class LaneKeys implements KeySelector<LogRecord, Integer> {

    private static final long serialVersionUID = 1L;

    /** The maximum parallelism of the jobs: it cannot change without losing their checkpoints. */
    public static final int KEY_GROUPS = 128;

    private final int[] keys;

    /** @param lanes how many lanes there are, 1 to {@value #KEY_GROUPS} */
    public LaneKeys(int lanes) {
        if (lanes < 1 || lanes > KEY_GROUPS) {
            throw new IllegalArgumentException("Flink jobs take 1 to " + KEY_GROUPS + " lanes, not " + lanes);
        }
        keys = new int[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            int group = lane * KEY_GROUPS / lanes;
            int key = 0;
            while (KeyGroupRangeAssignment.assignToKeyGroup(key, KEY_GROUPS) != group) {
                key++;
            }
            keys[lane] = key;
        }
    }

    @Override
    public Integer getKey(LogRecord record) {
        return keys[record.lane()];
    }

    /** The key of a lane. */
    public int keyOf(int lane) {
        return keys[lane];
    }

    /** The lane of a key. */
    public int laneOf(int key) {
        for (int lane = 0; lane < keys.length; lane++) {
            if (keys[lane] == key) {
                return lane;
            }
        }
        throw new IllegalStateException("Key " + key + " is of no lane: the state is of another number of lanes than "
                + keys.length + "; start without it, into another generation");
    }
}
