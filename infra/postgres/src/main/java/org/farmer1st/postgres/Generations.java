package org.farmer1st.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

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
}
