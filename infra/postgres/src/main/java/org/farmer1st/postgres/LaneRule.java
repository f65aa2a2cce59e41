package org.farmer1st.postgres;

import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.farmer1st.postgres.ViewTable.Column;

/**
 * The lane rule in Postgres: the one statement that applies a flush, and why it may refuse to.
 *
 * <p>A flush carries the absolute values of the rows that changed in {@code (from, to]} of one lane. Where the lane is
 * stored at an offset in {@code [from, to)} its progress moves to {@code to} and the rows are upserted; where it is at
 * {@code to} or further nothing happens; otherwise the statement fails with a {@link Refusal}. It is one statement, so
 * readers see all of a flush or nothing of it, in any transaction mode.
 *
 * <p>Two writers of a lane wait for each other on its progress row, and the condition is evaluated anew for the one
 * that waited (read committed); the parameters stand in a materialised CTE, so that this evaluation sees them.
 * Writers of different lanes share no row. Put one flush into a transaction: two flushes of different lanes in one, met
 * by two in the other order, deadlock.
 */
public final class LaneRule implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Why the statement refuses a flush. Emitting the lane whole ({@code from} -1) answers GAP and NO_PROGRESS. */
    public enum Refusal {
        /** What is stored ends before the flush starts: the database lost something, or a flush did. */
        GAP("LR001"),
        /** The stored rows are of another log: the topic was made anew. Only another generation helps. */
        OTHER_LOG("LR002"),
        /** The lane has no progress row. */
        NO_PROGRESS("LR003");

        private final String sqlState;

        Refusal(String sqlState) {
            this.sqlState = sqlState;
        }

        /** The refusal that an error is; empty for any other error. */
        public static Optional<Refusal> of(SQLException error) {
            for (Refusal refusal : values()) {
                if (refusal.sqlState.equals(error.getSQLState())) {
                    return Optional.of(refusal);
                }
            }
            return Optional.empty();
        }
    }

    private static final String PROGRESS = """
            WITH flush AS MATERIALIZED (
                SELECT given.* FROM (SELECT ?::text AS view, ?::int AS generation, ?::int AS lane, ?::text AS log,
                    ?::bigint AS from_offset, ?::bigint AS to_offset, ?::bigint AS covered, ?::timestamptz AS as_of
                    OFFSET 0) given
                WHERE EXISTS (SELECT FROM views.progress p WHERE p.view = given.view
                        AND p.generation = given.generation AND p.lane = given.lane)
                    OR views.refuse_without_progress(given.view, given.generation, given.lane)
            ), moved AS (
                UPDATE views.progress p
                SET upto = views.admit(p.view, p.generation, p.lane, p.log, p.upto, f.log, f.from_offset, f.to_offset),
                    log = f.log, covered = f.covered, as_of = f.as_of
                FROM flush f
                WHERE p.view = f.view AND p.generation = f.generation AND p.lane = f.lane
                    AND (p.upto < f.to_offset OR p.log <> f.log)
                RETURNING p.generation, p.lane
            )""";

    private static final int RANGE_PARAMETERS = 8;

    private final List<ViewTable> tables;

    /** @param tables the tables of one view, which share a progress */
    public LaneRule(ViewTable... tables) {
        this.tables = List.of(tables);
    }

    /** The statement; its parameters are set by {@link #bind}. */
    public String sql() {
        StringBuilder sql = new StringBuilder(PROGRESS);
        for (int i = 0; i < tables.size() - 1; i++) {
            sql.append(", written_")
                    .append(i)
                    .append(" AS (\n")
                    .append(upsert(tables.get(i)))
                    .append("\n)");
        }
        return sql.append('\n').append(upsert(tables.get(tables.size() - 1))).toString();
    }

    private static String upsert(ViewTable table) {
        return upsert(table, "moved");
    }

    private static String upsert(ViewTable table, String target) {
        String columns = table.columns().stream().map(Column::name).collect(Collectors.joining(", "));
        String arrays = table.columns().stream()
                .map(column -> "?::" + column.type() + "[]")
                .collect(Collectors.joining(", "));
        String updates = table.content().stream()
                .map(column -> column.name() + " = excluded." + column.name())
                .collect(Collectors.joining(", "));
        return "INSERT INTO " + table.name() + " (generation, lane, " + columns + ")\n"
                + "SELECT target.generation, target.lane, changed.*\n"
                + "FROM " + target + " target CROSS JOIN unnest(" + arrays + ") AS changed (" + columns + ")\n"
                + "ON CONFLICT (" + table.conflict() + ") DO UPDATE SET " + updates;
    }

    /**
     * Sets the statement's parameters.
     *
     * @param rows for each table, in order, its rows: values in the order of {@link ViewTable#columns()}; no key twice
     */
    public void bind(PreparedStatement statement, FlushRange range, List<List<Object[]>> rows) throws SQLException {
        bindRange(statement, range);
        int parameter = RANGE_PARAMETERS;
        for (int t = 0; t < tables.size(); t++) {
            parameter = bindRows(statement, parameter, tables.get(t), rows.get(t));
        }
    }

    private static void bindRange(PreparedStatement statement, FlushRange range) throws SQLException {
        statement.setString(1, range.view());
        statement.setInt(2, range.generation());
        statement.setInt(3, range.lane());
        statement.setString(4, range.log());
        statement.setLong(5, range.from());
        statement.setLong(6, range.to());
        statement.setLong(7, range.covered());
        statement.setString(8, range.asOf().toString());
    }

    private static int bindRows(PreparedStatement statement, int after, ViewTable table, List<Object[]> rows)
            throws SQLException {
        int parameter = after;
        List<Object[]> sorted = sortedByKey(table, rows);
        List<Column> columns = table.columns();
        for (int c = 0; c < columns.size(); c++) {
            String type = columns.get(c).type();
            Object[] values = newArray(type, sorted.size());
            for (int r = 0; r < values.length; r++) {
                values[r] = sorted.get(r)[c];
            }
            statement.setArray(++parameter, statement.getConnection().createArrayOf(type, values));
        }
        return parameter;
    }

    /**
     * Applies one flush whose rows come in parts: the same rule in one transaction of several statements, each as large as a
     * part. Progress moves first, so that the lane is locked, and a flush that would change nothing asks for no part.
     * Readers see all of it or nothing.
     *
     * @param connection not in a transaction; of nobody else
     * @param parts each as {@link #bind} takes rows; no key twice in all of them
     * @return whether it changed anything
     * @throws SQLException a {@link Refusal}, among others; then nothing is changed
     */
    public boolean apply(Connection connection, FlushRange range, Iterator<List<List<Object[]>>> parts)
            throws SQLException {
        connection.setAutoCommit(false);
        try {
            boolean moved = move(connection, range);
            while (moved && parts.hasNext()) {
                List<List<Object[]>> part = parts.next();
                for (int t = 0; t < tables.size(); t++) {
                    if (!part.get(t).isEmpty()) {
                        write(connection, range, tables.get(t), part.get(t));
                    }
                }
            }
            connection.commit();
            return moved;
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static boolean move(Connection connection, FlushRange range) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PROGRESS + "\nSELECT count(*) FROM moved")) {
            bindRange(statement, range);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getInt(1) == 1;
            }
        }
    }

    private static void write(Connection connection, FlushRange range, ViewTable table, List<Object[]> rows)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(upsert(table, "(SELECT ?::int AS generation, ?::int AS lane)"))) {
            statement.setInt(1, range.generation());
            statement.setInt(2, range.lane());
            bindRows(statement, 2, table, rows);
            statement.executeUpdate();
        }
    }

    private static Object[] newArray(String type, int length) {
        return switch (type) {
            case "bytea" -> new byte[length][];
            case "int4" -> new Integer[length];
            case "int8" -> new Long[length];
            case "text", "date", "timestamptz" -> new String[length];
            default -> throw new IllegalArgumentException("No arrays are sent of type " + type);
        };
    }

    /** In the order of the primary key, so that a flush walks the index once. */
    private static List<Object[]> sortedByKey(ViewTable table, List<Object[]> rows) {
        List<Object[]> sorted = new ArrayList<>(rows);
        Comparator<Object[]> byKey = (left, right) -> {
            for (int i = 0; i < table.key().size(); i++) {
                int order = compare(left[i], right[i]);
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        };
        sorted.sort(byKey);
        return sorted;
    }

    /** A column of a key holds strings, or longs. */
    private static int compare(Object left, Object right) {
        return left instanceof Long number ? number.compareTo((Long) right) : ((String) left).compareTo((String) right);
    }
}
