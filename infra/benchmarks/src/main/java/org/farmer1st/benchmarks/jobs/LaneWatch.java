package org.farmer1st.benchmarks.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** When each lane was first seen to cover which offset of the log of record. Safe for a writer and any readers. */
final class LaneWatch {

    private final List<TreeMap<Long, Long>> lanes = new ArrayList<>();

    LaneWatch(int laneCount) {
        for (int lane = 0; lane < laneCount; lane++) {
            lanes.add(new TreeMap<>());
        }
    }

    /** Notes that a lane covers an offset now, in {@link System#nanoTime()}; less than before is ignored. */
    void covers(int lane, long offset, long nanos) {
        TreeMap<Long, Long> seen = lanes.get(lane);
        synchronized (seen) {
            if (seen.isEmpty() || seen.lastKey() < offset) {
                seen.put(offset, nanos);
            }
        }
    }

    /** The nanosecond at which a lane was first seen to cover an offset; empty where it was not yet. */
    OptionalLong when(int lane, long offset) {
        TreeMap<Long, Long> seen = lanes.get(lane);
        synchronized (seen) {
            Map.Entry<Long, Long> first = seen.ceilingEntry(offset);
            return first == null ? OptionalLong.empty() : OptionalLong.of(first.getValue());
        }
    }
}
