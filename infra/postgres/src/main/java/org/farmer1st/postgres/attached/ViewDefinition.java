package org.farmer1st.postgres.attached;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.farmer1st.postgres.Generations;

/**
 * What a view that a data team attaches says of itself. One that was made is good: whatever is wrong with it is
 * reported, together, where it is made.
 *
 * @param view its name: lower-case letters, digits and underscores, a letter first, 41 at most; not a view of ours
 * @param description what it shows, for those who read it
 * @param columns all of them, in the order in which readers get them
 * @param key the names of those that identify a row; {@code tenant}, a text, first: readers get their own tenant's rows only
 * @param readers the roles that may read it, as tokens spell them
 * @param minGroupSize rows of fewer farmers are left out; 1 for none
 * @param farmersColumn the column, a BIGINT, that says how many farmers a row is of; null where {@code minGroupSize} is 1
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ViewDefinition(
        String view,
        String description,
        List<ViewColumn> columns,
        List<String> key,
        Set<String> readers,
        int minGroupSize,
        String farmersColumn) {

    /** The first column of every key: whose row it is. */
    public static final String TENANT = "tenant";

    /** The roles that may be readers. */
    public static final Set<String> ROLES = Set.of("farmer", "enumerator", "stakeholder", "admin");

    static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,40}");

    private static final int MOST_COLUMNS = 100;
    /** Columns that every table of Postgres has already. */
    private static final Set<String> SYSTEM_COLUMNS = Set.of("tableoid", "xmin", "cmin", "xmax", "cmax", "ctid");
    /** What readers set beside filters, which are named like key columns. */
    private static final Set<String> PARAMETERS = Set.of("limit", "cursor");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** @throws InvalidViewException where anything is wrong */
    public ViewDefinition {
        columns = columns == null ? List.of() : List.copyOf(columns);
        key = key == null ? List.of() : List.copyOf(key);
        readers = readers == null ? Set.of() : new TreeSet<>(readers);
        List<String> faults = new ArrayList<>();
        checkNames(view, description, columns, faults);
        checkKey(columns, key, faults);
        checkAccess(columns, readers, minGroupSize, farmersColumn, faults);
        if (!faults.isEmpty()) {
            throw new InvalidViewException(view, faults);
        }
    }

    private static void checkNames(String view, String description, List<ViewColumn> columns, List<String> faults) {
        if (!isName(view)) {
            faults.add("its name must be lower-case letters, digits and underscores, a letter first, 41 at most");
        } else if (Generations.VIEWS.contains(view)) {
            faults.add("the platform has a view of this name");
        }
        if (description == null || description.isBlank()) {
            faults.add("a description must say what it shows");
        }
        if (columns.size() > MOST_COLUMNS) {
            faults.add("it may have " + MOST_COLUMNS + " columns at most");
        }
        Set<String> seen = new HashSet<>();
        for (ViewColumn column : columns) {
            if (!isName(column.name()) || SYSTEM_COLUMNS.contains(column.name())) {
                faults.add(
                        "no column may be named " + column.name()
                                + ": lower-case letters, digits and underscores, a letter first, 41 at most, and no name that Postgres keeps for itself");
            }
            if (!seen.add(column.name())) {
                faults.add("the column " + column.name() + " is there twice");
            }
            if (column.type() == null) {
                faults.add("the column " + column.name() + " needs a type");
            }
        }
    }

    private static void checkKey(List<ViewColumn> columns, List<String> key, List<String> faults) {
        if (key.isEmpty() || !key.get(0).equals(TENANT)) {
            faults.add(
                    "the first column of its key must be tenant, so that readers can be kept to their own tenant's rows");
        }
        if (new HashSet<>(key).size() < key.size()) {
            faults.add("its key names a column twice");
        }
        for (String name : key) {
            Optional<ViewColumn> column = find(columns, name);
            if (column.isEmpty()) {
                faults.add("its key names the column " + name + ", which isn't there");
            } else if (column.get().type() == ViewColumn.Type.DOUBLE) {
                faults.add("the column " + name + " is a floating-point number and can't be in the key");
            } else if (name.equals(TENANT) && column.get().type() != ViewColumn.Type.TEXT) {
                faults.add("the column tenant must be a text");
            }
            if (PARAMETERS.contains(name)) {
                faults.add("no column of the key may be named " + name + ", which readers set the page with");
            }
        }
    }

    private static void checkAccess(
            List<ViewColumn> columns,
            Set<String> readers,
            int minGroupSize,
            String farmersColumn,
            List<String> faults) {
        if (readers.isEmpty() || !ROLES.containsAll(readers)) {
            faults.add("its readers must be one or more of the roles " + String.join(", ", new TreeSet<>(ROLES)));
        }
        if (minGroupSize < 1) {
            faults.add("the smallest group must be 1 or more");
        }
        boolean counted = farmersColumn != null
                && find(columns, farmersColumn)
                        .filter(column -> column.type() == ViewColumn.Type.BIGINT)
                        .isPresent();
        if (farmersColumn != null && !counted) {
            faults.add("the column that counts farmers must be a BIGINT of the view: " + farmersColumn);
        } else if (farmersColumn == null && minGroupSize > 1) {
            faults.add("where small groups are left out, a BIGINT column must count a row's farmers");
        }
    }

    static boolean isName(String text) {
        return text != null && NAME.matcher(text).matches();
    }

    private static Optional<ViewColumn> find(Collection<ViewColumn> columns, String name) {
        return columns.stream().filter(column -> name.equals(column.name())).findFirst();
    }

    /** A column, by its name. */
    public ViewColumn column(String name) {
        return find(columns, name)
                .orElseThrow(() -> new IllegalArgumentException("The view " + view + " has no column " + name));
    }

    /** Whether another definition's rows look the same: the same columns in the same order, and the same key. */
    public boolean hasRowsOf(ViewDefinition other) {
        return key.equals(other.key)
                && columns.size() == other.columns.size()
                && java.util.stream.IntStream.range(0, columns.size())
                        .allMatch(i -> columns.get(i)
                                        .name()
                                        .equals(other.columns.get(i).name())
                                && columns.get(i).type() == other.columns.get(i).type());
    }

    /** The columns of the key, in its order. */
    public List<ViewColumn> keyColumns() {
        return key.stream().map(this::column).toList();
    }

    /** As JSON: the record's components by their names. */
    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A view's definition can't be written as JSON", e);
        }
    }

    /**
     * From its JSON.
     *
     * @throws IllegalArgumentException where it isn't a definition
     */
    public static ViewDefinition fromJson(String json) {
        try {
            return JSON.readValue(json, ViewDefinition.class);
        } catch (JsonProcessingException e) {
            if (e.getCause() instanceof InvalidViewException invalid) {
                throw invalid;
            }
            throw new IllegalArgumentException("This is no definition of a view: " + e.getOriginalMessage(), e);
        }
    }
}
