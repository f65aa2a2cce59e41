package org.farmer1st.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Compares two generations of a view row by row, a lane at a time, where both are at the same offset of the same log. */
public final class GenerationComparison {

    private static final int MOST_EXAMPLES = 5;

    /**
     * What a comparison found.
     *
     * @param rows how many keys there are in either generation
     * @param different how many of them are missing in one, or have other values
     * @param examples some of those keys, in words
     */
    public record Found(long rows, long different, List<String> examples) {

        /** Together with what was found in other lanes. */
        public Found and(Found other) {
            List<String> both = new ArrayList<>(examples);
            both.addAll(other.examples());
            return new Found(
                    rows + other.rows(),
                    different + other.different(),
                    both.stream().limit(MOST_EXAMPLES).toList());
        }
    }

    private final String view;
    private final int left;
    private final int right;

    public GenerationComparison(String view, int left, int right) {
        this.view = view;
        this.left = left;
        this.right = right;
    }

    /**
     * Compares a lane in one snapshot.
     *
     * @param connection not in a transaction
     * @return empty where the generations are at different offsets just now
     */
    public Optional<Found> compare(Connection connection, int lane) throws SQLException {
        connection.setAutoCommit(false);
        try {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            if (!isAtOneOffset(connection, lane)) {
                return Optional.empty();
            }
            Found found = new Found(0, 0, List.of());
            for (ViewTable table : Generations.tables(view)) {
                found = found.and(compare(connection, table, lane));
            }
            return Optional.of(found);
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        }
    }

    private boolean isAtOneOffset(Connection connection, int lane) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT FROM views.progress a JOIN views.progress b
                    ON a.view = b.view AND a.lane = b.lane AND a.upto = b.upto AND a.log IS NOT DISTINCT FROM b.log
                WHERE a.view = ? AND a.lane = ? AND a.generation = ? AND b.generation = ?""")) {
            statement.setString(1, view);
            statement.setInt(2, lane);
            statement.setInt(3, left);
            statement.setInt(4, right);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private Found compare(Connection connection, ViewTable table, int lane) throws SQLException {
        String keys = names(table.key(), "%s");
        String sql = """
                WITH pairs AS (
                    SELECT %s, l.generation IS NULL AS added, r.generation IS NULL AS removed,
                        (%s) IS DISTINCT FROM (%s) AS changed
                    FROM (SELECT * FROM %s WHERE generation = ? AND lane = ?) l
                    FULL JOIN (SELECT * FROM %s WHERE generation = ? AND lane = ?) r USING (%s))
                SELECT count(*) AS rows, count(*) FILTER (WHERE added OR removed OR changed) AS different,
                    array_to_string((array_agg(concat_ws(' ', %s, CASE WHEN added THEN 'is new' WHEN removed THEN 'is gone'
                        ELSE 'is another' END)) FILTER (WHERE added OR removed OR changed))[1:%d], chr(10)) AS examples
                FROM pairs""".formatted(
                        keys,
                        names(table.content(), "l.%s"),
                        names(table.content(), "r.%s"),
                        table.name(),
                        table.name(),
                        keys,
                        keys,
                        MOST_EXAMPLES);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, left);
            statement.setInt(2, lane);
            statement.setInt(3, right);
            statement.setInt(4, lane);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                String examples = rows.getString("examples");
                return new Found(
                        rows.getLong("rows"),
                        rows.getLong("different"),
                        examples == null
                                ? List.of()
                                : examples.lines()
                                        .map(key -> table.name() + ": " + key.replace('\u001f', ','))
                                        .toList());
            }
        }
    }

    private static String names(List<ViewTable.Column> columns, String form) {
        return columns.stream().map(column -> form.formatted(column.name())).collect(Collectors.joining(", "));
    }
}
