package org.farmer1st.flink.lane;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.types.StringValue;
import org.farmer1st.flink.state.Codec;
import org.farmer1st.flink.state.CodecType;
import org.farmer1st.postgres.FlushRange;

/**
 * A flush: the absolute values of the rows of one lane that changed in a range of its log.
 *
 * @param range the range, and what it brings the view to
 * @param tables the rows of each table
 * @param last whether it is written now, with those before it that were not; no other follows in their transaction
 */
public record Flush(FlushRange range, List<List<Object[]>> tables, boolean last) {

    /** One by itself. */
    public Flush(FlushRange range, List<List<Object[]>> tables) {
        this(range, tables, true);
    }

    /** The same, with others that follow at once. */
    Flush withOthers() {
        return new Flush(range, tables, false);
    }

    /** The type of the stream. */
    public static final TypeInformation<Flush> TYPE = CodecType.of(new FlushCodec());

    /** The layout of a flush between tasks; it is never kept in state. */
    public static final class FlushCodec implements Codec<Flush> {
        private static final long serialVersionUID = 1L;

        @Override
        public Class<Flush> type() {
            return Flush.class;
        }

        @Override
        public int version() {
            return 2;
        }

        @Override
        public int oldestVersion() {
            return 2;
        }

        @Override
        public void write(Flush value, DataOutput out) throws IOException {
            out.writeBoolean(value.last());
            FlushRange range = value.range();
            StringValue.writeString(range.view(), out);
            out.writeInt(range.generation());
            out.writeInt(range.lane());
            StringValue.writeString(range.log(), out);
            out.writeLong(range.from());
            out.writeLong(range.to());
            out.writeLong(range.covered());
            out.writeLong(range.asOf().toEpochMilli());
            out.writeInt(value.tables().size());
            for (List<Object[]> rows : value.tables()) {
                out.writeInt(rows.size());
                for (Object[] row : rows) {
                    out.writeInt(row.length);
                    for (Object field : row) {
                        writeField(field, out);
                    }
                }
            }
        }

        private static void writeField(Object field, DataOutput out) throws IOException {
            if (field == null) {
                out.writeByte(0);
            } else if (field instanceof String text) {
                out.writeByte(1);
                StringValue.writeString(text, out);
            } else if (field instanceof Long number) {
                out.writeByte(2);
                out.writeLong(number);
            } else if (field instanceof Integer number) {
                out.writeByte(3);
                out.writeInt(number);
            } else if (field instanceof byte[] bytes) {
                out.writeByte(4);
                out.writeInt(bytes.length);
                out.write(bytes);
            } else {
                throw new IOException("A row holds no " + field.getClass());
            }
        }

        @Override
        public Flush read(int version, DataInput in) throws IOException {
            boolean last = in.readBoolean();
            FlushRange range = new FlushRange(
                    StringValue.readString(in),
                    in.readInt(),
                    in.readInt(),
                    StringValue.readString(in),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    Instant.ofEpochMilli(in.readLong()));
            List<List<Object[]>> tables = new ArrayList<>();
            int tableCount = in.readInt();
            for (int t = 0; t < tableCount; t++) {
                int rowCount = in.readInt();
                List<Object[]> rows = new ArrayList<>(rowCount);
                for (int r = 0; r < rowCount; r++) {
                    Object[] row = new Object[in.readInt()];
                    for (int f = 0; f < row.length; f++) {
                        row[f] = readField(in);
                    }
                    rows.add(row);
                }
                tables.add(rows);
            }
            return new Flush(range, tables, last);
        }

        private static Object readField(DataInput in) throws IOException {
            int kind = in.readByte();
            return switch (kind) {
                case 0 -> null;
                case 1 -> StringValue.readString(in);
                case 2 -> in.readLong();
                case 3 -> in.readInt();
                case 4 -> {
                    byte[] bytes = new byte[in.readInt()];
                    in.readFully(bytes);
                    yield bytes;
                }
                default -> throw new IOException("A row holds no field of kind " + kind);
            };
        }

        @Override
        public Flush copy(Flush value) {
            return value;
        }
    }
}
