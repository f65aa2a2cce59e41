package org.farmer1st.postgres.attached;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes batches of rows to a generation of an attached view. Batches are numbered from 1; each is one transaction, which
 * counts it, moves {@code as_of} and changes the rows. Only the successor of the last one is applied, so a batch that is tried
 * again, a writer that was replaced, and a database that lost something are each seen, and none can change a row unseen.
 */
public final class ViewBatches {

    /** Rows a statement: arrays of some megabytes at most. */
    private static final int ROWS_A_STATEMENT = 5_000;

    private final ViewDefinition definition;
    private final int generation;
    private final String upsert;
    private final String delete;
    private final String empty;

    /**
     * What is stored of a generation.
     *
     * @param batches how many batches were applied
     * @param asOf what they bring their reader to; the epoch while nothing is known
     * @param position of the log of rows that it is written from; empty where no batch was applied that had one
     */
    public record Stored(long batches, Instant asOf, Optional<Position> position) {}

    /**
     * A place in the log of rows that a view is written from.
     *
     * @param log the id of that topic, by which another one of the same name is told from it
     * @param upto the offset of the first record that is not in
     */
    public record Position(String log, long upto) {}

    /** A batch is not the successor of the last one that was applied. */
    public static final class OutOfOrderException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        OutOfOrderException(String message) {
            super(message);
        }
    }

    public ViewBatches(ViewDefinition definition, int generation) {
        this.definition = definition;
        this.generation = generation;
        String table = AttachedViews.table(definition.view(), generation);
        String columns =
                definition.columns().stream().map(c -> quoted(c.name())).collect(Collectors.joining(", "));
        String key = definition.key().stream().map(ViewBatches::quoted).collect(Collectors.joining(", "));
        String changes = definition.columns().stream()
                .map(ViewColumn::name)
                .filter(name -> !definition.key().contains(name))
                .map(name -> quoted(name) + " = excluded." + quoted(name))
                .collect(Collectors.joining(", "));
        this.upsert = "INSERT INTO " + table + " (" + columns + ") SELECT * FROM unnest("
                + arrays(definition.columns()) + ") ON CONFLICT (" + key + ") DO "
                + (changes.isEmpty() ? "NOTHING" : "UPDATE SET " + changes);
        this.delete = "DELETE FROM " + table + " t USING unnest(" + arrays(definition.keyColumns()) + ") AS k (" + key
                + ") WHERE "
                + definition.key().stream()
                        .map(name -> "t." + quoted(name) + " = k." + quoted(name))
                        .collect(Collectors.joining(" AND "));
        this.empty = "DELETE FROM " + table;
    }

    private static String arrays(List<ViewColumn> columns) {
        return columns.stream().map(c -> "?::" + c.type().postgresName() + "[]").collect(Collectors.joining(", "));
    }

    /** The names are a definition's: letters, digits and underscores. */
    private static String quoted(String name) {
        return '"' + name + '"';
    }

    /** What is stored; empty where the generation was dropped, or never made. */
    public Optional<Stored> stored(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT batches, as_of, log, upto FROM views.attached_generations
                WHERE view = ? AND generation = ? AND dropped_at IS NULL""")) {
            statement.setString(1, definition.view());
            statement.setInt(2, generation);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next()
                        ? Optional.of(new Stored(
                                rows.getLong("batches"),
                                rows.getObject("as_of", OffsetDateTime.class).toInstant(),
                                rows.getString("log") == null
                                        ? Optional.empty()
                                        : Optional.of(new Position(rows.getString("log"), rows.getLong("upto")))))
                        : Optional.empty();
            }
        }
    }

    /**
     * Applies a batch in one transaction, which the caller's connection must not be in.
     *
     * @param number the batch's
     * @param asOf everything that was appended up to it is in; one that is older than what is stored changes nothing
     * @param instead whether these rows take the place of all that are there
     * @param rows whole rows, in the definition's order of columns, no key twice; values are {@code String, Long, Double,
     *     BigDecimal, Boolean, LocalDate} or {@code Instant}, by the column's type, or null
     * @param deleted keys, in the order of the definition's key, none of which is in {@code rows}
     * @throws OutOfOrderException where the last batch that was applied isn't the one before; nothing was changed
     */
    public void apply(
            Connection connection,
            long number,
            Instant asOf,
            boolean instead,
            Collection<Object[]> rows,
            Collection<Object[]> deleted)
            throws SQLException {
        apply(connection, number, asOf, instead, rows, deleted, Optional.empty());
    }

    /**
     * The same, for a view that is written from a log of rows.
     *
     * @param position where the log's next record begins, once these rows are in; moves with them
     * @throws OutOfOrderException where the last batch that was applied isn't the one before: somebody else wrote, or the
     *     database lost something; nothing was changed, and what is stored says where to go on
     */
    public void apply(
            Connection connection,
            long number,
            Instant asOf,
            Collection<Object[]> rows,
            Collection<Object[]> deleted,
            Position position)
            throws SQLException {
        apply(connection, number, asOf, false, rows, deleted, Optional.of(position));
    }

    private void apply(
            Connection connection,
            long number,
            Instant asOf,
            boolean instead,
            Collection<Object[]> rows,
            Collection<Object[]> deleted,
            Optional<Position> position)
            throws SQLException {
        connection.setAutoCommit(false);
        try {
            count(connection, number, asOf, position);
            if (instead) {
                try (PreparedStatement statement = connection.prepareStatement(empty)) {
                    statement.executeUpdate();
                }
            } else {
                execute(connection, delete, definition.keyColumns(), deleted);
            }
            execute(connection, upsert, definition.columns(), rows);
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            try {
                connection.rollback();
            } catch (SQLException broken) {
                e.addSuppressed(broken);
            }
            throw e;
        } finally {
            if (!connection.isClosed()) {
                connection.setAutoCommit(true);
            }
        }
    }

    private void count(Connection connection, long number, Instant asOf, Optional<Position> position)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                UPDATE views.attached_generations SET batches = ?, as_of = greatest(as_of, ?),
                    log = coalesce(?, log), upto = coalesce(?, upto)
                WHERE view = ? AND generation = ? AND batches = ? AND dropped_at IS NULL""")) {
            statement.setLong(1, number);
            statement.setObject(2, asOf.atOffset(ZoneOffset.UTC));
            statement.setString(3, position.map(Position::log).orElse(null));
            statement.setObject(4, position.map(Position::upto).orElse(null), Types.BIGINT);
            statement.setString(5, definition.view());
            statement.setInt(6, generation);
            statement.setLong(7, number - 1);
            if (statement.executeUpdate() == 0) {
                throw new OutOfOrderException("Batch " + number + " of the view " + definition.view() + ", generation "
                        + generation + ", can't be applied: "
                        + stored(connection)
                                .map(stored -> "the last one that was is " + stored.batches())
                                .orElse("there is no such generation any more"));
            }
        }
    }

    private static void execute(Connection connection, String sql, List<ViewColumn> columns, Collection<Object[]> rows)
            throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Iterator<Object[]> iterator = rows.iterator();
            int left = rows.size();
            while (left > 0) {
                int size = Math.min(left, ROWS_A_STATEMENT);
                String[][] values = new String[columns.size()][size];
                for (int row = 0; row < size; row++) {
                    Object[] next = iterator.next();
                    for (int column = 0; column < values.length; column++) {
                        values[column][row] = text(next[column]);
                    }
                }
                for (int column = 0; column < values.length; column++) {
                    statement.setArray(
                            column + 1,
                            connection.createArrayOf(columns.get(column).type().postgresName(), values[column]));
                }
                statement.executeUpdate();
                left -= size;
            }
        }
    }

    /** As Postgres reads it. Its texts hold no zero character, which becomes the sign for what can't be shown. */
    private static String text(Object value) {
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        return value == null ? null : value.toString().replace('\u0000', '\uFFFD');
    }
}
