package org.farmer1st.flink.lane;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.farmer1st.flink.source.Decoding;
import org.farmer1st.flink.source.TopicIdentity;
import org.farmer1st.postgres.FlushRange;
import org.farmer1st.postgres.Generations;
import org.farmer1st.postgres.LaneRule;
import org.farmer1st.postgres.ViewTable;

/**
 * A lane view whose flushes go to Postgres, through {@link FlushSink}; but for whole lanes, which this writes itself, in parts and one
 * transaction. A flush of the lane that is still on its way through the sink then finds that the lane is further. A refused flush fails the job, which restarts
 * from its checkpoint and hands the lane on whole where the database is behind it.
 */
public final class StoredViewOperator<V, R> extends LaneViewOperator<V, R, Flush> {

    private static final long serialVersionUID = 1L;

    private final TopicIdentity topic;
    private final DatabaseSettings database;
    private final LaneRule rule;
    private transient Connection whileRestoring;

    /**
     * @param topic what is read; looked up again at every start
     * @param database where the flushes end up; read at the start, for what is stored of restored lanes
     * @param tables the view's tables, as the sink has them
     */
    public StoredViewOperator(
            LaneView<V, R> view,
            LaneViewSettings settings,
            Decoding<V> decoding,
            TopicIdentity topic,
            DatabaseSettings database,
            ViewTable... tables) {
        super(view, settings, decoding);
        this.rule = new LaneRule(tables);
        this.topic = topic;
        this.database = database;
    }

    @Override
    public void open() throws Exception {
        topic.check();
        try (Connection connection = database.connect()) {
            whileRestoring = connection;
            super.open();
        } finally {
            whileRestoring = null;
        }
    }

    @Override
    protected boolean storedIsBehind(int lane, long offset) throws Exception {
        return Generations.storedOffset(
                        whileRestoring, settings().view(), settings().generation(), lane)
                < offset;
    }

    @Override
    protected Delivery deliver(Flush flush) {
        output.collect(new StreamRecord<>(flush));
        return Delivery.DONE;
    }

    @Override
    protected Delivery deliverWhole(FlushRange range, Iterator<List<List<Object[]>>> parts) throws SQLException {
        try (Connection connection = database.connect()) {
            rule.apply(connection, range, parts);
            return Delivery.DONE;
        }
    }
}
