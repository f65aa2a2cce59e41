package org.farmer1st.flink.lane;

import org.apache.flink.connector.jdbc.JdbcConnectionOptions;
import org.apache.flink.connector.jdbc.JdbcExecutionOptions;
import org.apache.flink.connector.jdbc.core.datastream.sink.JdbcSink;
import org.farmer1st.postgres.LaneRule;
import org.farmer1st.postgres.ViewTable;

/**
 * Flink's JDBC sink, executing the lane rule: one flush an element, one element a statement, one statement a
 * transaction. It does not try again: an error, a refusal among them, fails the job, whose restart reads what is stored.
 */
public final class FlushSink {

    private FlushSink() {}

    /** @param tables the view's tables, whose rows are the first lists of every flush, in this order */
    public static JdbcSink<Flush> of(DatabaseSettings database, ViewTable... tables) {
        LaneRule rule = new LaneRule(tables);
        JdbcConnectionOptions.JdbcConnectionOptionsBuilder connection =
                new JdbcConnectionOptions.JdbcConnectionOptionsBuilder()
                        .withUrl(database.url())
                        .withDriverName("org.postgresql.Driver")
                        .withUsername(database.user())
                        .withPassword(database.password());
        DatabaseSettings.connectionProperties()
                .forEach((name, value) -> connection.withProperty((String) name, (String) value));
        return JdbcSink.<Flush>builder()
                .withQueryStatement(
                        rule.sql(), (statement, flush) -> rule.bind(statement, flush.range(), flush.tables()))
                .withExecutionOptions(JdbcExecutionOptions.builder()
                        .withBatchSize(1)
                        .withBatchIntervalMs(0)
                        .withMaxRetries(0)
                        .build())
                .buildAtLeastOnce(connection.build());
    }
}
