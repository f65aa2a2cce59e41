package org.farmer1st.flink.lane;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import org.apache.flink.types.StringValue;
import org.farmer1st.flink.state.Codec;

/**
 * How far an operator is in a lane.
 *
 * @param log the id of the topic that the offset is of
 * @param offset the last offset that was applied; -1 for none
 * @param covered the offset of survey.submissions that this includes; -1 for none
 * @param coveredAt the append time of that record; the epoch for none
 */
record LanePosition(String log, long offset, long covered, Instant coveredAt) {

    static LanePosition start(String log) {
        return new LanePosition(log, -1, -1, Instant.EPOCH);
    }

    /** The layout of a position in state. */
    public static final class LanePositionCodec implements Codec<LanePosition> {
        private static final long serialVersionUID = 1L;

        @Override
        public Class<LanePosition> type() {
            return LanePosition.class;
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(LanePosition value, DataOutput out) throws IOException {
            StringValue.writeString(value.log(), out);
            out.writeLong(value.offset());
            out.writeLong(value.covered());
            out.writeLong(value.coveredAt().toEpochMilli());
        }

        @Override
        public LanePosition read(int version, DataInput in) throws IOException {
            return new LanePosition(
                    StringValue.readString(in), in.readLong(), in.readLong(), Instant.ofEpochMilli(in.readLong()));
        }

        @Override
        public LanePosition copy(LanePosition value) {
            return value;
        }
    }
}
