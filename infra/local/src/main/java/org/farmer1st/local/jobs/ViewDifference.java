package org.farmer1st.local.jobs;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.farmer1st.local.CommandFailed;
import org.farmer1st.postgres.attached.AttachedView;
import org.farmer1st.postgres.attached.AttachedViews;
import org.farmer1st.postgres.attached.ViewColumn;

/**
 * The difference between two generations of a view, both of which may be written meanwhile: rows are compared in one snapshot,
 * and those that differ are compared again once both generations have passed the time of the first look. What differed only
 * because one was a moment behind doesn't any more; what differs still is counted. A row that changes all the time may be counted
 * though it would be the same in the end.
 */
final class ViewDifference {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long BETWEEN_LOOKS = 200;
    private static final int LOOKS = 3;

    private final Connection connection;
    private final AttachedView live;
    private final AttachedView shadow;
    private final int examples;

    /** @param examples how many rows to show of each kind */
    ViewDifference(Connection connection, AttachedView live, AttachedView shadow, int examples) {
        this.connection = connection;
        this.live = live;
        this.shadow = shadow;
        this.examples = examples;
    }

    private enum Kind {
        added,
        removed,
        changed
    }

    void print(PrintWriter out) throws SQLException, InterruptedException {
        List<String> before = names(live);
        List<String> after = names(shadow);
        out.println("Live: generation " + live.generation() + ", " + count(live) + " rows. Shadow: generation "
                + shadow.generation() + ", " + count(shadow) + " rows.");
        after.stream().filter(name -> !before.contains(name)).forEach(name -> out.println("  column added: " + name));
        before.stream().filter(name -> !after.contains(name)).forEach(name -> out.println("  column removed: " + name));
        if (!live.definition().keyColumns().stream()
                .map(ViewDifference::shape)
                .toList()
                .equals(shadow.definition().keyColumns().stream()
                        .map(ViewDifference::shape)
                        .toList())) {
            out.println("The key has changed: rows can't be told apart by it, and are not compared.");
            return;
        }
        compare();
        for (int look = 1; look < LOOKS && differences() > 0; look++) {
            awaitBoth();
            compareAgain();
        }
        for (Kind kind : Kind.values()) {
            long rows = differences(kind);
            out.println("  rows " + kind + ": " + rows);
            if (rows > 0) {
                show(out, kind);
            }
        }
        out.flush();
    }

    private static String shape(ViewColumn column) {
        return column.name() + ' ' + column.type();
    }

    private static List<String> names(AttachedView view) {
        return view.definition().columns().stream().map(ViewColumn::name).toList();
    }

    private List<String> compared() {
        List<ViewColumn> after = shadow.definition().columns();
        return live.definition().columns().stream()
                .filter(column -> after.stream()
                        .anyMatch(other -> other.name().equals(column.name()) && other.type() == column.type()))
                .map(ViewColumn::name)
                .toList();
    }

    private void compare() throws SQLException {
        String keys = key("coalesce(l.%1$s, s.%1$s) AS %1$s", ", ");
        execute("CREATE TEMPORARY TABLE differences AS SELECT " + keys + ", CASE WHEN l." + tenant()
                + " IS NULL THEN 'added' WHEN s." + tenant()
                + " IS NULL THEN 'removed' ELSE 'changed' END AS kind FROM "
                + table(live) + " l FULL JOIN " + table(shadow) + " s ON " + key("l.%1$s = s.%1$s", " AND ")
                + " WHERE l."
                + tenant() + " IS NULL OR s." + tenant() + " IS NULL OR " + row("l") + " IS DISTINCT FROM " + row("s"));
    }

    /** What was different and isn't any more is forgotten; one that was there in one only may be in both by now. */
    private void compareAgain() throws SQLException {
        execute("CREATE TEMPORARY TABLE again AS SELECT " + key("d.%1$s", ", ") + ", CASE WHEN l." + tenant()
                + " IS NULL THEN 'added' WHEN s." + tenant() + " IS NULL THEN 'removed' ELSE 'changed' END AS kind"
                + " FROM differences d LEFT JOIN " + table(live) + " l ON " + key("l.%1$s = d.%1$s", " AND ")
                + " LEFT JOIN " + table(shadow) + " s ON " + key("s.%1$s = d.%1$s", " AND ") + " WHERE (l." + tenant()
                + " IS NOT NULL OR s." + tenant() + " IS NOT NULL) AND (l." + tenant() + " IS NULL OR s." + tenant()
                + " IS NULL OR " + row("l") + " IS DISTINCT FROM " + row("s") + ")");
        execute("DROP TABLE differences");
        execute("ALTER TABLE again RENAME TO differences");
    }

    private void awaitBoth() throws SQLException, InterruptedException {
        Instant goal = asOf("max");
        Instant deadline = Instant.now().plus(PATIENCE);
        while (asOf("min").isBefore(goal)) {
            if (Instant.now().isAfter(deadline)) {
                throw new CommandFailed("One of the two doesn't go on: see ./farmer1st job list.");
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
    }

    /** @param which {@code min} or {@code max} of the two */
    private Instant asOf(String which) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT " + which
                + "(as_of) FROM views.attached_generations WHERE view = ? AND generation IN (?, ?)")) {
            statement.setString(1, live.definition().view());
            statement.setInt(2, live.generation());
            statement.setInt(3, shadow.generation());
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getObject(1, OffsetDateTime.class).toInstant();
            }
        }
    }

    private void show(PrintWriter out, Kind kind) throws SQLException {
        List<String> columns = new ArrayList<>(compared());
        String fields = columns.stream()
                .map(name -> "l." + quoted(name) + "::text, s." + quoted(name) + "::text")
                .collect(Collectors.joining(", "));
        try (PreparedStatement statement = connection.prepareStatement("SELECT " + fields
                + " FROM differences d LEFT JOIN "
                + table(live) + " l ON " + key("l.%1$s = d.%1$s", " AND ") + " LEFT JOIN " + table(shadow) + " s ON "
                + key("s.%1$s = d.%1$s", " AND ") + " WHERE d.kind = ? ORDER BY " + key("d.%1$s", ", ") + " LIMIT ?")) {
            statement.setString(1, kind.name());
            statement.setInt(2, examples);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    List<String> parts = new ArrayList<>();
                    for (int i = 0; i < columns.size(); i++) {
                        parts.add(part(kind, columns.get(i), rows.getString(2 * i + 1), rows.getString(2 * i + 2)));
                    }
                    parts.removeIf(String::isEmpty);
                    out.println("    " + String.join("  ", parts));
                }
            }
        }
    }

    private String part(Kind kind, String column, String before, String after) {
        boolean key = live.definition().key().contains(column);
        return switch (kind) {
            case added -> column + '=' + after;
            case removed -> column + '=' + before;
            case changed -> {
                if (key) {
                    yield column + '=' + after;
                }
                yield java.util.Objects.equals(before, after) ? "" : column + ": " + before + " → " + after;
            }
        };
    }

    private long count(AttachedView view) throws SQLException {
        return number("SELECT count(*) FROM " + table(view));
    }

    private long differences() throws SQLException {
        return number("SELECT count(*) FROM differences");
    }

    private long differences(Kind kind) throws SQLException {
        return number("SELECT count(*) FROM differences WHERE kind = '" + kind.name() + "'");
    }

    private long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String row(String alias) {
        return compared().stream()
                .map(name -> alias + '.' + quoted(name))
                .collect(Collectors.joining(", ", "ROW(", ")"));
    }

    private String tenant() {
        return quoted(live.definition().key().get(0));
    }

    private String key(String form, String separator) {
        return live.definition().key().stream()
                .map(name -> form.formatted(quoted(name)))
                .collect(Collectors.joining(separator));
    }

    private static String table(AttachedView view) {
        return AttachedViews.table(view.definition().view(), view.generation());
    }

    private static String quoted(String name) {
        return '"' + name + '"';
    }
}
