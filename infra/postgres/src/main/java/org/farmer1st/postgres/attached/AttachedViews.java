package org.farmer1st.postgres.attached;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The generations of attached views. Each call is one transaction; the connection is the caller's, and must not be in one.
 *
 * <p>A generation is a table of its own, so that a job's definition may change from one to the next, and so that dropping
 * one costs nothing. Whoever reads takes the live generation and the rows in one statement.
 */
public final class AttachedViews {

    private static final String SELECT = """
            SELECT g.definition, g.generation, g.job, g.as_of, g.created_at, l.generation IS NOT NULL AS live
            FROM views.attached_generations g LEFT JOIN views.live l USING (view, generation)
            WHERE g.dropped_at IS NULL ORDER BY g.view, g.generation""";

    private final Connection connection;

    public AttachedViews(Connection connection) {
        this.connection = connection;
    }

    /** A view is fed by one job, and this isn't it. */
    public static final class OtherJobException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        OtherJobException(String view, String job) {
            super("The view " + view + " is fed by the job " + job + "; a view has one job.");
        }
    }

    /** A generation isn't as far as the live one: readers would see the view go back. */
    public static final class BehindException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        BehindException(String view, int generation) {
            super("Generation " + generation + " of the view " + view + " is behind the live one.");
        }
    }

    /** The table of a generation, quoted, with its schema: what SQL names it. */
    public static String table(String view, int generation) {
        if (!ViewDefinition.isName(view) || generation < 1) {
            throw new IllegalArgumentException("No view can be named so: " + view + ", generation " + generation);
        }
        return "attached.\"" + view + "_" + generation + "\"";
    }

    /**
     * Makes an empty generation, which nobody reads yet.
     *
     * @param job the job that will write it
     * @return its number
     * @throws OtherJobException where another job feeds the view
     */
    public int create(ViewDefinition definition, String job) throws SQLException {
        return inTransaction(() -> {
            lock(definition.view());
            Optional<String> other = otherJob(definition.view(), job);
            if (other.isPresent()) {
                throw new OtherJobException(definition.view(), other.get());
            }
            int generation;
            try (PreparedStatement statement = connection.prepareStatement("""
                    INSERT INTO views.attached_generations (view, generation, definition, job)
                    SELECT ?, coalesce(max(generation), 0) + 1, ?::jsonb, ?
                    FROM views.attached_generations WHERE view = ? RETURNING generation""")) {
                statement.setString(1, definition.view());
                statement.setString(2, definition.toJson());
                statement.setString(3, job);
                statement.setString(4, definition.view());
                try (ResultSet rows = statement.executeQuery()) {
                    rows.next();
                    generation = rows.getInt(1);
                }
            }
            execute(tableOf(definition, generation));
            return generation;
        });
    }

    /** The names in it are those of a definition, which are letters, digits and underscores. */
    private static String tableOf(ViewDefinition definition, int generation) {
        String columns = definition.columns().stream()
                .map(column -> quoted(column.name()) + " " + column.type().declaration())
                .collect(Collectors.joining(", "));
        String key = definition.key().stream().map(AttachedViews::quoted).collect(Collectors.joining(", "));
        return "CREATE TABLE " + table(definition.view(), generation) + " (" + columns + ", PRIMARY KEY (" + key
                + ")) WITH (fillfactor = 80, autovacuum_vacuum_threshold = 1000,"
                + " autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0)";
    }

    private static String quoted(String name) {
        return '"' + name + '"';
    }

    /**
     * Makes a generation the one that readers read, from one statement to the next.
     *
     * @throws BehindException where the live one is further; nothing was changed
     * @throws IllegalStateException where there is no such generation
     */
    public void promote(String view, int generation) throws SQLException {
        inTransaction(() -> {
            lock(view);
            if (isBehind(view, generation)) {
                throw new BehindException(view, generation);
            }
            try (PreparedStatement statement = connection.prepareStatement("""
                    INSERT INTO views.live (view, generation)
                    SELECT view, generation FROM views.attached_generations
                    WHERE view = ? AND generation = ? AND dropped_at IS NULL
                    ON CONFLICT (view) DO UPDATE SET generation = excluded.generation""")) {
                statement.setString(1, view);
                statement.setInt(2, generation);
                if (statement.executeUpdate() == 0) {
                    throw new IllegalStateException("The view " + view + " has no generation " + generation + ".");
                }
            }
            return null;
        });
    }

    /** The live one's row is locked, so that its writer can't move on before the pointer has moved. */
    private boolean isBehind(String view, int generation) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT live.as_of > (SELECT g.as_of FROM views.attached_generations g
                    WHERE g.view = live.view AND g.generation = ?)
                FROM views.attached_generations live JOIN views.live pointer USING (view, generation)
                WHERE live.view = ? FOR UPDATE OF live""")) {
            statement.setInt(1, generation);
            statement.setString(2, view);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        }
    }

    /**
     * Lets a generation say of itself what a definition says: its descriptions, its readers, and its smallest group.
     *
     * @param definition with the columns and the key that the generation has
     * @throws IllegalArgumentException where it has others
     */
    public void describe(ViewDefinition definition, int generation) throws SQLException {
        inTransaction(() -> {
            lock(definition.view());
            boolean same = list().stream()
                    .anyMatch(view -> view.generation() == generation
                            && view.definition().view().equals(definition.view())
                            && view.definition().hasRowsOf(definition));
            if (!same) {
                throw new IllegalArgumentException("Generation " + generation + " of the view " + definition.view()
                        + " has other columns, or another key, or is not there.");
            }
            try (PreparedStatement statement = connection.prepareStatement(
                    "UPDATE views.attached_generations SET definition = ?::jsonb WHERE view = ? AND generation = ?")) {
                statement.setString(1, definition.toJson());
                statement.setString(2, definition.view());
                statement.setInt(3, generation);
                statement.executeUpdate();
            }
            return null;
        });
    }

    /**
     * Drops a generation and its rows. Repeating it changes nothing.
     *
     * @throws IllegalStateException where it is the live one
     */
    public void drop(String view, int generation) throws SQLException {
        inTransaction(() -> {
            lock(view);
            if (live(view).filter(live -> live == generation).isPresent()) {
                throw new IllegalStateException(
                        "Generation " + generation + " of the view " + view + " is live: promote another one first.");
            }
            forget(view, generation);
            return null;
        });
    }

    /** Drops a view with all of its generations and rows: nobody reads it any more. Repeating it changes nothing. */
    public void remove(String view) throws SQLException {
        inTransaction(() -> {
            lock(view);
            List<Integer> generations = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT generation FROM views.attached_generations WHERE view = ? AND dropped_at IS NULL")) {
                statement.setString(1, view);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        generations.add(rows.getInt(1));
                    }
                }
            }
            for (int generation : generations) {
                forget(view, generation);
            }
            try (PreparedStatement statement = connection.prepareStatement(
                    "DELETE FROM views.live WHERE view = ? AND EXISTS (SELECT FROM views.attached_generations g WHERE g.view = live.view)")) {
                statement.setString(1, view);
                statement.executeUpdate();
            }
            return null;
        });
    }

    private void forget(String view, int generation) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("UPDATE views.attached_generations SET dropped_at = now()"
                        + " WHERE view = ? AND generation = ? AND dropped_at IS NULL")) {
            statement.setString(1, view);
            statement.setInt(2, generation);
            if (statement.executeUpdate() > 0) {
                execute("DROP TABLE IF EXISTS " + table(view, generation));
            }
        }
    }

    /** All generations that weren't dropped, by view and number. */
    public List<AttachedView> list() throws SQLException {
        List<AttachedView> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(SELECT);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(new AttachedView(
                        ViewDefinition.fromJson(rows.getString("definition")),
                        rows.getInt("generation"),
                        rows.getString("job"),
                        rows.getObject("as_of", OffsetDateTime.class).toInstant(),
                        rows.getObject("created_at", OffsetDateTime.class).toInstant(),
                        rows.getBoolean("live")));
            }
        }
        return found;
    }

    private Optional<Integer> live(String view) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT generation FROM views.live WHERE view = ?")) {
            statement.setString(1, view);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(rows.getInt(1)) : Optional.empty();
            }
        }
    }

    private Optional<String> otherJob(String view, String job) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT job FROM views.attached_generations WHERE view = ? AND job <> ? AND dropped_at IS NULL LIMIT 1")) {
            statement.setString(1, view);
            statement.setString(2, job);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
            }
        }
    }

    /** One change of a view at a time, until the transaction ends. */
    private void lock(String view) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))")) {
            statement.setString(1, "attached view " + view);
            statement.execute();
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T run() throws SQLException;
    }

    private <T> T inTransaction(Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            T result = work.run();
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }
}
