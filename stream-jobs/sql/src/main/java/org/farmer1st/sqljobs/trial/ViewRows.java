package org.farmer1st.sqljobs.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.farmer1st.postgres.attached.ViewColumn;
import org.farmer1st.postgres.attached.ViewDefinition;

/** Rows of a view as JSON, and JSON as rows. */
final class ViewRows {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ViewDefinition view;

    ViewRows(ViewDefinition view) {
        this.view = view;
    }

    /** One line, with the columns in the view's order. */
    String line(Object[] values) {
        return json(view.columns(), values);
    }

    /** One line with the columns of the key. */
    String keyLine(Object[] values) {
        return json(view.keyColumns(), key(values).toArray());
    }

    private static String json(List<ViewColumn> columns, Object[] values) {
        ObjectNode line = JSON.createObjectNode();
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value instanceof Long || value instanceof Boolean || value instanceof BigDecimal) {
                line.putPOJO(columns.get(i).name(), value);
            } else if (value instanceof Double number && Double.isFinite(number)) {
                line.put(columns.get(i).name(), number);
            } else {
                line.put(columns.get(i).name(), value == null ? null : value.toString());
            }
        }
        return line.toString();
    }

    /** The values of the key's columns. */
    List<Object> key(Object[] values) {
        List<Object> key = new ArrayList<>();
        for (ViewColumn column : view.keyColumns()) {
            Object value = values[view.columns().indexOf(column)];
            key.add(value instanceof BigDecimal number ? number.stripTrailingZeros() : value);
        }
        return key;
    }

    /**
     * A row from JSON; columns that aren't there are null.
     *
     * @throws IllegalArgumentException where it is none
     */
    Object[] row(JsonNode line) {
        List<String> names = view.columns().stream().map(ViewColumn::name).toList();
        for (Map.Entry<String, JsonNode> given : line.properties()) {
            if (!names.contains(given.getKey())) {
                throw new IllegalArgumentException(
                        "the view has no column " + given.getKey() + "; its columns are " + names);
            }
        }
        return view.columns().stream()
                .map(column -> value(column, line.get(column.name())))
                .toArray();
    }

    private static Object value(ViewColumn column, JsonNode json) {
        if (json == null || json.isNull()) {
            return null;
        }
        try {
            return switch (column.type()) {
                case TEXT -> json.textValue();
                case BIGINT -> json.longValue();
                case DOUBLE -> json.doubleValue();
                case NUMERIC -> json.decimalValue();
                case BOOLEAN -> json.booleanValue();
                case DATE -> LocalDate.parse(json.asText());
                case TIMESTAMP -> Instant.parse(json.asText());
            };
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("the column " + column.name() + " is no " + column.type() + ": " + json);
        }
    }

    /** Whether two values are the same; floating-point numbers to nine digits. */
    static boolean same(Object one, Object other) {
        if (one instanceof Double a && other instanceof Double b) {
            return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.max(Math.abs(a), Math.abs(b)));
        }
        if (one instanceof BigDecimal a && other instanceof BigDecimal b) {
            return a.compareTo(b) == 0;
        }
        return one == null ? other == null : one.equals(other);
    }
}
