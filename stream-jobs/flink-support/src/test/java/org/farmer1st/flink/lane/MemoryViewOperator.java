package org.farmer1st.flink.lane;

import java.time.Duration;

/** The operator of {@link SumsView} over a {@link MemoryStore}. */
final class MemoryViewOperator extends LaneViewOperator<SumsView.Change, SumsView.Sum, Void> {

    private static final long serialVersionUID = 1L;

    private final transient MemoryStore store;
    private final boolean readsAtStart;

    /** @param readsAtStart as the one of Postgres does; else the store tells with the first flush, as Redis does */
    MemoryViewOperator(MemoryStore store, boolean readsAtStart, LaneViewSettings settings) {
        super(new SumsView(), settings, SumsView.decoding());
        this.store = store;
        this.readsAtStart = readsAtStart;
    }

    static LaneViewSettings settings(String log) {
        return new LaneViewSettings("sums", 1, 16, log, Duration.ofMillis(10), 5, Duration.ofSeconds(5));
    }

    @Override
    protected Delivery deliver(Flush flush) {
        return store.take(flush);
    }

    @Override
    protected boolean storedIsBehind(int lane, long offset) {
        return readsAtStart && store.stored(lane) < offset;
    }
}
