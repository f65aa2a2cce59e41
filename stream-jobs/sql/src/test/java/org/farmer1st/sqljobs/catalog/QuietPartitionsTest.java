package org.farmer1st.sqljobs.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.util.clock.ManualClock;
import org.farmer1st.flink.source.LogRecord;
import org.junit.jupiter.api.Test;

/** Time moves on where nothing comes, and stands still where nothing could. */
class QuietPartitionsTest {

    private static final long NOON = 1_800_000_000_000L;
    private static final long RECORD_AT = NOON - 60_000;

    private final ManualClock readable = new ManualClock();
    private long answered;
    private long watermark = Long.MIN_VALUE;
    private final QuietPartitions partition = new QuietPartitions(readable, () -> answered);

    private final WatermarkOutput output = new WatermarkOutput() {
        @Override
        public void emitWatermark(Watermark mark) {
            watermark = Math.max(watermark, mark.getTimestamp());
        }

        @Override
        public void markIdle() {
            throw new AssertionError("A partition that is idle would hold nothing back");
        }

        @Override
        public void markActive() {}
    };

    /** Seconds pass in which the reader could read, and in which the brokers answer, or don't. */
    private void pass(int seconds, boolean answers) {
        for (int i = 0; i < seconds; i++) {
            readable.advanceTime(Duration.ofSeconds(1));
            now += 1_000;
            if (answers) {
                answered = now;
            }
            partition.onPeriodicEmit(output);
        }
    }

    private long now = NOON;

    private void record(long appendedAt) {
        partition.onEvent(new LogRecord(0, 0, null, null), appendedAt, output);
    }

    @Test
    void timeMovesOnWhereTheBrokersAnswerAndNothingComes() {
        record(RECORD_AT);
        pass(4, true);
        assertThat(watermark).isEqualTo(RECORD_AT - 1);
        pass(30, true);
        assertThat(watermark).isBetween(now - 12_000, now - 5_000);
    }

    @Test
    void itStandsStillWhileABrokerIsUnreachable() {
        record(RECORD_AT);
        pass(1, true);
        pass(120, false);
        assertThat(watermark).isEqualTo(RECORD_AT - 1);
        long back = now;
        pass(1, true);
        assertThat(watermark)
                .as("the first answer says nothing of what was appended before it")
                .isEqualTo(RECORD_AT - 1);
        record(NOON + 30_000);
        pass(30, true);
        assertThat(watermark).isBetween(back, now - 5_000);
    }

    @Test
    void aPartitionThatNeverHadARecordIsQuietToo() {
        pass(30, true);
        assertThat(watermark).isBetween(NOON, now - 5_000);
    }
}
