package org.farmer1st.sqljobs.catalog;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.Collector;
import org.farmer1st.flink.source.LogRecord;
import org.farmer1st.schemas.Topic;

/**
 * A table of the catalog: what the records of a topic are as rows. It keeps nothing: each row, and each row that is taken
 * back, is made from one record.
 *
 * @param <V> the topic's events
 * @param <S> what a row is made of
 * @param name as SQL names it
 * @param description for people
 * @param topic whose records they are
 * @param changes how rows change
 * @param columns in order
 * @param key the columns that identify a row; empty where rows are only ever added
 * @param expansion the changes that a record makes
 */
record TopicTable<V extends SpecificRecord, S>(
        String name,
        String description,
        Topic<V> topic,
        Changes changes,
        List<TableColumn<S>> columns,
        List<String> key,
        Expansion<V, S> expansion) {

    /** Where the columns of every log say a record was appended; its watermarks say that nothing older is to come. */
    static final String APPENDED_AT = "appended_at";

    /** How a table's rows change. */
    enum Changes {
        /** Rows are added and stay. */
        APPENDED(ChangelogMode.insertOnly()),
        /** The last row of each key counts; Flink keeps it, to take it back. */
        LAST_OF_KEY(ChangelogMode.upsert()),
        /** Rows are added, replaced and deleted, each with what was there before. */
        CHANGED(ChangelogMode.all());

        private final ChangelogMode mode;

        Changes(ChangelogMode mode) {
            this.mode = mode;
        }

        ChangelogMode mode() {
            return mode;
        }
    }

    /** The changes that a record makes. */
    interface Expansion<V, S> {
        /**
         * @param event the record's value; null for a tombstone
         * @param appendedAt when the broker appended it, in milliseconds since the epoch
         */
        void expand(V event, LogRecord record, long appendedAt, RowChanges<S> changes);
    }

    /** Makes rows of some of the columns; for one thread. */
    interface RowMaker<V> {
        /** Hands the rows of a record on. */
        void rows(V event, LogRecord record, long appendedAt, Collector<RowData> out);
    }

    /** The table's columns, key and time, as the catalog says them. */
    Schema schema() {
        Schema.Builder schema = Schema.newBuilder();
        for (TableColumn<S> column : columns) {
            schema.column(column.name(), column.type()).withComment(column.description());
            if (column.name().equals(APPENDED_AT)) {
                schema.watermark(APPENDED_AT, "SOURCE_WATERMARK()");
            }
        }
        if (!key.isEmpty()) {
            schema.primaryKey(key);
        }
        return schema.build();
    }

    /** The type of a row of some of the columns, by number. */
    RowType rowType(int[] projection) {
        return (RowType) DataTypes.ROW(IntStream.of(projection)
                        .mapToObj(i -> DataTypes.FIELD(
                                columns.get(i).name(), columns.get(i).type()))
                        .toArray(DataTypes.Field[]::new))
                .notNull()
                .getLogicalType();
    }

    /** @param projection the columns that are asked for, by number */
    RowMaker<V> rowMaker(int[] projection) {
        List<TableColumn<S>> wanted =
                IntStream.of(projection).mapToObj(columns::get).toList();
        return (event, record, appendedAt, out) -> expansion.expand(event, record, appendedAt, new RowChanges<>() {
            @Override
            public void insert(S row) {
                out.collect(make(wanted, row, RowKind.INSERT));
            }

            @Override
            public void replace(S before, S after) {
                GenericRowData old = make(wanted, before, RowKind.INSERT);
                GenericRowData now = make(wanted, after, RowKind.INSERT);
                // What changed is in none of the columns that were asked for: taking back and giving again is nothing.
                if (!old.equals(now)) {
                    old.setRowKind(RowKind.UPDATE_BEFORE);
                    now.setRowKind(RowKind.UPDATE_AFTER);
                    out.collect(old);
                    out.collect(now);
                }
            }

            @Override
            public void delete(S row) {
                out.collect(make(wanted, row, RowKind.DELETE));
            }
        });
    }

    private static <S> GenericRowData make(List<TableColumn<S>> columns, S source, RowKind kind) {
        GenericRowData row = new GenericRowData(kind, columns.size());
        for (int i = 0; i < columns.size(); i++) {
            row.setField(i, columns.get(i).value().apply(source));
        }
        return row;
    }
}
