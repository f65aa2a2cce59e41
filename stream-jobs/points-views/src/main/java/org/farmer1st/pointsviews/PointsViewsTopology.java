package org.farmer1st.pointsviews;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.farmer1st.events.LedgerPosting;
import org.farmer1st.flink.lane.DatabaseSettings;
import org.farmer1st.flink.lane.Flush;
import org.farmer1st.flink.lane.LaneKeys;
import org.farmer1st.flink.lane.LaneViewSettings;
import org.farmer1st.flink.lane.StoredViewOperator;
import org.farmer1st.flink.source.DeadLetter;
import org.farmer1st.flink.source.Decoding;
import org.farmer1st.flink.source.LogRecord;
import org.farmer1st.flink.source.TopicIdentity;
import org.farmer1st.pointsviews.balances.RedisPointsView;
import org.farmer1st.pointsviews.balances.StoredPointsView;
import org.farmer1st.pointsviews.redis.RedisViewOperator;
import org.farmer1st.postgres.ViewTable;

/** Postings in; flushes of the view points, the same view in Redis, and dead letters out. */
public final class PointsViewsTopology {

    /** The tables of its view, in the order of a flush's rows. */
    static final ViewTable[] TABLES = {ViewTable.POINT_BALANCES, ViewTable.POINT_TRANSFERS, ViewTable.POINT_RULES};

    private PointsViewsTopology() {}

    /** Adds it to a job. */
    public static void build(
            StreamExecutionEnvironment environment,
            Source<LogRecord, ?, ?> transfers,
            LaneViewSettings view,
            Decoding<LedgerPosting> decoding,
            TopicIdentity topic,
            DatabaseSettings database,
            String redisUrl,
            Sink<Flush> flushes,
            Sink<DeadLetter> deadLetters) {
        KeyedStream<LogRecord, Integer> lanes = environment
                .fromSource(transfers, WatermarkStrategy.noWatermarks(), "points.transfers", LogRecord.TYPE)
                .uid("points-transfers")
                .keyBy(new LaneKeys(view.lanes()));
        SingleOutputStreamOperator<Flush> points = lanes.transform(
                        "points",
                        Flush.TYPE,
                        new StoredViewOperator<>(new StoredPointsView(), view, decoding, topic, database, TABLES))
                .uid("points");
        points.sinkTo(flushes).name("views.point_*").uid("views-points");
        points.getSideOutput(DeadLetter.OUTPUT)
                .sinkTo(deadLetters)
                .name("points-views.dead-letters")
                .uid("dead-letters");
        lanes.transform(
                        "points in Redis",
                        Types.VOID,
                        new RedisViewOperator<>(new RedisPointsView(), view, decoding, redisUrl))
                .uid("points-in-redis")
                .sinkTo(new DiscardingSink<>())
                .name("end")
                .uid("end");
    }
}
