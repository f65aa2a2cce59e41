package org.farmer1st.serving.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.farmer1st.postgres.attached.AttachedViews;
import org.farmer1st.postgres.attached.ViewColumn;
import org.farmer1st.postgres.attached.ViewDefinition;
import org.farmer1st.serving.catalog.ViewQuery.Filter;

/**
 * The statement that reads a page of an attached view: which generation is live, how far it is, the rows, and how many are
 * left out, as of one snapshot. Its names are those of the definition, which are letters, digits and underscores; all
 * values are parameters.
 */
final class ViewStatement {

    private final LiveView view;
    private final ViewQuery query;
    private final List<String> parameters = new ArrayList<>();

    ViewStatement(LiveView view, ViewQuery query) {
        this.view = view;
        this.query = query;
    }

    /** The page; empty where another generation is live by now. */
    Optional<ViewPage> read(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql())) {
            statement.setString(1, view.definition().view());
            statement.setInt(2, view.generation());
            for (int i = 0; i < parameters.size(); i++) {
                statement.setString(i + 3, parameters.get(i));
            }
            try (ResultSet found = statement.executeQuery()) {
                return page(found);
            }
        }
    }

    private String sql() {
        ViewDefinition definition = view.definition();
        String table = AttachedViews.table(definition.view(), view.generation());
        String columns = definition.columns().stream()
                .map(column -> quoted(column.name()))
                .collect(Collectors.joining(", "));
        String order = definition.key().stream().map(ViewStatement::quoted).collect(Collectors.joining(", "));
        StringBuilder sql = new StringBuilder("""
                WITH live AS MATERIALIZED (
                    SELECT g.as_of AS "as of" FROM views.live l JOIN views.attached_generations g USING (view, generation)
                    WHERE l.view = ? AND l.generation = ?
                ), hidden AS MATERIALIZED (
                """);
        if (definition.minGroupSize() > 1) {
            sql.append("SELECT count(*) AS \"left out\" FROM ").append(table).append(asked());
            sql.append(" AND NOT ").append(visible());
        } else {
            sql.append("SELECT 0::bigint AS \"left out\"");
        }
        sql.append(
                        "\n)\nSELECT live.\"as of\", hidden.\"left out\", page.* FROM live CROSS JOIN hidden LEFT JOIN (SELECT ")
                .append(columns)
                .append(" FROM ")
                .append(table)
                .append(asked());
        if (definition.minGroupSize() > 1) {
            sql.append(" AND ").append(visible());
        }
        if (!query.after().isEmpty()) {
            sql.append(" AND ").append(after());
        }
        return sql.append(" ORDER BY ")
                .append(order)
                .append(" LIMIT ")
                .append(query.limit() + 1)
                .append(") page ON true ORDER BY ")
                .append(order)
                .toString();
    }

    private String asked() {
        StringBuilder where = new StringBuilder(" WHERE \"tenant\" = ?");
        parameters.add(query.tenant());
        for (Filter filter : query.filters()) {
            where.append(" AND ")
                    .append(quoted(filter.column().name()))
                    .append(' ')
                    .append(filter.comparison().operator())
                    .append(' ')
                    .append(parameter(filter.column(), filter.value()));
        }
        return where.toString();
    }

    private String visible() {
        ViewDefinition definition = view.definition();
        return "(coalesce(" + quoted(definition.farmersColumn()) + ", 0) >= " + definition.minGroupSize() + ")";
    }

    private String after() {
        List<ViewColumn> columns = ViewParameters.filterable(view.definition());
        List<String> values = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            values.add(parameter(columns.get(i), query.after().get(i)));
        }
        return columns.stream().map(column -> quoted(column.name())).collect(Collectors.joining(", ", "(", ")"))
                + " > (" + String.join(", ", values) + ")";
    }

    private String parameter(ViewColumn column, String value) {
        parameters.add(value);
        return "?::" + column.type().postgresName();
    }

    private static String quoted(String name) {
        return '"' + name + '"';
    }

    private Optional<ViewPage> page(ResultSet found) throws SQLException {
        List<ViewColumn> columns = view.definition().columns().stream()
                .filter(column -> !column.name().equals(ViewDefinition.TENANT))
                .toList();
        List<Map<String, Object>> rows = new ArrayList<>();
        Instant asOf = null;
        long suppressed = 0;
        boolean more = false;
        while (found.next()) {
            asOf = found.getObject("as of", OffsetDateTime.class).toInstant();
            suppressed = found.getLong("left out");
            if (rows.size() == query.limit()) {
                more = true;
            } else if (found.getString(ViewDefinition.TENANT) != null) {
                Map<String, Object> row = new LinkedHashMap<>();
                for (ViewColumn column : columns) {
                    row.put(column.name(), ViewValue.read(found, column));
                }
                rows.add(row);
            }
        }
        if (asOf == null) {
            return Optional.empty();
        }
        String next = more ? ViewParameters.cursorAfter(key(rows.get(rows.size() - 1))) : null;
        return Optional.of(new ViewPage(
                new LiveView(view.definition(), view.generation(), asOf),
                columns.stream().map(ViewColumn::name).toList(),
                query.limit(),
                new ViewPage.Content(rows, suppressed, next)));
    }

    private List<String> key(Map<String, Object> row) {
        return ViewParameters.filterable(view.definition()).stream()
                .map(column -> ViewValue.text(row.get(column.name())))
                .toList();
    }
}
