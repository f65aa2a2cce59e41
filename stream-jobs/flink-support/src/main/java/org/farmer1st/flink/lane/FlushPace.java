package org.farmer1st.flink.lane;

/**
 * When changes leave an operator: at once after a silence; else so long after the flushes before that those lie the interval apart
 * and take four fifths of the operator's time at most. Less would be short of what the flushes need long before the operator is, and
 * each would then be longer than the one before it. While the lane's events are old already, which is when a backlog is worked off, a
 * fifth: a flush holds each row once, however often it changed, so that the longer changes gather, the fewer rows are written.
 *
 * <p>It decides when a row is written, never what ends up in it. All times are in milliseconds, of the operator's clock.
 */
final class FlushPace {

    /** What is read in one go, of many lanes, leaves in one go. */
    static final long GATHERING = 1;

    /** Events that are older are a backlog; more than what is before this job may take of a busy machine. */
    static final long BACKLOG_AGE = 2_000;

    /** The longest that changes gather because flushes take long. */
    static final long LONGEST_PAUSE = 1_000;

    /** Of flushes to the pauses between them, and in a backlog the other way round. */
    private static final long RATIO = 4;

    private final long interval;
    private long next = Long.MIN_VALUE;

    /** @param interval the least time between the end of flushes and the next ones */
    FlushPace(long interval) {
        this.interval = interval;
    }

    /** When something that changes now leaves. */
    long due(long now) {
        return Math.max(now + GATHERING, next);
    }

    /**
     * Learns how long the flushes of all lanes took.
     *
     * @param age how old the newest event in them was when they began
     */
    void delivered(long began, long ended, long age) {
        long took = ended - began;
        long pause = age > BACKLOG_AGE ? took * RATIO : took / RATIO;
        next = ended + Math.max(interval, Math.min(pause, LONGEST_PAUSE));
    }
}
