package org.farmer1st.streams.attached;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.farmer1st.postgres.attached.ViewDefinition;
import org.farmer1st.schemas.Topic;
import org.farmer1st.schemas.WireFormat;
import org.farmer1st.streams.PatientReader;
import org.farmer1st.streams.Sinks;

/**
 * A Kafka Streams job that feeds a view, in two steps. The first reads each partition of its topics and says, in one record for
 * each record that it read, what that changes; the second, one task for the whole view, turns changes into rows, again in one
 * record for each. Both are exactly once. So the topic of rows is a sequence of whole changes, of an exact prefix of every
 * partition, and what is written from it shows no half of an edit.
 *
 * <p>State: the tables of its function, whose bounds are the function's to say, and the time of each partition. A replay after
 * an aborted transaction repeats nothing that anybody saw.
 *
 * @param <C> a change
 */
public final class ViewJob<C> {

    /** The time that each partition has reached. */
    private static final StateTable<Long> APPENDED = new StateTable<>("appended", Long.class);

    private static final String STEPS = "steps";
    private static final String STEP_SINK = "step-sink";
    private static final String ROWS = "rows";
    private static final String ROW_SINK = "row-sink";

    private final Class<C> changeType;
    private final Supplier<? extends RowFunction<C>> function;
    private final Map<Topic<?>, Function<Object, List<C>>> sources = new LinkedHashMap<>();

    private ViewJob(Class<C> changeType, Supplier<? extends RowFunction<C>> function) {
        this.changeType = changeType;
        this.function = function;
    }

    /**
     * A job without a topic to read yet.
     *
     * @param changeType a record
     * @param function makes a fresh one each time
     */
    public static <C> ViewJob<C> of(Class<C> changeType, Supplier<? extends RowFunction<C>> function) {
        return new ViewJob<>(changeType, function);
    }

    /**
     * Lets it read a topic, from its first record.
     *
     * @param changes what an event changes; none for one that changes nothing
     */
    public <V extends SpecificRecord> ViewJob<C> reads(Topic<V> topic, Function<V, List<C>> changes) {
        sources.put(topic, event -> changes.apply(topic.valueType().cast(event)));
        return this;
    }

    /** The names of the topics that it reads. */
    public List<String> topics() {
        return sources.keySet().stream().map(Topic::name).toList();
    }

    /**
     * The job as a topology.
     *
     * @param partitions how many each topic that it reads has
     * @param lettersSince records that were appended before and can't be read are passed over: they were set aside before
     */
    public Topology topology(
            JobNames names,
            ViewDefinition view,
            WireFormat format,
            Map<String, Integer> partitions,
            Instant lettersSince) {
        return topology(names, view, format, partitions, lettersSince, partition -> 0);
    }

    /**
     * The job as a topology, whose time moves on over partitions that nothing more comes into.
     *
     * @param readUpTo the time before which everything in a partition was processed; 0 where that isn't known
     */
    Topology topology(
            JobNames names,
            ViewDefinition view,
            WireFormat format,
            Map<String, Integer> partitions,
            Instant lettersSince,
            ToLongFunction<TopicPartition> readUpTo) {
        Topology topology = new Topology();
        List<String> readers = new ArrayList<>();
        sources.forEach((topic, changes) -> {
            String reader = "changes-of-" + topic.name();
            topology.addSource(topic.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer(), topic.name());
            topology.addProcessor(
                    reader,
                    () -> new StepProcessor<>(
                            topic.name(),
                            new PatientReader<>(format, topic),
                            changes,
                            STEP_SINK,
                            lettersSince,
                            readUpTo),
                    topic.name());
            readers.add(reader);
        });
        String[] all = readers.toArray(String[]::new);
        Sinks.records(
                topology,
                STEP_SINK,
                names.changes(),
                JsonSerde.steps(changeType).serializer(),
                all);
        Sinks.deadLetters(topology, names.job(), all);
        topology.addSource(
                STEPS, new ByteArrayDeserializer(), JsonSerde.steps(changeType).deserializer(), names.changes());
        topology.addProcessor(
                ROWS, () -> new RowProcessor<>(view, function.get(), APPENDED, partitions, ROW_SINK), STEPS);
        for (StateTable<?> table : tables()) {
            topology.addStateStore(store(table), ROWS);
        }
        Sinks.records(
                topology, ROW_SINK, names.rows(), JsonSerde.of(RowChanges.class).serializer(), ROWS);
        return topology;
    }

    private static <V> StoreBuilder<?> store(StateTable<V> table) {
        return Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(table.name()), Serdes.String(), JsonSerde.of(table.type()))
                .withCachingEnabled()
                .withLoggingEnabled(Map.of());
    }

    private List<StateTable<?>> tables() {
        List<StateTable<?>> tables = new ArrayList<>(function.get().tables());
        tables.add(APPENDED);
        Set<String> names = new HashSet<>();
        for (StateTable<?> table : tables) {
            if (!names.add(table.name())) {
                throw new IllegalArgumentException(
                        "A job has one table " + table.name() + (table == APPENDED ? ", which is kept for it" : ""));
            }
        }
        return tables;
    }

    /**
     * What its state and its changes look like, as JSON: a changed job can go on from the state of another exactly where
     * this is the same of both.
     */
    public String shape() {
        ObjectNode shape = new ObjectMapper().createObjectNode();
        shape.put("change", shape(changeType));
        ObjectNode tables = shape.putObject("tables");
        tables().stream()
                .sorted(java.util.Comparator.comparing(StateTable::name))
                .forEach(table -> tables.put(table.name(), shape(table.type())));
        return shape.toString();
    }

    private static String shape(Type type) {
        if (type instanceof Class<?> record && record.isRecord()) {
            return Arrays.stream(record.getRecordComponents())
                    .map(ViewJob::shape)
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return type.getTypeName();
    }

    private static String shape(RecordComponent component) {
        return component.getName() + ": " + shape(component.getGenericType());
    }
}
