package org.farmer1st.flink.attached;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.types.StringValue;
import org.farmer1st.flink.state.Codec;
import org.farmer1st.flink.state.CodecType;

/**
 * What becomes of one row of an attached view.
 *
 * @param deleted whether the row with this key is gone; else this is the row from now on
 * @param values in the order of the definition's columns: {@code String, Long, Double, BigDecimal, Boolean, LocalDate} or
 *     {@code Instant}, by the column's type, or null; of a deleted row only those of the key matter
 */
public record ViewRow(boolean deleted, Object[] values) {

    /** The type of the stream. */
    public static final TypeInformation<ViewRow> TYPE = CodecType.of(new ViewRowCodec());

    /** The layout of a row between tasks and in state: each value says what it is. */
    public static final class ViewRowCodec implements Codec<ViewRow> {
        private static final long serialVersionUID = 1L;

        @Override
        public Class<ViewRow> type() {
            return ViewRow.class;
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(ViewRow row, DataOutput out) throws IOException {
            out.writeBoolean(row.deleted());
            out.writeByte(row.values().length);
            for (Object value : row.values()) {
                writeValue(value, out);
            }
        }

        @Override
        public ViewRow read(int version, DataInput in) throws IOException {
            boolean deleted = in.readBoolean();
            Object[] values = new Object[in.readUnsignedByte()];
            for (int i = 0; i < values.length; i++) {
                values[i] = readValue(in);
            }
            return new ViewRow(deleted, values);
        }

        @Override
        public ViewRow copy(ViewRow row) {
            return row;
        }

        private static void writeValue(Object value, DataOutput out) throws IOException {
            if (value == null) {
                out.writeByte(0);
            } else if (value instanceof String text) {
                out.writeByte(1);
                StringValue.writeString(text, out);
            } else if (value instanceof Long number) {
                out.writeByte(2);
                out.writeLong(number);
            } else if (value instanceof Double number) {
                out.writeByte(3);
                out.writeDouble(number);
            } else if (value instanceof BigDecimal number) {
                out.writeByte(4);
                byte[] digits = number.unscaledValue().toByteArray();
                out.writeInt(number.scale());
                out.writeInt(digits.length);
                out.write(digits);
            } else if (value instanceof Boolean flag) {
                out.writeByte(5);
                out.writeBoolean(flag);
            } else if (value instanceof LocalDate day) {
                out.writeByte(6);
                out.writeLong(day.toEpochDay());
            } else if (value instanceof Instant instant) {
                out.writeByte(7);
                out.writeLong(instant.getEpochSecond());
                out.writeInt(instant.getNano());
            } else {
                throw new IllegalArgumentException(
                        "A view holds no " + value.getClass().getName());
            }
        }

        private static Object readValue(DataInput in) throws IOException {
            int kind = in.readByte();
            return switch (kind) {
                case 0 -> null;
                case 1 -> StringValue.readString(in);
                case 2 -> in.readLong();
                case 3 -> in.readDouble();
                case 4 -> {
                    int scale = in.readInt();
                    byte[] digits = new byte[in.readInt()];
                    in.readFully(digits);
                    yield new BigDecimal(new BigInteger(digits), scale);
                }
                case 5 -> in.readBoolean();
                case 6 -> LocalDate.ofEpochDay(in.readLong());
                case 7 -> Instant.ofEpochSecond(in.readLong(), in.readInt());
                default -> throw new IOException("No value of a view's row is of kind " + kind);
            };
        }
    }
}
