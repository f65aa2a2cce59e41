package org.farmer1st.streams.attached;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.PunctuationType;
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
 * Says what each record of a topic changes, in one record; what can't be read is set aside, and moves time on all the same. So
 * does a partition's end, where nothing more comes. It has no state.
 */
final class StepProcessor<V extends SpecificRecord, C> implements Processor<byte[], byte[], Destination, Object> {

    private static final Destination ONLY = Destination.of(0, (byte[]) null);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final PatientReader<V> reader;
    private final Function<Object, List<C>> changes;
    private final String sink;
    private final long lettersSince;
    private final String topic;
    private final ToLongFunction<TopicPartition> readUpTo;

    private ProcessorContext<Destination, Object> context;
    private TopicPartition partition;
    private long told;

    /**
     * @param topic that it reads
     * @param readUpTo the time before which everything in a partition was processed by a task before, or by this one;
     *     0 where that isn't known
     */
    StepProcessor(
            String topic,
            PatientReader<V> reader,
            Function<Object, List<C>> changes,
            String sink,
            Instant lettersSince,
            ToLongFunction<TopicPartition> readUpTo) {
        this.topic = topic;
        this.readUpTo = readUpTo;
        this.reader = reader;
        this.changes = changes;
        this.sink = sink;
        this.lettersSince = lettersSince.toEpochMilli();
    }

    @Override
    public void init(ProcessorContext<Destination, Object> processorContext) {
        context = processorContext;
        partition = new TopicPartition(topic, context.taskId().partition());
        context.schedule(BETWEEN_LOOKS, PunctuationType.WALL_CLOCK_TIME, this::tellOfTheEnd);
    }

    /** What was processed comes before this in the topic between the steps: it was committed there, and this is new. */
    private void tellOfTheEnd(long now) {
        long reached = readUpTo.applyAsLong(partition);
        if (reached > told) {
            forward(partition.partition(), reached, List.of(), now);
        }
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
        forward(origin.partition(), record.timestamp(), made, record.timestamp());
    }

    private void forward(int from, long reached, List<C> made, long timestamp) {
        told = Math.max(told, reached);
        context.forward(new Record<>(ONLY, new Step<>(topic, from, reached, made), timestamp), sink);
    }
}
