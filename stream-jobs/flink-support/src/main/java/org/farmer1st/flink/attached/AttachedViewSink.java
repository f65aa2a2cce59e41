package org.farmer1st.flink.attached;

import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.farmer1st.flink.lane.DatabaseSettings;
import org.farmer1st.postgres.attached.ViewDefinition;

/**
 * The end of a job that writes an attached view, in whichever way its rows were computed. The rows of a key must reach it in
 * order, from one task; a watermark must say that everything that was appended up to it is in; and the job must make
 * checkpoints, for it is with them that the view moves.
 */
public final class AttachedViewSink {

    private AttachedViewSink() {}

    /**
     * Adds it to a job, with uids of its own.
     *
     * @param definition the view
     * @param generation one that was made, of this definition
     */
    public static DataStreamSink<Void> add(
            DataStream<ViewRow> rows, ViewDefinition definition, int generation, DatabaseSettings database) {
        return rows.transform(
                        "view " + definition.view(),
                        Types.VOID,
                        new AttachedViewOperator(definition, generation, database))
                .uid("view-" + definition.view())
                .forceNonParallel()
                .sinkTo(new DiscardingSink<>())
                .name("end of view " + definition.view())
                .uid("end-of-view-" + definition.view())
                .setParallelism(1);
    }
}
