package org.farmer1st.invalidation;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.farmer1st.events.CacheInvalidation;
import org.farmer1st.schemas.WireFormat.UndecodableException;
import org.farmer1st.streams.DeadLetter;
import org.farmer1st.streams.Destination;
import org.farmer1st.streams.PatientReader;
import org.farmer1st.streams.Sinks;

/**
 * Turns each change of a reference row into one invalidation. It has no state; a change that is read again voids again what
 * is older than it, which is harmless.
 *
 * @param <R> the row
 */
final class InvalidationProcessor<R extends SpecificRecord> implements Processor<byte[], byte[], Destination, Object> {

    /**
     * What a change voids.
     *
     * @param <R> the row
     */
    interface Rule<R> {
        Optional<CacheInvalidation> invalidation(String key, R row, Instant changedAt);
    }

    private final PatientReader<R> reader;
    private final Rule<R> rule;
    private final String sink;

    private ProcessorContext<Destination, Object> context;

    /** @param sink the name of the sink that it forwards to */
    InvalidationProcessor(PatientReader<R> reader, Rule<R> rule, String sink) {
        this.reader = reader;
        this.rule = rule;
        this.sink = sink;
    }

    @Override
    public void init(ProcessorContext<Destination, Object> processorContext) {
        context = processorContext;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        if (record.key() == null) {
            deadLetter(record, "There is no key");
            return;
        }
        R row;
        try {
            row = reader.read(record.value());
        } catch (UndecodableException e) {
            deadLetter(record, e.getMessage());
            return;
        }
        Optional<CacheInvalidation> invalidation = rule.invalidation(
                new String(record.key(), StandardCharsets.UTF_8), row, Instant.ofEpochMilli(record.timestamp()));
        if (invalidation.isEmpty()) {
            deadLetter(record, "The key does not name a row");
            return;
        }
        context.forward(
                new Record<>(
                        Destination.of(0, Invalidations.key(invalidation.get())),
                        invalidation.get(),
                        record.timestamp()),
                sink);
    }

    private void deadLetter(Record<byte[], byte[]> record, String reason) {
        context.forward(
                DeadLetter.of(
                        record,
                        context.recordMetadata()
                                .orElseThrow(
                                        () -> new IllegalStateException("A record that was not read from a topic")),
                        reason),
                Sinks.DEAD_LETTERS);
    }
}
