package org.farmer1st.local.letters;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.farmer1st.schemas.DeadLetters;

/**
 * A dead letter: a record that a job set aside, as it was read.
 *
 * @param number its offset in the job's dead-letter topic, by which people name it
 * @param at when it was set aside, by the broker's clock
 * @param reason what is wrong with it
 * @param origin where it was read; null where its headers don't say
 * @param key as it was read; may be null
 * @param value as it was read; may be null
 * @param headers those that it came with, without those that setting aside has added
 */
record Letter(long number, Instant at, String reason, Origin origin, byte[] key, byte[] value, List<Header> headers) {

    private static final String OURS = "dead-letter-";

    /** Where a letter was read. It tells a letter that was written twice from two letters. */
    record Origin(String topic, int partition, long offset) {

        /** {@code topic/partition/offset}, as marks name it. */
        @Override
        public String toString() {
            return topic + '/' + partition + '/' + offset;
        }
    }

    /** A letter from a record of a dead-letter topic that is no mark. */
    static Letter of(ConsumerRecord<byte[], byte[]> record) {
        List<Header> headers = new ArrayList<>();
        record.headers().forEach(header -> {
            if (!header.key().startsWith(OURS)) {
                headers.add(header);
            }
        });
        return new Letter(
                record.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                text(record.headers(), DeadLetters.REASON).orElse("no reason is given"),
                origin(record.headers()),
                record.key(),
                record.value(),
                headers);
    }

    private static Origin origin(Headers headers) {
        try {
            return new Origin(
                    text(headers, DeadLetters.TOPIC).orElseThrow(NumberFormatException::new),
                    Integer.parseInt(text(headers, DeadLetters.PARTITION).orElse("")),
                    Long.parseLong(text(headers, DeadLetters.OFFSET).orElse("")));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    static Optional<String> text(Headers headers, String name) {
        return Optional.ofNullable(headers.lastHeader(name))
                .map(header -> new String(header.value(), StandardCharsets.UTF_8));
    }

    /** In bytes, of the value. */
    int size() {
        return value == null ? 0 : value.length;
    }
}
