package org.farmer1st.sqljobs.catalog;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.farmer1st.flink.attached.ViewRow;
import org.farmer1st.postgres.attached.ViewDefinition;

/** Where the rows of the view go that a job inserts into. */
public interface ViewOutput {

    /** Adds it to a job. The rows of a key come in order, from one task. */
    DataStreamSink<?> take(DataStream<ViewRow> rows, ViewDefinition view);
}
