package org.farmer1st.serving.catalog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.farmer1st.postgres.attached.ViewColumn;
import org.farmer1st.postgres.attached.ViewDefinition;
import org.farmer1st.runtime.http.Access;
import org.farmer1st.runtime.http.Caller;
import org.farmer1st.runtime.http.Caller.Role;
import org.farmer1st.runtime.http.Json;
import org.farmer1st.runtime.http.Operation;
import org.farmer1st.runtime.http.Routes.Described;

/** What the interface's document says of the attached views that its reader may read: parameters and rows of each. */
final class AttachedViewDocument {

    private final LiveViews views;
    private final String group;

    AttachedViewDocument(LiveViews views, String group) {
        this.views = views;
        this.group = group;
    }

    CompletableFuture<List<Described>> describe(Caller caller) {
        return views.knownOrLast().thenApply(known -> known.stream()
                .filter(view -> view.isFor(caller))
                .map(view -> describe(view.definition()))
                .toList());
    }

    private Described describe(ViewDefinition view) {
        String rowSchema = "ViewRow." + view.view();
        Operation operation = Operation.of("getViewRows." + view.view(), "The view " + view.view(), access(view))
                .description(view.description()
                        + (view.minGroupSize() > 1
                                ? "\n\nRows of fewer than " + view.minGroupSize() + " farmers are left out."
                                : ""));
        for (ViewColumn column : ViewParameters.filterable(view)) {
            operation.query(column.name(), schema(column), "Rows with this. " + column.description());
            if (column.type() != ViewColumn.Type.BOOLEAN) {
                operation.query(column.name() + ViewParameters.FROM, schema(column), "Rows from this on.");
                operation.query(column.name() + ViewParameters.TO, schema(column), "Rows up to this, included.");
            }
        }
        return new Described(
                "/v1/views/" + view.view(),
                group,
                AttachedViewRoutes.paged(operation, rowSchema),
                Map.of(rowSchema, row(view)));
    }

    private static Access access(ViewDefinition view) {
        Role[] roles = Arrays.stream(Role.values())
                .filter(role -> view.readers().contains(role.name().toLowerCase(Locale.ROOT)))
                .toArray(Role[]::new);
        return Access.of(roles[0], Arrays.copyOfRange(roles, 1, roles.length));
    }

    private static ObjectNode row(ViewDefinition view) {
        ObjectNode schema = Json.mapper().createObjectNode().put("type", "object");
        ArrayNode required = schema.putArray("required");
        ObjectNode properties = schema.putObject("properties");
        for (ViewColumn column : view.columns()) {
            if (column.name().equals(ViewDefinition.TENANT)) {
                continue;
            }
            required.add(column.name());
            ObjectNode property = properties.putObject(column.name());
            if (!column.description().isEmpty()) {
                property.put("description", column.description());
            }
            ArrayNode alternatives = property.putArray("anyOf");
            alternatives.addObject().put("$ref", "#/components/schemas/" + schema(column));
            if (!view.key().contains(column.name())) {
                alternatives.addObject().put("type", "null");
            }
        }
        return schema;
    }

    /** The schema of a column's values, in the interface's own schemas. */
    private static String schema(ViewColumn column) {
        return switch (column.type()) {
            case TEXT -> "ViewText";
            case BIGINT -> "ViewInteger";
            case DOUBLE, NUMERIC -> "ViewNumber";
            case BOOLEAN -> "ViewBoolean";
            case DATE -> "Day";
            case TIMESTAMP -> "Moment";
        };
    }
}
