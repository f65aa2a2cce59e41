package org.farmer1st.streams;

import java.time.Duration;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.farmer1st.schemas.Topic;
import org.farmer1st.schemas.WireFormat;
import org.farmer1st.schemas.WireFormat.RegistryUnavailableException;
import org.farmer1st.schemas.WireFormat.UndecodableException;

/**
 * Reads events inside a processor, where what cannot be read can be answered. A registry that is away is waited for: its
 * absence says nothing about the record, which must not become a dead letter for it.
 *
 * @param <V> the event
 */
public final class PatientReader<V extends SpecificRecord> {

    /** Half of what a transaction may last; after it the thread ends, and with it the transaction, and starts again. */
    private static final Duration PATIENCE = Duration.ofMillis(StreamsProperties.TEN_SECONDS / 2);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

    private final String topic;
    private final Deserializer<V> deserializer;
    private final Duration patience;

    public PatientReader(WireFormat format, Topic<V> topic) {
        this(topic.name(), format.deserializer(topic), PATIENCE);
    }

    /** @param needed as {@link WireFormat#deserializer(Topic, Schema)} says */
    public PatientReader(WireFormat format, Topic<V> topic, Schema needed) {
        this(topic.name(), format.deserializer(topic, needed), PATIENCE);
    }

    PatientReader(String topic, Deserializer<V> deserializer, Duration patience) {
        this.topic = topic;
        this.deserializer = deserializer;
        this.patience = patience;
    }

    /**
     * Reads an event; null bytes are null.
     *
     * @throws UndecodableException where the bytes will never be this event
     * @throws RegistryUnavailableException where the registry stayed away
     */
    public V read(byte[] bytes) {
        long start = System.nanoTime();
        long pause = FIRST_PAUSE.toMillis();
        while (true) {
            try {
                return deserializer.deserialize(topic, bytes);
            } catch (RegistryUnavailableException e) {
                if (System.nanoTime() - start + pause * 1_000_000 > patience.toNanos()) {
                    throw e;
                }
                try {
                    Thread.sleep(pause);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    throw e;
                }
                pause *= 2;
            }
        }
    }
}
