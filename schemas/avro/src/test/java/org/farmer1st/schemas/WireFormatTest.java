package org.farmer1st.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.farmer1st.events.LaneTick;
import org.farmer1st.events.Submission;
import org.farmer1st.schemas.WireFormat.UndecodableException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The registry here is the client library's own in-memory one; the platform's tests use the real one. */
class WireFormatTest {

    private final MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
    private final WireFormat wireFormat = new WireFormat(registry);
    private final Serializer<Submission> serializer = wireFormat.serializer(Topics.SUBMISSIONS);
    private final Deserializer<Submission> deserializer = wireFormat.deserializer(Topics.SUBMISSIONS);
    private final Submission tick = new Submission(new LaneTick(Instant.ofEpochMilli(1_790_000_000_000L)));
    private int id;

    @BeforeEach
    void register() throws Exception {
        id = registry.register(Topics.SUBMISSIONS.subject(), new AvroSchema(Submission.getClassSchema()));
    }

    @Test
    void aValueIsAZeroByteTheIdAndTheEvent() {
        byte[] bytes = serializer.serialize(Topics.SUBMISSIONS.name(), tick);

        assertThat(Arrays.copyOf(bytes, 5)).containsExactly(0, id >>> 24, id >>> 16, id >>> 8, id);
        assertThat(deserializer.deserialize(Topics.SUBMISSIONS.name(), bytes)).isEqualTo(tick);
    }

    @Test
    void aTombstoneIsNull() {
        assertThat(serializer.serialize("", null)).isNull();
        assertThat(deserializer.deserialize("", null)).isNull();
    }

    @Test
    void bytesThatAreSomethingElseAreUndecodable() {
        byte[] good = serializer.serialize("", tick);
        byte[] unknownId = good.clone();
        unknownId[4] = 99;
        byte[][] bad = {
            {},
            {0, 0, 0, 0},
            "hello, world".getBytes(StandardCharsets.UTF_8),
            Arrays.copyOf(good, good.length - 1),
            Arrays.copyOf(good, good.length + 1),
            unknownId
        };
        for (byte[] bytes : bad) {
            assertThatThrownBy(() -> deserializer.deserialize("", bytes)).isInstanceOf(UndecodableException.class);
        }
    }

    @Test
    void noBytesWhateverMakeItFailInAnotherWay() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[5 + random.nextInt(60)];
            random.nextBytes(bytes);
            Arrays.fill(bytes, 0, 4, (byte) 0);
            bytes[4] = (byte) id;
            try {
                deserializer.deserialize("", bytes);
            } catch (UndecodableException expected) {
                // That is the one way.
            } catch (Throwable other) {
                throw new AssertionError("seed " + seed + ": " + Arrays.toString(bytes), other);
            }
        }
    }

    @Test
    void aSchemaOfAnotherEventIsUndecodable() throws Exception {
        byte[] bytes = serializer.serialize("", tick);
        bytes[4] = (byte) registry.register(Topics.SUBMISSIONS.subject(), new AvroSchema(LaneTick.getClassSchema()));

        assertThatThrownBy(() -> deserializer.deserialize("", bytes))
                .isInstanceOf(UndecodableException.class)
                .hasMessageContaining("LaneTick");
    }
}
