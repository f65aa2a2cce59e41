package org.farmer1st.flink.lane;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.serialization.Deserializer;
import org.farmer1st.flink.source.Decoding;
import org.farmer1st.flink.source.LogRecord;
import org.farmer1st.flink.state.Codec;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;

/** A view for tests: events are {@code key=delta}, entries are the sums by key, a row is key and sum. */
final class SumsView implements LaneView<SumsView.Change, SumsView.Sum> {

    private static final long serialVersionUID = 1L;

    /** An event. */
    record Change(String key, long delta, long covered) {}

    /** An entry. */
    static final class Sum {
        private long value;
    }

    static LogRecord record(int lane, long offset, String key, long delta) {
        String text = key + "=" + delta + "=" + (offset + 100);
        return new LogRecord(lane, offset, null, text.getBytes(StandardCharsets.UTF_8));
    }

    static LogRecord undecodable(int lane, long offset) {
        return new LogRecord(lane, offset, null, new byte[] {1, 2, 3});
    }

    static Decoding<Change> decoding() {
        return new Decoding<>() {
            private static final long serialVersionUID = 1L;

            @Override
            public Deserializer<Change> open() {
                return (topic, bytes) -> {
                    if (bytes == null) {
                        return null;
                    }
                    if (bytes[0] == 1) {
                        new WireFormat(null).deserializer(Topics.RESPONSES).deserialize(topic, bytes);
                    }
                    String[] parts = new String(bytes, StandardCharsets.UTF_8).split("=");
                    return new Change(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2]));
                };
            }

            @Override
            public String topic() {
                return "changes";
            }
        };
    }

    @Override
    public Codec<Sum> codec() {
        return new SumCodec();
    }

    @Override
    public long covered(Change event) {
        return event.covered();
    }

    @Override
    public Instant coveredAt(Change event) {
        return Instant.ofEpochMilli(event.covered());
    }

    @Override
    public void apply(long offset, Change event, LaneEntries<Sum> entries) {
        if (event.delta() != 0) {
            entries.change(event.key(), Sum::new).value += event.delta();
        }
    }

    @Override
    public void rows(String key, Sum entry, FlushRows rows) {
        rows.add(0, key, entry.value);
    }

    @Override
    public int tables() {
        return 1;
    }

    /** The layout of a sum. */
    public static final class SumCodec implements Codec<Sum> {
        private static final long serialVersionUID = 1L;

        @Override
        public Class<Sum> type() {
            return Sum.class;
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(Sum value, DataOutput out) throws IOException {
            out.writeLong(value.value);
        }

        @Override
        public Sum read(int version, DataInput in) throws IOException {
            Sum sum = new Sum();
            sum.value = in.readLong();
            return sum;
        }

        @Override
        public Sum copy(Sum value) {
            Sum copy = new Sum();
            copy.value = value.value;
            return copy;
        }
    }
}
