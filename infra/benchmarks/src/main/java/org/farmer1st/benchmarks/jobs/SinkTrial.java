package org.farmer1st.benchmarks.jobs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.farmer1st.benchmarks.load.LoadFailedException;
import org.farmer1st.postgres.FlushRange;
import org.farmer1st.postgres.Generations;
import org.farmer1st.postgres.LaneRule;
import org.farmer1st.postgres.ViewTable;
import org.farmer1st.postgres.ViewTable.Column;
import org.postgresql.PGConnection;

/**
 * Writes the same rows of survey cells to Postgres in three ways, each on a connection like those of the jobs: flushes under the
 * lane rule, one statement each, as the jobs' sink has them; the upsert that Flink's JDBC sink makes of a table with a primary key,
 * a row a parameter set, in batches of its default size; and COPY, which only appends, to a table without an index.
 */
final class SinkTrial {

    /** Of Flink's {@code JdbcExecutionOptions}. */
    static final int STOCK_BATCH = 5_000;

    /** As many rows as a lane's flush usually has. */
    static final int FLUSH_ROWS = 1_000;

    /** A build of the view that nobody reads. */
    private static final int GENERATION = 2;

    private static final int CONTENT_BYTES = 800;
    private static final String STOCK_TABLE = "benchmark_stock";
    private static final String COPY_TABLE = "benchmark_copy";

    private final Connection connection;
    private final int lanes;
    private final Random random = new Random(1);
    private final String log = "benchmark";
    private long offset = -1;

    /** @param connection this one's alone, on a database of the benchmark's own */
    SinkTrial(Connection connection, int lanes) throws SQLException {
        this.connection = connection;
        this.lanes = lanes;
        Generations.create(connection, Generations.SURVEY_CELLS, GENERATION, lanes);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET synchronous_commit = off");
            statement.execute("CREATE TABLE " + STOCK_TABLE + " (LIKE views.survey_cells INCLUDING ALL)");
            statement.execute("CREATE TABLE " + COPY_TABLE + " (LIKE views.survey_cells)");
        }
    }

    /** So many rows for each lane, as the sink has them: keys alike in every call, contents anew. */
    private List<Object[]> rows(int count) {
        List<Object[]> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte[] content = new byte[CONTENT_BYTES];
            random.nextBytes(content);
            rows.add(new Object[] {
                SampleResponses.TENANT,
                SampleResponses.SURVEY,
                "village",
                "day",
                "2026-09-" + (10 + i % 20),
                "village-" + i / 20,
                content
            });
        }
        return rows;
    }

    /** Writes so many rows a lane under the lane rule; answers how many nanoseconds it took. */
    long laneRule(int rowsALane) throws SQLException {
        LaneRule rule = new LaneRule(ViewTable.SURVEY_CELLS);
        long next = offset + 1;
        List<List<Object[]>> flushes = flushes(rowsALane);
        long start = System.nanoTime();
        try (PreparedStatement statement = connection.prepareStatement(rule.sql())) {
            for (List<Object[]> flush : flushes) {
                for (int lane = 0; lane < lanes; lane++) {
                    FlushRange range = new FlushRange(
                            Generations.SURVEY_CELLS, GENERATION, lane, log, next - 1, next, next, Instant.now());
                    rule.bind(statement, range, List.of(flush));
                    if (statement.executeUpdate() != flush.size()) {
                        throw new LoadFailedException("The lane rule wrote other than " + flush.size() + " rows.");
                    }
                }
                next++;
            }
        }
        offset = next - 1;
        return System.nanoTime() - start;
    }

    private List<List<Object[]>> flushes(int rowsALane) {
        List<Object[]> rows = rows(rowsALane);
        List<List<Object[]>> flushes = new ArrayList<>();
        for (int i = 0; i < rows.size(); i += FLUSH_ROWS) {
            flushes.add(rows.subList(i, Math.min(rows.size(), i + FLUSH_ROWS)));
        }
        return flushes;
    }

    /** The same as the stock sink would. */
    long stock(int rowsALane) throws SQLException {
        List<Column> columns = ViewTable.SURVEY_CELLS.columns();
        String names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
        String values = columns.stream().map(column -> "?::" + column.type()).collect(Collectors.joining(", "));
        String sql = "INSERT INTO " + STOCK_TABLE + " (generation, lane, " + names + ") VALUES (1, ?, " + values
                + ") ON CONFLICT (" + ViewTable.SURVEY_CELLS.conflict() + ") DO UPDATE SET content = excluded.content";
        List<Object[]> rows = rows(rowsALane);
        long start = System.nanoTime();
        connection.setAutoCommit(false);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int batched = 0;
            for (int lane = 0; lane < lanes; lane++) {
                for (Object[] row : rows) {
                    statement.setInt(1, lane);
                    for (int i = 0; i < row.length; i++) {
                        statement.setObject(2 + i, row[i]);
                    }
                    statement.addBatch();
                    if (++batched % STOCK_BATCH == 0) {
                        statement.executeBatch();
                        connection.commit();
                    }
                }
            }
            statement.executeBatch();
            connection.commit();
        } finally {
            connection.setAutoCommit(true);
        }
        return System.nanoTime() - start;
    }

    /** The same by COPY. */
    long copy(int rowsALane) throws SQLException, IOException {
        String names =
                ViewTable.SURVEY_CELLS.columns().stream().map(Column::name).collect(Collectors.joining(", "));
        List<Object[]> rows = rows(rowsALane);
        HexFormat hex = HexFormat.of();
        try (Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE " + COPY_TABLE);
        }
        long start = System.nanoTime();
        for (int lane = 0; lane < lanes; lane++) {
            StringBuilder lines = new StringBuilder();
            for (Object[] row : rows) {
                lines.append("1\t").append(lane);
                for (Object value : row) {
                    lines.append('\t').append(value instanceof byte[] bytes ? "\\\\x" + hex.formatHex(bytes) : value);
                }
                lines.append('\n');
            }
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "COPY " + COPY_TABLE + " (generation, lane, " + names + ") FROM STDIN",
                            new ByteArrayInputStream(lines.toString().getBytes(StandardCharsets.UTF_8)));
        }
        return System.nanoTime() - start;
    }
}
