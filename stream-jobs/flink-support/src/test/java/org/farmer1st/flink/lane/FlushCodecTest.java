package org.farmer1st.flink.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.farmer1st.flink.state.CodecType;
import org.farmer1st.postgres.FlushRange;
import org.junit.jupiter.api.Test;

class FlushCodecTest {

    @Test
    void aFlushCrossesTasksAsItIs() throws Exception {
        FlushRange range = new FlushRange("points", 2, 7, "log-a", -1, 41, 40, Instant.ofEpochMilli(1234));
        Flush flush = new Flush(
                range, List.of(List.<Object[]>of(new Object[] {"a", 1L, 2, null, new byte[] {3}}), List.of()));
        var serializer = CodecType.of(new Flush.FlushCodec()).serializer();
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(flush, out);
        Flush read = serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
        assertThat(read.range()).isEqualTo(range);
        assertThat(read.tables()).hasSize(2);
        assertThat(read.tables().get(0).get(0)).isEqualTo(new Object[] {"a", 1L, 2, null, new byte[] {3}});
    }

    @Test
    void anUnknownLayoutEndsTheJob() throws Exception {
        var serializer = CodecType.of(new Flush.FlushCodec()).serializer();
        for (byte layout : new byte[] {1, 3}) {
            assertThatThrownBy(() -> serializer.deserialize(new DataInputDeserializer(new byte[] {layout})))
                    .isInstanceOf(SuppressRestartsException.class)
                    .rootCause()
                    .hasMessageContaining("layouts 2 to 2: start it without this checkpoint");
        }
    }
}
