package org.farmer1st.serving.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.farmer1st.postgres.attached.ViewDefinition;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.serving.postgres.Postgres;

/** The attached views that are live, as the database has them when it is asked: one that appears can be read at once. */
final class LiveViews {

    private static final String SELECT = """
            SELECT g.definition, g.generation, g.as_of
            FROM views.live l JOIN views.attached_generations g USING (view, generation)""";

    /** Between two statements a generation may be swapped and dropped; a third swap in one request is none of ours. */
    private static final int MOST_TRIES = 3;

    private static final String NO_SUCH_TABLE = "42P01";

    private final Postgres postgres;
    private volatile List<LiveView> known = List.of();

    LiveViews(Postgres postgres) {
        this.postgres = postgres;
    }

    /** All of them, by name. */
    List<LiveView> list(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SELECT + " ORDER BY view")) {
            return read(statement);
        }
    }

    /** All of them; while Postgres is away those that were known last. Never completes exceptionally. */
    CompletableFuture<List<LiveView>> knownOrLast() {
        return postgres.read(this::list).handle((views, failure) -> {
            if (failure == null) {
                known = views;
            }
            return known;
        });
    }

    private static Optional<LiveView> find(Connection connection, String view) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SELECT + " WHERE l.view = ?")) {
            statement.setString(1, view);
            return read(statement).stream().findFirst();
        }
    }

    private static List<LiveView> read(PreparedStatement statement) throws SQLException {
        List<LiveView> views = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                views.add(new LiveView(
                        ViewDefinition.fromJson(rows.getString("definition")),
                        rows.getInt("generation"),
                        rows.getObject("as_of", OffsetDateTime.class).toInstant()));
            }
        }
        return views;
    }

    /**
     * A page of a view.
     *
     * @param ask what is asked, once the view's definition is known; may refuse by an {@link ApiException}
     * @return empty where there is no such view
     */
    CompletableFuture<Optional<ViewPage>> page(String view, Function<LiveView, ViewQuery> ask) {
        return postgres.read(connection -> page(connection, view, ask));
    }

    private static Optional<ViewPage> page(Connection connection, String view, Function<LiveView, ViewQuery> ask)
            throws SQLException {
        for (int tries = 1; ; tries++) {
            Optional<LiveView> live = find(connection, view);
            if (live.isEmpty()) {
                return Optional.empty();
            }
            ViewStatement statement = new ViewStatement(live.get(), ask.apply(live.get()));
            try {
                Optional<ViewPage> page = statement.read(connection);
                if (page.isPresent()) {
                    return page;
                }
                if (tries == MOST_TRIES) {
                    throw new SQLException("The view " + view + " was swapped again and again", "57000");
                }
            } catch (SQLException e) {
                if (!NO_SUCH_TABLE.equals(e.getSQLState()) || tries == MOST_TRIES) {
                    throw e;
                }
            }
        }
    }
}
