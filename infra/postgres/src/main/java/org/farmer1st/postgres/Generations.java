package org.farmer1st.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The generations of views: each is one build of a view from its log, with a progress row a lane. Everything here may be
 * repeated; nothing here turns progress back.
 */
public final class Generations {

    /** The view of survey-analytics. */
    public static final String SURVEY_CELLS = "survey_cells";

    /** The view of points-views: balances and transfers. */
    public static final String POINTS = "points";

    /** All views. */
    public static final List<String> VIEWS = List.of(SURVEY_CELLS, POINTS);

    private static final Map<String, List<ViewTable>> TABLES = Map.of(
            SURVEY_CELLS, List.of(ViewTable.SURVEY_CELLS, ViewTable.RECEIPT_CONFLICTS),
            POINTS, List.of(ViewTable.POINT_BALANCES, ViewTable.POINT_TRANSFERS, ViewTable.POINT_RULES));

    private static final int FIRST = 1;

    private Generations() {}

    /** Creates the missing progress rows of a generation, each at offset -1 and without a log. */
    public static void create(Connection connection, String view, int generation, int lanes) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO views.progress (view, generation, lane) SELECT ?, ?, lane FROM generate_series(0, ? - 1) lane"
                        + " ON CONFLICT DO NOTHING")) {
            statement.setString(1, view);
            statement.setInt(2, generation);
            statement.setInt(3, lanes);
            statement.executeUpdate();
        }
    }

    /**
     * The generation that readers read; where the view has none yet, the first one is created and made live.
     *
     * @return the live generation
     */
    public static int ensureLive(Connection connection, String view, int lanes) throws SQLException {
        Optional<Integer> live = live(connection, view);
        if (live.isEmpty()) {
            create(connection, view, FIRST, lanes);
            try (PreparedStatement statement = connection.prepareStatement(
                    "INSERT INTO views.live (view, generation) VALUES (?, ?) ON CONFLICT DO NOTHING")) {
                statement.setString(1, view);
                statement.setInt(2, FIRST);
                statement.executeUpdate();
            }
            live = live(connection, view);
        }
        int generation = live.orElseThrow(() -> new SQLException("View " + view + " has no live generation"));
        create(connection, view, generation, lanes);
        return generation;
    }

    /** The generation that readers read; empty where the view has none. */
    public static Optional<Integer> live(Connection connection, String view) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT generation FROM views.live WHERE view = ?")) {
            statement.setString(1, view);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(rows.getInt(1)) : Optional.empty();
            }
        }
    }

    /**
     * How far a lane is stored; where it has no progress row, one is made at -1, which is what a lane that must be
     * emitted whole looks like.
     *
     * @return the offset up to which the rows are, inclusive; -1 for none
     */
    public static long storedOffset(Connection connection, String view, int generation, int lane) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO views.progress (view, generation, lane) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")) {
            statement.setString(1, view);
            statement.setInt(2, generation);
            statement.setInt(3, lane);
            statement.executeUpdate();
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT upto FROM views.progress WHERE view = ? AND generation = ? AND lane = ?")) {
            statement.setString(1, view);
            statement.setInt(2, generation);
            statement.setInt(3, lane);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) : -1;
            }
        }
    }

    /** The tables that a view's rows are in. */
    public static List<ViewTable> tables(String view) {
        List<ViewTable> tables = TABLES.get(view);
        if (tables == null) {
            throw new IllegalArgumentException("There is no view " + view + ", but " + VIEWS);
        }
        return tables;
    }

    /** The generations of a view that have any progress, live or not, ascending. */
    public static List<Integer> existing(Connection connection, String view) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT DISTINCT generation FROM views.progress WHERE view = ? ORDER BY generation")) {
            statement.setString(1, view);
            try (ResultSet rows = statement.executeQuery()) {
                List<Integer> generations = new ArrayList<>();
                while (rows.next()) {
                    generations.add(rows.getInt(1));
                }
                return generations;
            }
        }
    }

    /** How far the lanes of a generation are: by lane the last offset that its rows include, -1 for none. */
    public static Map<Integer, Long> progress(Connection connection, String view, int generation) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT lane, upto FROM views.progress WHERE view = ? AND generation = ?")) {
            statement.setString(1, view);
            statement.setInt(2, generation);
            try (ResultSet rows = statement.executeQuery()) {
                Map<Integer, Long> lanes = new TreeMap<>();
                while (rows.next()) {
                    lanes.put(rows.getInt("lane"), rows.getLong("upto"));
                }
                return lanes;
            }
        }
    }

    /**
     * Makes another generation the one that readers read, where it is as far as the live one in every lane: no reader goes
     * back. Writers of the live one wait meanwhile, which is the time of two statements.
     *
     * @param connection not in a transaction
     * @return false where a lane is behind, or of another log, or the live generation is not {@code from}; nothing is changed then
     */
    public static boolean replaceLive(Connection connection, String view, int from, int to) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement locking = connection.prepareStatement(
                        "SELECT lane FROM views.progress WHERE view = ? AND generation = ? ORDER BY lane FOR UPDATE");
                PreparedStatement moving = connection.prepareStatement("""
                        UPDATE views.live SET generation = ? WHERE view = ? AND generation = ? AND NOT EXISTS (
                            SELECT FROM views.progress old LEFT JOIN views.progress new
                                ON new.view = old.view AND new.generation = ? AND new.lane = old.lane
                            WHERE old.view = ? AND old.generation = ?
                                AND (new.upto IS NULL OR new.upto < old.upto OR new.log <> old.log))""")) {
            locking.setString(1, view);
            locking.setInt(2, from);
            locking.executeQuery().close();
            moving.setInt(1, to);
            moving.setString(2, view);
            moving.setInt(3, from);
            moving.setInt(4, to);
            moving.setString(5, view);
            moving.setInt(6, from);
            boolean moved = moving.executeUpdate() == 1;
            connection.commit();
            return moved;
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /**
     * Deletes a generation that is not live, lane by lane; its writer must be gone. Repeating it changes nothing.
     *
     * @throws IllegalStateException where it is live
     */
    public static void delete(Connection connection, String view, int generation) throws SQLException {
        if (live(connection, view).filter(live -> live == generation).isPresent()) {
            throw new IllegalStateException("Generation " + generation + " of the view " + view + " is live");
        }
        for (int lane : progress(connection, view, generation).keySet()) {
            for (ViewTable table : tables(view)) {
                try (PreparedStatement statement = connection.prepareStatement(
                        "DELETE FROM " + table.name() + " WHERE generation = ? AND lane = ?")) {
                    statement.setInt(1, generation);
                    statement.setInt(2, lane);
                    statement.executeUpdate();
                }
            }
        }
        try (PreparedStatement statement =
                connection.prepareStatement("DELETE FROM views.progress WHERE view = ? AND generation = ?")) {
            statement.setString(1, view);
            statement.setInt(2, generation);
            statement.executeUpdate();
        }
    }
}
