package org.farmer1st.sqljobs.catalog;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.farmer1st.flink.source.LogRecord;
import org.farmer1st.schemas.Topic;
import org.farmer1st.sqljobs.catalog.TopicTable.Changes;

/**
 * Every topic as a table with its name: the fields of its events as they are named there, and where and when the record was
 * appended. Of a topic that keeps the last value of each key, the table holds the last row of each key; of any other, a row
 * for each record.
 */
final class TopicLogs {

    static final String PARTITION = "record_partition";
    static final String OFFSET = "record_offset";

    private TopicLogs() {}

    /** A record of any topic. */
    record Appended(SpecificRecord event, LogRecord record, long appendedAt) {}

    static <V extends SpecificRecord> TopicTable<V, Appended> table(Topic<V> topic) {
        boolean lastOfKey = topic.retention() == Topic.Retention.LAST_VALUE;
        List<TableColumn<Appended>> columns = new ArrayList<>();
        for (Schema.Field field :
                SpecificData.get().getSchema(topic.valueType()).getFields()) {
            Function<Object, Object> conversion = AvroValues.conversion(field.schema());
            int position = field.pos();
            columns.add(new TableColumn<>(
                    field.name(),
                    // A tombstone has none of them.
                    lastOfKey ? AvroValues.type(field.schema()).nullable() : AvroValues.type(field.schema()),
                    field.doc() == null ? "" : field.doc(),
                    row -> row.event() == null
                            ? null
                            : conversion.apply(row.event().get(position))));
        }
        columns.add(new TableColumn<>(
                "record_key",
                lastOfKey ? DataTypes.STRING().notNull() : DataTypes.STRING(),
                "The record's key.",
                row -> row.record().key() == null
                        ? null
                        : StringData.fromString(new String(row.record().key(), StandardCharsets.UTF_8))));
        columns.add(
                new TableColumn<>(PARTITION, DataTypes.INT().notNull(), "The record's partition.", row -> row.record()
                        .lane()));
        columns.add(new TableColumn<>(
                OFFSET, DataTypes.BIGINT().notNull(), "The record's offset in it.", row -> row.record()
                        .offset()));
        columns.add(new TableColumn<>(
                TopicTable.APPENDED_AT,
                DataTypes.TIMESTAMP_LTZ(3).notNull(),
                "When the broker appended it; a time attribute, with watermarks.",
                row -> TimestampData.fromEpochMillis(row.appendedAt())));
        return new TopicTable<>(
                topic.name(),
                topic.description(),
                topic,
                lastOfKey ? Changes.LAST_OF_KEY : Changes.APPENDED,
                columns,
                lastOfKey ? List.of("record_key") : List.of(),
                (event, record, appendedAt, changes) -> {
                    Appended row = new Appended(event, record, appendedAt);
                    if (event != null) {
                        changes.insert(row);
                    } else if (lastOfKey) {
                        changes.delete(row);
                    }
                });
    }
}
