package org.farmer1st.streams.attached;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.farmer1st.schemas.WireFormat.UndecodableException;
import org.farmer1st.streams.DeadLetter;
import org.farmer1st.streams.Destination;
import org.farmer1st.streams.PatientReader;
import org.farmer1st.streams.Sinks;

/**
 * Says what each record of a topic changes, in one record; what can't be read is set aside, and moves time on all the same. It
 * has no state.
 */
final class StepProcessor<V extends SpecificRecord, C> implements Processor<byte[], byte[], Destination, Object> {

    private static final Destination ONLY = Destination.of(0, (byte[]) null);

    private final PatientReader<V> reader;
    private final Function<Object, List<C>> changes;
    private final String sink;
    private final long lettersSince;

    private ProcessorContext<Destination, Object> context;

    StepProcessor(PatientReader<V> reader, Function<Object, List<C>> changes, String sink, Instant lettersSince) {
        this.reader = reader;
        this.changes = changes;
        this.sink = sink;
        this.lettersSince = lettersSince.toEpochMilli();
    }

    @Override
    public void init(ProcessorContext<Destination, Object> processorContext) {
        context = processorContext;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RecordMetadata origin = context.recordMetadata()
                .orElseThrow(() -> new IllegalStateException("A record that was not read from a topic"));
        List<C> made = List.of();
        try {
            V event = reader.read(record.value());
            made = event == null ? List.of() : changes.apply(event);
        } catch (UndecodableException e) {
            if (record.timestamp() >= lettersSince) {
                context.forward(DeadLetter.of(record, origin, e.getMessage()), Sinks.DEAD_LETTERS);
            }
        }
        context.forward(
                new Record<>(
                        ONLY,
                        new Step<>(origin.topic(), origin.partition(), record.timestamp(), made),
                        record.timestamp()),
                sink);
    }
}
