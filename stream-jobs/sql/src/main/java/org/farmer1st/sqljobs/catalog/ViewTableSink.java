package org.farmer1st.sqljobs.catalog;

import java.io.Serializable;
import java.time.LocalDate;
import java.util.List;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.sink.DataStreamSinkProvider;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.types.RowKind;
import org.farmer1st.flink.attached.ViewRow;
import org.farmer1st.postgres.attached.ViewDefinition;

/** The view that a job inserts into: its rows are upserts and deletions by key. */
final class ViewTableSink implements DynamicTableSink {

    private final ViewDefinition view;
    private final ViewOutput output;

    ViewTableSink(ViewDefinition view, ViewOutput output) {
        this.view = view;
        this.output = output;
    }

    @Override
    public ChangelogMode getChangelogMode(ChangelogMode requested) {
        return ChangelogMode.upsert();
    }

    @Override
    public SinkRuntimeProvider getSinkRuntimeProvider(Context context) {
        return (DataStreamSinkProvider) this::consume;
    }

    private DataStreamSink<?> consume(ProviderContext ignored, DataStream<RowData> rows) {
        List<LogicalType> types =
                ((InternalTypeInfo<RowData>) rows.getType()).toRowType().getChildren();
        return output.take(
                // As many tasks as before it, so that the rows of a key stay in order.
                rows.map(new ToViewRow(types))
                        .returns(ViewRow.TYPE)
                        .name("rows of " + view.view())
                        .setParallelism(rows.getParallelism()),
                view);
    }

    @Override
    public DynamicTableSink copy() {
        return new ViewTableSink(view, output);
    }

    @Override
    public String asSummaryString() {
        return "view " + view.view();
    }

    /** From Flink's internal form. */
    private static final class ToViewRow extends RichMapFunction<RowData, ViewRow> {
        private static final long serialVersionUID = 1L;

        private final Field[] fields;

        private record Field(LogicalTypeRoot root, RowData.FieldGetter getter) implements Serializable {}

        ToViewRow(List<LogicalType> types) {
            fields = new Field[types.size()];
            for (int i = 0; i < fields.length; i++) {
                // A deletion holds nothing but its key.
                fields[i] = new Field(
                        types.get(i).getTypeRoot(),
                        RowData.createFieldGetter(types.get(i).copy(true), i));
            }
        }

        @Override
        public ViewRow map(RowData row) {
            Object[] values = new Object[fields.length];
            for (int i = 0; i < fields.length; i++) {
                values[i] = value(fields[i].root(), fields[i].getter().getFieldOrNull(row));
            }
            return new ViewRow(row.getRowKind() == RowKind.DELETE, values);
        }

        private static Object value(LogicalTypeRoot root, Object value) {
            if (value instanceof StringData text) {
                return text.toString();
            }
            if (value instanceof DecimalData number) {
                return number.toBigDecimal();
            }
            if (value instanceof TimestampData time) {
                return time.toInstant();
            }
            if (value instanceof Float number) {
                return number.doubleValue();
            }
            if (value instanceof Number number && !(value instanceof Double)) {
                return root == LogicalTypeRoot.DATE
                        ? LocalDate.ofEpochDay(number.longValue())
                        : (Object) number.longValue();
            }
            return value;
        }
    }
}
