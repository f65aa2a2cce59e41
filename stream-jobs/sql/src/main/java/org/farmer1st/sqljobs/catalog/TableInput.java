package org.farmer1st.sqljobs.catalog;

import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;

/** Where the rows of the catalog's tables come from: topics, or a sample. */
public interface TableInput {

    /** Whether it ends. */
    boolean isBounded();

    /**
     * The rows of a table.
     *
     * @param table its name
     * @param projection the columns that are asked for, by number
     * @param type of the rows of those columns
     * @param ends what else the job has to run for them is put here: the planner keeps nothing but what leads to the view
     */
    DataStream<RowData> rows(
            StreamExecutionEnvironment environment,
            String table,
            int[] projection,
            TypeInformation<RowData> type,
            List<Transformation<?>> ends);
}
