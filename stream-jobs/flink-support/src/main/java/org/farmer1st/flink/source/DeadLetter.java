package org.farmer1st.flink.source;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.types.StringValue;
import org.apache.flink.util.OutputTag;
import org.farmer1st.flink.state.Codec;
import org.farmer1st.flink.state.CodecType;

/**
 * A record that could not be decoded, and why.
 *
 * @param topic the topic that it was read from
 * @param record the record as it lies there
 * @param reason what was wrong, for people
 */
public record DeadLetter(String topic, LogRecord record, String reason) {

    /** The type of the stream. */
    public static final TypeInformation<DeadLetter> TYPE = CodecType.of(new DeadLetterCodec());

    /** The side output of an operator that decodes. */
    public static final OutputTag<DeadLetter> OUTPUT = new OutputTag<>("dead-letters", TYPE);

    /** The layout of a dead letter between tasks. */
    public static final class DeadLetterCodec implements Codec<DeadLetter> {
        private static final long serialVersionUID = 1L;

        private final LogRecord.LogRecordCodec records = new LogRecord.LogRecordCodec();

        @Override
        public Class<DeadLetter> type() {
            return DeadLetter.class;
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(DeadLetter value, DataOutput out) throws IOException {
            StringValue.writeString(value.topic(), out);
            records.write(value.record(), out);
            StringValue.writeString(value.reason(), out);
        }

        @Override
        public DeadLetter read(int version, DataInput in) throws IOException {
            return new DeadLetter(
                    StringValue.readString(in), records.read(records.version(), in), StringValue.readString(in));
        }

        @Override
        public DeadLetter copy(DeadLetter value) {
            return value;
        }
    }
}
