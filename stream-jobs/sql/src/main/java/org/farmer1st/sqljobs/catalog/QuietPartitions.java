package org.farmer1st.sqljobs.catalog;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.util.clock.RelativeClock;
import org.farmer1st.flink.source.LogRecord;

/**
 * Watermarks of a partition that no ticks come into: the append time of its last record, and where none has come for some
 * seconds in which this reader could read, the time that those seconds began. Without it a view over such a topic would
 * stand still at its last record. The clocks of brokers and tasks have to agree to within those seconds.
 */
final class QuietPartitions implements WatermarkGenerator<LogRecord> {

    private static final long QUIET_MS = 5_000;

    private final RelativeClock readable;
    private long newest = Long.MIN_VALUE;
    private long lastRead;

    QuietPartitions(WatermarkGeneratorSupplier.Context context) {
        // It stands still while the reader is held up, by those after it or by other partitions.
        readable = context.getInputActivityClock();
        lastRead = readable.relativeTimeMillis();
    }

    @Override
    public void onEvent(LogRecord record, long appendedAt, WatermarkOutput output) {
        newest = Math.max(newest, appendedAt);
        lastRead = readable.relativeTimeMillis();
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        if (readable.relativeTimeMillis() - lastRead >= QUIET_MS) {
            output.emitWatermark(new Watermark(Math.max(newest, System.currentTimeMillis() - QUIET_MS) - 1));
        } else if (newest > Long.MIN_VALUE) {
            output.emitWatermark(new Watermark(newest - 1));
        }
    }
}
