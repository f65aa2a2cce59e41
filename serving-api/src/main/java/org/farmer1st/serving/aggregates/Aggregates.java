package org.farmer1st.serving.aggregates;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.farmer1st.serving.postgres.Postgres;
import org.farmer1st.serving.progress.LaneProgress;
import org.farmer1st.serving.progress.ViewProgress;
import org.farmer1st.serving.surveys.Survey;

/** Answers aggregate queries from the view survey_cells. */
public final class Aggregates {

    private static final int ROWS_AT_A_TIME = 1000;
    private static final int PROGRESS_ROW = -1;
    private static final String PROGRESS = """
            WITH live AS MATERIALIZED (SELECT generation FROM views.live WHERE view = 'survey_cells')
            SELECT -1 AS table_number, p.generation, p.lane, p.log, p.upto, p.covered, p.as_of,
                NULL::date AS bucket, NULL::text AS group_values, NULL::bytea AS content
            FROM live JOIN views.progress p ON p.view = 'survey_cells' AND p.generation = live.generation""";
    private static final String AND_ROWS = """

            UNION ALL
            SELECT %d, c.generation, c.lane, NULL, NULL, NULL, NULL, c.bucket, c.group_values, c.content
            FROM views.survey_cells c
            WHERE c.generation = (SELECT generation FROM live) AND c.tenant = ? AND c.survey_id = ? AND c.dimensions = ? AND c.bucket_kind = ?""";

    private final Postgres postgres;

    public Aggregates(Postgres postgres) {
        this.postgres = postgres;
    }

    /** The answer; fails with UNAVAILABLE where Postgres can't be read. */
    public CompletableFuture<AggregateAnswer> answer(AggregateQuery query, Survey survey) {
        return postgres.read(connection -> read(connection, query, survey));
    }

    /**
     * Progress and rows come from one statement, so the answer is an exact prefix of each lane. Rows are fetched and
     * merged in portions: what is held is the answer, not the rows.
     */
    private AggregateAnswer read(Connection connection, AggregateQuery query, Survey survey) throws SQLException {
        AggregateAssembly assembly = new AggregateAssembly(query, survey);
        List<AggregateQuery.Table> tables = assembly.tables();
        List<LaneProgress> lanes = new ArrayList<>();
        int generation = 0;
        connection.setAutoCommit(false);
        try (PreparedStatement statement = connection.prepareStatement(sql(query, tables))) {
            bind(statement, query, tables);
            statement.setFetchSize(ROWS_AT_A_TIME);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    int table = rows.getInt("table_number");
                    if (table == PROGRESS_ROW) {
                        generation = rows.getInt("generation");
                        lanes.add(ViewProgress.lane(rows));
                    } else {
                        assembly.add(
                                tables.get(table),
                                rows.getInt("lane"),
                                rows.getObject("bucket", LocalDate.class),
                                rows.getString("group_values"),
                                rows.getBytes("content"));
                    }
                }
            }
        } finally {
            connection.rollback();
        }
        return new AggregateAnswer(query, assembly.content(), ViewProgress.of(generation, lanes));
    }

    private static String sql(AggregateQuery query, List<AggregateQuery.Table> tables) {
        StringBuilder sql = new StringBuilder(PROGRESS);
        for (int i = 0; i < tables.size(); i++) {
            AggregateQuery.Table table = tables.get(i);
            sql.append(AND_ROWS.formatted(i));
            if (table.range().from() != null) {
                sql.append(" AND c.bucket >= ?");
            }
            if (table.range().to() != null) {
                sql.append(" AND c.bucket <= ?");
            }
            if (table.filtered()) {
                query.filtersByPlace().keySet().forEach(place -> sql.append(" AND split_part(c.group_values, chr(31), ")
                        .append(place)
                        .append(") = ?"));
            }
        }
        return sql.toString();
    }

    private static void bind(PreparedStatement statement, AggregateQuery query, List<AggregateQuery.Table> tables)
            throws SQLException {
        int parameter = 0;
        for (AggregateQuery.Table table : tables) {
            AggregateQuery.Range range = table.range();
            statement.setString(++parameter, query.tenant());
            statement.setString(++parameter, query.surveyId());
            statement.setString(++parameter, String.join(String.valueOf(AggregateQuery.SEPARATOR), table.dimensions()));
            statement.setString(++parameter, range.kind().wireName());
            if (range.from() != null) {
                statement.setObject(++parameter, range.from());
            }
            if (range.to() != null) {
                statement.setObject(++parameter, range.to());
            }
            if (table.filtered()) {
                for (String value : query.filtersByPlace().values()) {
                    statement.setString(++parameter, value);
                }
            }
        }
    }
}
