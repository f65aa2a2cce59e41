package org.farmer1st.flink.lane;

import java.sql.Connection;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.farmer1st.flink.source.Decoding;
import org.farmer1st.flink.source.TopicIdentity;
import org.farmer1st.postgres.Generations;

/**
 * A lane view whose flushes go to Postgres, through {@link FlushSink}. A refused flush fails the job, which restarts
 * from its checkpoint and hands the lane on whole where the database is behind it.
 */
public final class StoredViewOperator<V, R> extends LaneViewOperator<V, R, Flush> {

    private static final long serialVersionUID = 1L;

    private final TopicIdentity topic;
    private final DatabaseSettings database;
    private transient Connection whileRestoring;

    /**
     * @param topic what is read; looked up again at every start
     * @param database where the flushes end up; read at the start only, for what is stored of restored lanes
     */
    public StoredViewOperator(
            LaneView<V, R> view,
            LaneViewSettings settings,
            Decoding<V> decoding,
            TopicIdentity topic,
            DatabaseSettings database) {
        super(view, settings, decoding);
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
}
