package org.farmer1st.flink.lane;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.farmer1st.flink.lane.LaneViewOperator.Delivery;
import org.farmer1st.postgres.FlushRange;

/** A store of lanes under the lane rule, in memory. */
final class MemoryStore {

    final Map<Integer, Long> upto = new TreeMap<>();
    final Map<Integer, Map<String, Long>> rows = new TreeMap<>();
    final List<FlushRange> flushes = new ArrayList<>();
    boolean unavailable;

    long stored(int lane) {
        return upto.getOrDefault(lane, -1L);
    }

    Delivery take(Flush flush) {
        FlushRange range = flush.range();
        if (unavailable) {
            return Delivery.LATER;
        }
        long stored = stored(range.lane());
        if (stored < range.from()) {
            return Delivery.EMIT_WHOLE;
        }
        if (stored < range.to()) {
            flushes.add(range);
            upto.put(range.lane(), range.to());
            Map<String, Long> lane = rows.computeIfAbsent(range.lane(), l -> new TreeMap<>());
            flush.tables().get(0).forEach(row -> lane.put((String) row[0], (Long) row[1]));
        }
        return Delivery.DONE;
    }

    MemoryStore copy() {
        MemoryStore copy = new MemoryStore();
        copy.putBack(this);
        return copy;
    }

    void putBack(MemoryStore earlier) {
        upto.clear();
        upto.putAll(earlier.upto);
        rows.clear();
        earlier.rows.forEach((lane, values) -> rows.put(lane, new TreeMap<>(values)));
    }
}
