package org.farmer1st.sqljobs.catalog;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ResolvedCatalogTable;
import org.apache.flink.table.catalog.UniqueConstraint;
import org.apache.flink.table.types.logical.LogicalType;
import org.farmer1st.postgres.attached.ViewColumn;
import org.farmer1st.postgres.attached.ViewColumn.Type;
import org.farmer1st.postgres.attached.ViewDefinition;

/** Tables {@code WITH ('connector' = 'view')} as definitions of views. */
public final class ViewTables {

    private static final String CONNECTOR = "connector";
    private static final String VIEW = "view";
    private static final String READERS = "readers";
    private static final String MIN_GROUP_SIZE = "min-group-size";
    private static final String FARMERS_COLUMN = "farmers-column";
    private static final Set<String> OPTIONS =
            new TreeSet<>(Set.of(CONNECTOR, READERS, MIN_GROUP_SIZE, FARMERS_COLUMN));

    private ViewTables() {}

    /** Whether a table is one. */
    static boolean isView(ResolvedCatalogTable table) {
        return VIEW.equals(table.getOptions().get(CONNECTOR));
    }

    /**
     * The definition that a table makes.
     *
     * @throws IllegalArgumentException that says everything that is wrong with it
     */
    public static ViewDefinition definition(String name, ResolvedCatalogTable table) {
        List<String> faults = new ArrayList<>();
        Map<String, String> options = table.getOptions();
        if (!isView(table)) {
            faults.add("a SQL job's table is a view: WITH ('connector' = 'view', 'readers' = 'stakeholder')");
        }
        options.keySet().stream()
                .filter(option -> !OPTIONS.contains(option))
                .forEach(option -> faults.add("a view has no option '" + option + "'; its options are " + OPTIONS));
        int minGroupSize = 1;
        try {
            minGroupSize = Integer.parseInt(options.getOrDefault(MIN_GROUP_SIZE, "1"));
        } catch (NumberFormatException e) {
            faults.add("'" + MIN_GROUP_SIZE + "' must be a whole number, not " + options.get(MIN_GROUP_SIZE));
        }
        List<ViewColumn> columns = new ArrayList<>();
        for (Column column : table.getResolvedSchema().getColumns()) {
            Type type = type(column, faults);
            if (type != null) {
                columns.add(new ViewColumn(
                        column.getName(), type, column.getComment().orElse("")));
            }
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
        return new ViewDefinition(
                name,
                table.getComment(),
                columns,
                table.getResolvedSchema()
                        .getPrimaryKey()
                        .map(UniqueConstraint::getColumns)
                        .orElse(List.of()),
                Arrays.stream(options.getOrDefault(READERS, "").split(","))
                        .map(String::strip)
                        .filter(role -> !role.isEmpty())
                        .collect(Collectors.toSet()),
                minGroupSize,
                options.get(FARMERS_COLUMN));
    }

    private static Type type(Column column, List<String> faults) {
        LogicalType type = column.getDataType().getLogicalType();
        if (!column.isPhysical()) {
            faults.add("the column " + column.getName() + " is computed; compute it in the INSERT");
            return null;
        }
        return switch (type.getTypeRoot()) {
            case CHAR, VARCHAR -> Type.TEXT;
            case TINYINT, SMALLINT, INTEGER, BIGINT -> Type.BIGINT;
            case FLOAT, DOUBLE -> Type.DOUBLE;
            case DECIMAL -> Type.NUMERIC;
            case BOOLEAN -> Type.BOOLEAN;
            case DATE -> Type.DATE;
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> Type.TIMESTAMP;
            default -> {
                faults.add("the column " + column.getName() + " is a " + type.asSummaryString()
                        + "; a view holds STRING, BIGINT, DOUBLE, DECIMAL, BOOLEAN, DATE and TIMESTAMP_LTZ");
                yield null;
            }
        };
    }
}
