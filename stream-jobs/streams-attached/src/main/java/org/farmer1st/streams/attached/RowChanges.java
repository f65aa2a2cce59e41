package org.farmer1st.streams.attached;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.farmer1st.postgres.attached.ViewColumn;
import org.farmer1st.postgres.attached.ViewDefinition;

/**
 * The rows that one step makes: a record of a job's topic of rows.
 *
 * @param asOf all that was appended up to it, to each partition that the job reads, is in these rows or in those before;
 *     milliseconds since the epoch, 0 while nothing is known of some partition
 * @param rows no key twice
 */
record RowChanges(long asOf, List<Row> rows) {

    /**
     * A row.
     *
     * @param values in the order of the definition's columns, as Postgres reads them; null for none
     */
    record Row(boolean deleted, List<String> values) {}

    /**
     * Checks rows against the view, and writes their values as texts.
     *
     * @throws IllegalArgumentException where a row is none of the view: it would stop the view for good
     */
    static RowChanges of(ViewDefinition view, long asOf, Collection<ViewRow> rows) {
        return new RowChanges(asOf, rows.stream().map(row -> row(view, row)).toList());
    }

    private static Row row(ViewDefinition view, ViewRow row) {
        List<ViewColumn> columns = view.columns();
        if (row.values().size() != columns.size()) {
            throw new IllegalArgumentException("A row of the view " + view.view() + " has " + columns.size()
                    + " values, not " + row.values().size());
        }
        List<String> texts = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            ViewColumn column = columns.get(i);
            Object value = row.values().get(i);
            boolean key = view.key().contains(column.name());
            if (row.deleted() && !key) {
                texts.add(null);
            } else if (value == null) {
                if (key) {
                    throw new IllegalArgumentException("The key column " + column.name() + " of a row is null");
                }
                texts.add(null);
            } else if (!classOf(column.type()).isInstance(value)) {
                throw new IllegalArgumentException("The column " + column.name() + " is a " + column.type()
                        + " and holds no " + value.getClass().getSimpleName());
            } else {
                texts.add(value instanceof BigDecimal number ? number.toPlainString() : value.toString());
            }
        }
        return new Row(row.deleted(), texts);
    }

    private static Class<?> classOf(ViewColumn.Type type) {
        return switch (type) {
            case TEXT -> String.class;
            case BIGINT -> Long.class;
            case DOUBLE -> Double.class;
            case NUMERIC -> BigDecimal.class;
            case BOOLEAN -> Boolean.class;
            case DATE -> LocalDate.class;
            case TIMESTAMP -> Instant.class;
        };
    }
}
