package org.farmer1st.serving;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.farmer1st.events.SurveyCell;
import org.farmer1st.postgres.FlushRange;
import org.farmer1st.postgres.Generations;
import org.farmer1st.postgres.LaneRule;
import org.farmer1st.postgres.ViewTable;
import org.farmer1st.serving.aggregates.Rows;

/** Writes views and reference data into a database as their owners do: views by flushes under the lane rule. */
final class TestViews {

    /** How many lanes a test's database has that asks for no other number. */
    static final int LANES = 4;

    private static final String LOG = "a-topic-id";
    private static final LaneRule CELLS = new LaneRule(ViewTable.SURVEY_CELLS, ViewTable.RECEIPT_CONFLICTS);
    private static final LaneRule POINTS =
            new LaneRule(ViewTable.POINT_BALANCES, ViewTable.POINT_TRANSFERS, ViewTable.POINT_RULES);

    private final String url;
    private final String user;
    private final String password;

    TestViews(String url, String user, String password) {
        this.url = url;
        this.user = user;
        this.password = password;
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }

    void createGenerations() throws SQLException {
        try (Connection connection = connect()) {
            for (String view : Generations.VIEWS) {
                Generations.ensureLive(connection, view, LANES);
            }
        }
    }

    void publish(String tenant, String surveyId, int version, String definition) throws SQLException {
        run(
                "INSERT INTO reference.surveys (tenant, survey_id, version, definition) VALUES (?, ?, ?, ?::jsonb)",
                tenant,
                surveyId,
                version,
                definition);
    }

    /** A new, empty one: whatever an earlier run of the same tests left is dropped. */
    void createDatabase(String name) throws SQLException {
        run("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
        run("CREATE DATABASE " + name);
    }

    void run(String sql, Object... parameters) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.execute();
        }
    }

    /** Brings a lane of both views to an offset, with nothing new in it. */
    void tick(int lane, long offset, Instant asOf) throws SQLException {
        cells(lane, offset, asOf);
        points(lane, offset, asOf, List.of(), List.of());
    }

    /** A row of survey_cells. */
    static Object[] cell(
            String tenant,
            String surveyId,
            String dimensions,
            String kind,
            String bucket,
            String values,
            SurveyCell cell) {
        return new Object[] {tenant, surveyId, dimensions, kind, bucket, values, Rows.bytes(cell)};
    }

    void cells(int lane, long offset, Instant asOf, Object[]... rows) throws SQLException {
        apply(CELLS, Generations.SURVEY_CELLS, lane, offset, asOf, List.of(List.of(rows), List.of()));
    }

    /** Brings a lane of survey_cells to an offset, with conflicts at the offsets that are given. */
    void conflicts(int lane, long offset, Instant asOf, Long... submissionOffsets) throws SQLException {
        List<Object[]> rows = new ArrayList<>();
        for (Long submission : submissionOffsets) {
            rows.add(new Object[] {submission, asOf.toString()});
        }
        apply(CELLS, Generations.SURVEY_CELLS, lane, offset, asOf, List.of(List.of(), rows));
    }

    static Object[] balances(String tenant, String farmer, long available, long owed) {
        return balances(tenant, farmer, available, owed, null);
    }

    static Object[] balances(String tenant, String farmer, long available, long owed, String region) {
        return new Object[] {
            tenant, farmer, available, 0L, 0L, 0L, 0L, owed, "[{\"amount\":2,\"on\":\"2027-03-01\"}]", region
        };
    }

    static Object[] transfer(
            String tenant,
            String farmer,
            String id,
            long offset,
            String debit,
            String credit,
            long amount,
            Instant at) {
        return new Object[] {
            tenant,
            farmer,
            id,
            offset,
            0,
            "EARNED",
            debit,
            credit,
            amount,
            "safi",
            "response-" + id,
            null,
            at.toString(),
            at.toString(),
            "command-" + id,
            at.toString().substring(0, 10),
            null
        };
    }

    void points(int lane, long offset, Instant asOf, List<Object[]> balances, List<Object[]> transfers)
            throws SQLException {
        points(lane, offset, asOf, balances, transfers, List.of());
    }

    void points(
            int lane,
            long offset,
            Instant asOf,
            List<Object[]> balances,
            List<Object[]> transfers,
            List<Object[]> rules)
            throws SQLException {
        apply(POINTS, Generations.POINTS, lane, offset, asOf, List.of(balances, transfers, rules));
    }

    private void apply(LaneRule rule, String view, int lane, long offset, Instant asOf, List<List<Object[]>> rows)
            throws SQLException {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(rule.sql())) {
            long stored = Generations.storedOffset(connection, view, 1, lane);
            rule.bind(statement, new FlushRange(view, 1, lane, LOG, stored, offset, offset, asOf), rows);
            statement.executeUpdate();
        }
    }
}
