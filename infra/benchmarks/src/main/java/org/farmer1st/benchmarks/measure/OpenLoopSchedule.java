package org.farmer1st.benchmarks.measure;

import java.time.Duration;

/**
 * When requests of an open loop are to be sent: evenly, whatever became of those before, as phones that know nothing of each
 * other would. Latency is measured from these times, so that a stall is felt by every request that it delays (Gil Tene,
 * "How NOT to Measure Latency"), and no correction is made afterwards.
 *
 * @param perSecond requests a second
 * @param count how many there are
 */
public record OpenLoopSchedule(double perSecond, long count) {

    private static final double NANOS_A_SECOND = 1e9;

    public OpenLoopSchedule {
        if (!(perSecond > 0) || count < 1) {
            throw new IllegalArgumentException("A schedule has requests: " + count + " at " + perSecond + "/s");
        }
    }

    /** As many as fit into {@code length}; one at least. */
    public static OpenLoopSchedule lasting(double perSecond, Duration length) {
        return new OpenLoopSchedule(perSecond, Math.max(1, Math.round(perSecond * length.toNanos() / NANOS_A_SECOND)));
    }

    /** When request {@code index} is to be sent, in nanoseconds after the start. Rounding does not add up. */
    public long nanosOf(long index) {
        return Math.round(index * NANOS_A_SECOND / perSecond);
    }
}
