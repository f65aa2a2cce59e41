package org.farmer1st.flink.source;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.farmer1st.flink.state.Codec;
import org.farmer1st.flink.state.CodecType;

/**
 * A record of a lane topic as it lies in Kafka. Its value is decoded by the operator that needs it: bytes cross the
 * network once, and an undecodable one still moves its lane's progress.
 *
 * @param lane the partition
 * @param offset the offset
 * @param key the bytes of the key; null where there is none
 * @param value the bytes of the value; null where there is none
 */
public record LogRecord(int lane, long offset, byte[] key, byte[] value) {

    /** The type of the stream. */
    public static final TypeInformation<LogRecord> TYPE = CodecType.of(new LogRecordCodec());

    /** The layout of a record between tasks. */
    public static final class LogRecordCodec implements Codec<LogRecord> {
        private static final long serialVersionUID = 1L;

        @Override
        public Class<LogRecord> type() {
            return LogRecord.class;
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(LogRecord value, DataOutput out) throws IOException {
            out.writeInt(value.lane());
            out.writeLong(value.offset());
            writeBytes(value.key(), out);
            writeBytes(value.value(), out);
        }

        @Override
        public LogRecord read(int version, DataInput in) throws IOException {
            return new LogRecord(in.readInt(), in.readLong(), readBytes(in), readBytes(in));
        }

        @Override
        public LogRecord copy(LogRecord value) {
            return value;
        }

        private static void writeBytes(byte[] bytes, DataOutput out) throws IOException {
            out.writeInt(bytes == null ? -1 : bytes.length);
            if (bytes != null) {
                out.write(bytes);
            }
        }

        private static byte[] readBytes(DataInput in) throws IOException {
            int length = in.readInt();
            if (length < 0) {
                return null;
            }
            byte[] bytes = new byte[length];
            in.readFully(bytes);
            return bytes;
        }
    }
}
