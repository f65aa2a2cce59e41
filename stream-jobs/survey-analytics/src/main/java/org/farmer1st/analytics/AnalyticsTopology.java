package org.farmer1st.analytics;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.farmer1st.analytics.cells.SurveyCellsView;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.flink.lane.DatabaseSettings;
import org.farmer1st.flink.lane.Flush;
import org.farmer1st.flink.lane.LaneKeys;
import org.farmer1st.flink.lane.LaneViewSettings;
import org.farmer1st.flink.lane.StoredViewOperator;
import org.farmer1st.flink.source.DeadLetter;
import org.farmer1st.flink.source.Decoding;
import org.farmer1st.flink.source.LogRecord;
import org.farmer1st.flink.source.TopicIdentity;
import org.farmer1st.postgres.ViewTable;

/** Facts in, flushes of the view survey_cells and dead letters out. */
public final class AnalyticsTopology {

    /** The tables of its view, in the order of a flush's rows. */
    static final ViewTable[] TABLES = {ViewTable.SURVEY_CELLS, ViewTable.RECEIPT_CONFLICTS};

    private AnalyticsTopology() {}

    /** Adds it to a job. */
    public static void build(
            StreamExecutionEnvironment environment,
            Source<LogRecord, ?, ?> responses,
            LaneViewSettings view,
            Decoding<ResponseFact> decoding,
            TopicIdentity topic,
            DatabaseSettings database,
            Sink<Flush> flushes,
            Sink<DeadLetter> deadLetters) {
        SingleOutputStreamOperator<Flush> cells = environment
                .fromSource(responses, WatermarkStrategy.noWatermarks(), "survey.responses", LogRecord.TYPE)
                .uid("survey-responses")
                .keyBy(new LaneKeys(view.lanes()))
                .transform(
                        "survey cells",
                        Flush.TYPE,
                        new StoredViewOperator<>(new SurveyCellsView(), view, decoding, topic, database, TABLES))
                .uid("survey-cells");
        cells.sinkTo(flushes).name("views.survey_cells").uid("views-survey-cells");
        cells.getSideOutput(DeadLetter.OUTPUT)
                .sinkTo(deadLetters)
                .name("survey-analytics.dead-letters")
                .uid("dead-letters");
    }
}
