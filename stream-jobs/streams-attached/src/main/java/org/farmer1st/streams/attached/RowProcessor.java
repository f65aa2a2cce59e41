package org.farmer1st.streams.attached;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.farmer1st.postgres.attached.ViewDefinition;
import org.farmer1st.streams.Destination;

/**
 * Turns what each record changes into rows, in one record.
 *
 * <p>State: the tables of the job's function, and a number for each partition of what the job reads. After an aborted
 * transaction both are as they were at the last commit, and the same steps come again.
 */
final class RowProcessor<C> implements Processor<byte[], Step<C>, Destination, Object> {

    private static final Destination ONLY = Destination.of(0, (byte[]) null);

    private final ViewDefinition view;
    private final RowFunction<C> function;
    private final StateTable<Long> appendedTable;
    private final String sink;
    private final List<String> partitions = new ArrayList<>();
    private final int[] key;

    private ProcessorContext<Destination, Object> context;
    private KeyValueStore<String, Long> appended;
    private long asOf;

    RowProcessor(
            ViewDefinition view,
            RowFunction<C> function,
            StateTable<Long> appendedTable,
            Map<String, Integer> partitionsOfTopics,
            String sink) {
        this.view = view;
        this.function = function;
        this.appendedTable = appendedTable;
        this.sink = sink;
        this.key = view.key().stream()
                .mapToInt(name -> view.columns().indexOf(view.column(name)))
                .toArray();
        partitionsOfTopics.forEach((topic, count) -> {
            for (int partition = 0; partition < count; partition++) {
                partitions.add(name(topic, partition));
            }
        });
    }

    private static String name(String topic, int partition) {
        return topic + '/' + partition;
    }

    @Override
    public void init(ProcessorContext<Destination, Object> processorContext) {
        context = processorContext;
        appended = context.getStateStore(appendedTable.name());
        function.open(this::open);
    }

    private <V> KeyValueStore<String, V> open(StateTable<V> table) {
        return context.getStateStore(table.name());
    }

    @Override
    public void process(Record<byte[], Step<C>> record) {
        Step<C> step = record.value();
        Map<List<Object>, ViewRow> rows = new LinkedHashMap<>();
        for (C change : step.changes()) {
            function.apply(change, row -> rows.put(keyOf(row), row));
        }
        long now = asOf(step);
        if (!rows.isEmpty() || now > asOf) {
            asOf = now;
            context.forward(new Record<>(ONLY, RowChanges.of(view, asOf, rows.values()), record.timestamp()), sink);
        }
    }

    private List<Object> keyOf(ViewRow row) {
        List<Object> values = new ArrayList<>(key.length);
        for (int column : key) {
            values.add(row.values().get(column));
        }
        return values;
    }

    /** Others of the same millisecond may follow. */
    private long asOf(Step<C> step) {
        String origin = name(step.topic(), step.partition());
        Long before = appended.get(origin);
        if (before == null || before < step.appendedAt()) {
            appended.put(origin, step.appendedAt());
        }
        long oldest = Long.MAX_VALUE;
        for (String partition : partitions) {
            Long reached = appended.get(partition);
            if (reached == null) {
                return 0;
            }
            oldest = Math.min(oldest, reached);
        }
        return Math.max(0, oldest - 1);
    }
}
