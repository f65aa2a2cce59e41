package org.farmer1st.streams;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * Where an output record goes: its partition, named outright, and its key. It is the key of every record on its way to a
 * sink, because a {@link StreamPartitioner} sees neither the input record nor its partition, and a tombstone has no value
 * that could name the lane.
 */
public final class Destination {

    private final int partition;
    private final byte[] key;

    private Destination(int partition, byte[] key) {
        this.partition = partition;
        this.key = key;
    }

    /**
     * @param partition the lane, in a topic of lanes
     * @param key the bytes as they will stand in the topic, not copied; may be null
     */
    public static Destination of(int partition, byte[] key) {
        return new Destination(partition, key);
    }

    /** With a key in UTF-8. */
    public static Destination of(int partition, String key) {
        return new Destination(partition, key.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes the key alone. */
    static Serializer<Destination> serializer() {
        return (topic, destination) -> destination.key;
    }

    /** Obeys. */
    static StreamPartitioner<Destination, Object> partitioner() {
        return (topic, destination, value, partitions) -> Optional.of(Set.of(destination.partition));
    }
}
