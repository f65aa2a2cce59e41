package org.farmer1st.serving.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.farmer1st.postgres.attached.ViewColumn;
import org.farmer1st.postgres.attached.ViewDefinition;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.Fault;
import org.farmer1st.runtime.http.Json;
import org.farmer1st.serving.catalog.ViewQuery.Comparison;
import org.farmer1st.serving.catalog.ViewQuery.Filter;

/**
 * Reads a {@link ViewQuery} out of a request's parameters, and names everything that is wrong with them at once.
 *
 * <p>A column of the key is asked for by its name; all but those that are true or false also from and to a value,
 * included: {@code day.from=2026-11-01&day.to=2026-11-30}. A name of a column has no dot in it.
 */
final class ViewParameters {

    static final int USUAL_LIMIT = 100;
    static final int MOST_ROWS = 1000;

    static final String FROM = ".from";
    static final String TO = ".to";
    private static final String LIMIT = "limit";
    private static final String CURSOR = "cursor";

    private final ViewDefinition view;
    private final Map<String, List<String>> parameters;
    private final List<Fault> faults = new ArrayList<>();

    private ViewParameters(ViewDefinition view, Map<String, List<String>> parameters) {
        this.view = view;
        this.parameters = parameters;
    }

    /**
     * The query.
     *
     * @param parameters decoded, by name
     * @throws ApiException VALIDATION_FAILED with a detail for each fault
     */
    static ViewQuery read(String tenant, ViewDefinition view, Map<String, List<String>> parameters) {
        return new ViewParameters(view, parameters).read(tenant);
    }

    /** The columns that rows may be asked for by: the key, without the tenant, which the token says. */
    static List<ViewColumn> filterable(ViewDefinition view) {
        return view.keyColumns().stream()
                .filter(column -> !column.name().equals(ViewDefinition.TENANT))
                .toList();
    }

    private ViewQuery read(String tenant) {
        List<Filter> filters = new ArrayList<>();
        int limit = USUAL_LIMIT;
        List<String> after = List.of();
        for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
            String name = parameter.getKey();
            String value = parameter.getValue().get(0);
            if (parameter.getValue().size() > 1) {
                faults.add(new Fault(name, "may be given once only"));
            } else if (name.equals(LIMIT)) {
                limit = limit(value);
            } else if (name.equals(CURSOR)) {
                after = cursor(value);
            } else {
                filter(name, value).ifPresent(filters::add);
            }
        }
        if (!faults.isEmpty()) {
            throw ApiException.invalid(faults);
        }
        return new ViewQuery(tenant, filters, after, limit);
    }

    private int limit(String text) {
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MOST_ROWS) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // Reported below.
        }
        faults.add(new Fault(LIMIT, "must be a whole number from 1 to " + MOST_ROWS));
        return USUAL_LIMIT;
    }

    private Optional<Filter> filter(String parameter, String value) {
        String name = parameter;
        Comparison comparison = Comparison.EQUAL;
        if (parameter.endsWith(FROM)) {
            name = parameter.substring(0, parameter.length() - FROM.length());
            comparison = Comparison.FROM;
        } else if (parameter.endsWith(TO)) {
            name = parameter.substring(0, parameter.length() - TO.length());
            comparison = Comparison.TO;
        }
        String wanted = name;
        Optional<ViewColumn> column = filterable(view).stream()
                .filter(each -> each.name().equals(wanted))
                .filter(each -> !isRange(parameter) || each.type() != ViewColumn.Type.BOOLEAN)
                .findFirst();
        if (column.isEmpty()) {
            faults.add(new Fault(
                    parameter,
                    parameter.equals(ViewDefinition.TENANT)
                            ? "can't be chosen: rows are those of the token's tenant"
                            : "is not a parameter here; " + choices() + " are"));
            return Optional.empty();
        }
        try {
            return Optional.of(new Filter(
                    column.get(), comparison, ViewValue.parse(column.get().type(), value)));
        } catch (IllegalArgumentException e) {
            faults.add(new Fault(parameter, e.getMessage()));
            return Optional.empty();
        }
    }

    private static boolean isRange(String parameter) {
        return parameter.endsWith(FROM) || parameter.endsWith(TO);
    }

    private String choices() {
        List<String> names = new ArrayList<>();
        for (ViewColumn column : filterable(view)) {
            names.add(column.name());
            if (column.type() != ViewColumn.Type.BOOLEAN) {
                names.add(column.name() + FROM);
                names.add(column.name() + TO);
            }
        }
        names.add(LIMIT);
        return names.stream().collect(Collectors.joining(", ")) + " and " + CURSOR;
    }

    /** The cursor that continues after a row. */
    static String cursorAfter(List<String> key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(key));
    }

    private List<String> cursor(String text) {
        List<ViewColumn> columns = filterable(view);
        try {
            JsonNode values =
                    Json.mapper().readTree(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8));
            if (values.isArray() && values.size() == columns.size() && !columns.isEmpty()) {
                List<String> after = new ArrayList<>();
                for (int i = 0; i < columns.size(); i++) {
                    after.add(ViewValue.parseAnyLength(
                            columns.get(i).type(), values.get(i).textValue()));
                }
                return after;
            }
        } catch (IllegalArgumentException | NullPointerException | JsonProcessingException e) {
            // Reported below.
        }
        faults.add(new Fault(CURSOR, "is not one that a page of this view ended with"));
        return List.of();
    }
}
