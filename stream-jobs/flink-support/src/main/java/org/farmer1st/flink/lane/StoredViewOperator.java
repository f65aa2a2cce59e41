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
 *
 * <p>The flushes that leave at once, of several lanes, are one transaction and one round trip, up to some {@value #TOGETHER_BYTES} bytes of
 * rows: on a busy machine each of them waits for its turn twice. They are in the order of the lanes, as everybody's are, so that two
 * writers never wait for each other in a circle.
 */
public final class StoredViewOperator<V, R> extends LaneViewOperator<V, R, Flush> {

    private static final long serialVersionUID = 1L;
    private static final int TOGETHER_BYTES = 4 << 20;

    private final TopicIdentity topic;
    private final DatabaseSettings database;
    private final LaneRule rule;
    private transient Connection whileRestoring;

    /** Handed on when it is known whether another one follows; none is left once {@link #delivered} was told. */
    private transient Flush held;

    private transient long gathered;

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
        if (held != null) {
            long bytes = FlushRows.bytes(held);
            boolean full = gathered + bytes > TOGETHER_BYTES
                    || flush.range().lane() <= held.range().lane();
            output.collect(new StreamRecord<>(full ? held : held.withOthers()));
            gathered = full ? 0 : gathered + bytes;
        }
        held = flush;
        return Delivery.DONE;
    }

    @Override
    protected void delivered() {
        if (held != null) {
            output.collect(new StreamRecord<>(held));
            held = null;
            gathered = 0;
        }
    }

    @Override
    protected Delivery deliverWhole(FlushRange range, Iterator<List<List<Object[]>>> parts) throws SQLException {
        delivered();
        try (Connection connection = database.connect()) {
            rule.apply(connection, range, parts);
            return Delivery.DONE;
        }
    }
}
