package org.farmer1st.sqljobs.catalog;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsProjectionPushDown;
import org.apache.flink.table.connector.source.abilities.SupportsSourceWatermark;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.DataType;

/** A table of the catalog, as the planner asks for it: only the columns that a query needs are made. */
final class TopicTableSource implements ScanTableSource, SupportsProjectionPushDown, SupportsSourceWatermark {

    private final TopicTable<?, ?> table;
    private final TableInput input;
    private final List<Transformation<?>> ends;
    private int[] projection;

    TopicTableSource(TopicTable<?, ?> table, TableInput input, List<Transformation<?>> ends) {
        this(table, input, ends, IntStream.range(0, table.columns().size()).toArray());
    }

    private TopicTableSource(TopicTable<?, ?> table, TableInput input, List<Transformation<?>> ends, int[] projection) {
        this.table = table;
        this.input = input;
        this.ends = ends;
        this.projection = projection;
    }

    @Override
    public ChangelogMode getChangelogMode() {
        return table.changes().mode();
    }

    @Override
    public boolean supportsNestedProjection() {
        return false;
    }

    @Override
    public void applyProjection(int[][] projectedFields, DataType producedDataType) {
        projection = Arrays.stream(projectedFields).mapToInt(path -> path[0]).toArray();
    }

    @Override
    public void applySourceWatermark() {
        // The input's streams carry watermarks anyway: a view's as_of is one.
    }

    @Override
    public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
        int[] columns = projection.clone();
        TypeInformation<RowData> type = InternalTypeInfo.of(table.rowType(columns));
        return new DataStreamScanProvider() {
            @Override
            public DataStream<RowData> produceDataStream(
                    ProviderContext ignored, StreamExecutionEnvironment environment) {
                return input.rows(environment, table.name(), columns, type, ends);
            }

            @Override
            public boolean isBounded() {
                return input.isBounded();
            }

            @Override
            public Optional<Integer> getParallelism() {
                return Optional.empty();
            }
        };
    }

    @Override
    public DynamicTableSource copy() {
        return new TopicTableSource(table, input, ends, projection);
    }

    @Override
    public String asSummaryString() {
        return table.name();
    }
}
