package org.farmer1st.streams;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.farmer1st.schemas.DeadLetters;

/** Makes dead letters: the record as it was read, its own headers included, and why and where it was set aside. */
public final class DeadLetter {

    private DeadLetter() {}

    /**
     * The dead letter of a record.
     *
     * @param record as it was read
     * @param origin where it was read
     * @param reason what is wrong with it, for people
     * @return to be forwarded to {@link Sinks#DEAD_LETTERS}
     */
    public static Record<Destination, Object> of(Record<byte[], byte[]> record, RecordMetadata origin, String reason) {
        Headers headers = new RecordHeaders(record.headers());
        put(headers, DeadLetters.REASON, reason);
        put(headers, DeadLetters.TOPIC, origin.topic());
        put(headers, DeadLetters.PARTITION, Integer.toString(origin.partition()));
        put(headers, DeadLetters.OFFSET, Long.toString(origin.offset()));
        return new Record<>(Destination.of(0, record.key()), record.value(), record.timestamp(), headers);
    }

    private static void put(Headers headers, String name, String value) {
        headers.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
