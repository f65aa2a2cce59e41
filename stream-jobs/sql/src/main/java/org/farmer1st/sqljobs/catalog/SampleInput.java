package org.farmer1st.sqljobs.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.Collector;
import org.farmer1st.sqljobs.catalog.TopicTable.Changes;

/**
 * Tables from a folder of JSON lines: {@code responses.jsonl} holds rows of {@code responses}, and a table without a file is
 * empty. A line needs the columns that the job uses, and the key. In a table with a key, a line with the same key takes the
 * place of the one before, as an edit does, and {@code "deleted": true} deletes it, as a withdrawal does. Unless a line says
 * otherwise, it was appended a second after the one before.
 *
 * @param folder the sample
 */
public record SampleInput(Path folder) implements TableInput {

    private static final String DELETED = "deleted";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Override
    public boolean isBounded() {
        return true;
    }

    @Override
    public DataStream<RowData> rows(
            StreamExecutionEnvironment environment,
            String table,
            int[] projection,
            TypeInformation<RowData> type,
            List<Transformation<?>> ends) {
        Path file = folder.resolve(table + ".jsonl");
        List<String> lines = lines(file);
        // Once here, so that what is wrong is said before anything runs; GenericRowData can't be sent to a task.
        rows(file.toString(), lines, table, projection);
        return environment
                .fromData(file.toString())
                .setParallelism(1)
                .flatMap(new Reading(lines, table, projection))
                .returns(type)
                .name("sample of " + table)
                .setParallelism(1);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? new ArrayList<>(Files.readAllLines(file)) : new ArrayList<>();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Reading(List<String> lines, String table, int[] projection)
            implements FlatMapFunction<String, RowData> {
        @Override
        public void flatMap(String file, Collector<RowData> out) {
            rows(file, lines, table, projection).forEach(out::collect);
        }
    }

    private static List<RowData> rows(String file, List<String> lines, String name, int[] projection) {
        TopicTable<?, ?> table = PlatformTables.get(name);
        int[] key =
                table.key().stream().mapToInt(column -> place(table, column)).toArray();
        Map<GenericRowData, GenericRowData> present = new HashMap<>();
        List<RowData> rows = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            try {
                JsonNode line = JSON.readTree(lines.get(i));
                checkNames(table, line);
                place((ObjectNode) line, i);
                boolean deleted = line.path(DELETED).asBoolean();
                GenericRowData identity = row(table, key, line, false);
                GenericRowData now = row(table, projection, line, deleted);
                if (table.changes() == Changes.APPENDED) {
                    rows.add(now);
                } else if (table.changes() == Changes.LAST_OF_KEY) {
                    now.setRowKind(deleted ? RowKind.DELETE : RowKind.UPDATE_AFTER);
                    rows.add(now);
                } else {
                    change(deleted ? present.remove(identity) : present.put(identity, now), deleted ? null : now, rows);
                }
            } catch (JsonProcessingException e) {
                throw new SampleFaultException(Path.of(file), i + 1, "this is no JSON: " + e.getOriginalMessage());
            } catch (IllegalArgumentException e) {
                throw new SampleFaultException(Path.of(file), i + 1, e.getMessage());
            }
        }
        return rows;
    }

    private static void change(GenericRowData before, GenericRowData after, List<RowData> rows) {
        if (before == null && after == null) {
            throw new IllegalArgumentException("no line before this one has the key that it deletes");
        }
        if (before != null) {
            rows.add(copy(before, after == null ? RowKind.DELETE : RowKind.UPDATE_BEFORE));
        }
        if (after != null) {
            rows.add(copy(after, before == null ? RowKind.INSERT : RowKind.UPDATE_AFTER));
        }
    }

    private static GenericRowData copy(GenericRowData row, RowKind kind) {
        GenericRowData copy = new GenericRowData(kind, row.getArity());
        for (int i = 0; i < row.getArity(); i++) {
            copy.setField(i, row.getField(i));
        }
        return copy;
    }

    private static void checkNames(TopicTable<?, ?> table, JsonNode line) {
        if (!line.isObject()) {
            throw new IllegalArgumentException("a line must be an object: the columns of a row and their values");
        }
        List<String> names = table.columns().stream().map(TableColumn::name).toList();
        for (Map.Entry<String, JsonNode> given : line.properties()) {
            if (!names.contains(given.getKey()) && !given.getKey().equals(DELETED)) {
                throw new IllegalArgumentException(
                        table.name() + " has no column " + given.getKey() + "; its columns are " + names);
            }
        }
    }

    /** Where and when a record was appended: line after line, one a second, unless the line says so itself. */
    private static void place(ObjectNode line, int number) {
        if (!line.has(TopicTable.APPENDED_AT)) {
            line.put(TopicTable.APPENDED_AT, Instant.ofEpochSecond(number).toString());
        }
        if (!line.has(TopicLogs.PARTITION)) {
            line.put(TopicLogs.PARTITION, 0);
        }
        if (!line.has(TopicLogs.OFFSET)) {
            line.put(TopicLogs.OFFSET, number);
        }
    }

    private static int place(TopicTable<?, ?> table, String column) {
        return IntStream.range(0, table.columns().size())
                .filter(i -> table.columns().get(i).name().equals(column))
                .findFirst()
                .orElseThrow();
    }

    private static GenericRowData row(TopicTable<?, ?> table, int[] columns, JsonNode line, boolean keyOnly) {
        GenericRowData row = new GenericRowData(columns.length);
        for (int i = 0; i < columns.length; i++) {
            TableColumn<?> column = table.columns().get(columns[i]);
            LogicalType type = column.type().getLogicalType();
            try {
                row.setField(
                        i,
                        JsonValues.value(
                                keyOnly && !table.key().contains(column.name()) ? type.copy(true) : type,
                                line.get(column.name())));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("the column " + column.name() + " " + e.getMessage());
            }
        }
        return row;
    }
}
