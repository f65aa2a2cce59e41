package org.farmer1st.sqljobs.catalog;

import java.util.function.LongSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.util.clock.RelativeClock;
import org.farmer1st.flink.source.LogRecord;

/**
 * Watermarks of a partition that no ticks come into: the append time of its last record; and where none has come for some
 * seconds in which this reader could read, and the brokers answered all the while, the time at which those seconds began. Without
 * it a view over such a topic would stand still at its last record. The clocks of brokers and tasks have to agree to
 * within those seconds. While a broker can't be reached, it stands still.
 */
final class QuietPartitions implements WatermarkGenerator<LogRecord> {

    static final long QUIET_MS = 5_000;

    private static final long NONE = Long.MIN_VALUE;

    private final RelativeClock readable;
    private final LongSupplier lastAnswered;
    private long newest = NONE;
    private long lastRead;

    /** The brokers' answer after which nothing came so far, and since when, as far as this reader could read. */
    private long quietFrom = NONE;

    private long quietSince;
    private long answeredBefore;
    private long known = NONE;

    /**
     * @param readable stands still while the reader is held up, by those after it or by other partitions
     * @param lastAnswered {@link BrokerReach#lastAnswered}
     */
    QuietPartitions(RelativeClock readable, LongSupplier lastAnswered) {
        this.readable = readable;
        this.lastAnswered = lastAnswered;
        this.lastRead = readable.relativeTimeMillis();
    }

    @Override
    public void onEvent(LogRecord record, long appendedAt, WatermarkOutput output) {
        newest = Math.max(newest, appendedAt);
        lastRead = readable.relativeTimeMillis();
        quietFrom = NONE;
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        long now = readable.relativeTimeMillis();
        if (now - lastRead >= QUIET_MS) {
            look(now, lastAnswered.getAsLong());
        }
        long reached = Math.max(newest, known);
        if (reached > NONE) {
            output.emitWatermark(new Watermark(reached - 1));
        }
    }

    private void look(long now, long answered) {
        boolean unbroken = answered - answeredBefore < QUIET_MS;
        answeredBefore = answered;
        if (answered > 0 && (quietFrom == NONE || !unbroken)) {
            quietFrom = answered;
            quietSince = now;
        } else if (quietFrom != NONE && answered > quietFrom && now - quietSince >= QUIET_MS) {
            known = quietFrom;
            quietFrom = answered;
            quietSince = now;
        }
    }
}
