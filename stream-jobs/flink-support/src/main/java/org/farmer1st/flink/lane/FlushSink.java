package org.farmer1st.flink.lane;

import java.io.IOException;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.jdbc.JdbcConnectionOptions;
import org.apache.flink.connector.jdbc.JdbcExecutionOptions;
import org.apache.flink.connector.jdbc.core.datastream.sink.JdbcSink;
import org.farmer1st.postgres.LaneRule;
import org.farmer1st.postgres.ViewTable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flink's JDBC sink, executing the lane rule: one flush an element, one element a statement, and what leaves at once, in the order of
 * the lanes, a transaction ({@link Flush#last}). It does not try again: an error, a refusal among them, fails the job, whose restart reads what is stored.
 */
public final class FlushSink {

    private FlushSink() {}

    /** @param tables the view's tables, whose rows are the first lists of every flush, in this order */
    public static Sink<Flush> of(DatabaseSettings database, ViewTable... tables) {
        LaneRule rule = new LaneRule(tables);
        JdbcConnectionOptions.JdbcConnectionOptionsBuilder connection =
                new JdbcConnectionOptions.JdbcConnectionOptionsBuilder()
                        .withUrl(database.url())
                        .withDriverName("org.postgresql.Driver")
                        .withUsername(database.user())
                        .withPassword(database.password());
        DatabaseSettings.connectionProperties()
                .forEach((name, value) -> connection.withProperty((String) name, (String) value));
        return new CloseableSink(JdbcSink.<Flush>builder()
                .withQueryStatement(
                        rule.sql(), (statement, flush) -> rule.bind(statement, flush.range(), flush.tables()))
                .withExecutionOptions(JdbcExecutionOptions.builder()
                        .withBatchSize(LaneKeys.KEY_GROUPS)
                        .withBatchIntervalMs(0)
                        .withMaxRetries(0)
                        .build())
                .buildAtLeastOnce(connection.build()));
    }

    /**
     * Closes without a word. The connector's writer tries on closing what it could not write before, and Flink takes an
     * error there, where a task cleans up after its failure, for one of the whole TaskManager, and ends it with every
     * job in it. What is left is what failed, and under the lane rule it does no harm then.
     */
    private record CloseableSink(JdbcSink<Flush> sink) implements Sink<Flush> {
        @Override
        public SinkWriter<Flush> createWriter(WriterInitContext context) throws IOException {
            return new CloseableWriter(sink.createWriter(context));
        }
    }

    private record CloseableWriter(SinkWriter<Flush> writer) implements SinkWriter<Flush> {
        private static final Logger LOG = LoggerFactory.getLogger(FlushSink.class);

        @Override
        public void write(Flush flush, Context context) throws IOException, InterruptedException {
            writer.write(flush, context);
            if (flush.last()) {
                writer.flush(false);
            }
        }

        @Override
        public void flush(boolean endOfInput) throws IOException, InterruptedException {
            writer.flush(endOfInput);
        }

        @Override
        public void close() {
            try {
                writer.close();
            } catch (Exception e) {
                LOG.info("The flush that failed this task failed again while it was closed: {}", e.toString());
            }
        }
    }
}
