package org.farmer1st.analytics.cells;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.farmer1st.events.DimensionValue;
import org.farmer1st.events.ResponseVersion;

/**
 * The rows that a response is counted in: the whole survey, each dimension and each pair of dimensions, and the farmer's
 * region where it is known, each by day, by month and for all time.
 *
 * <p>With d dimensions and single values these are {@code 3 (1 + d + d (d - 1) / 2)}, 3 more with a region: 12 for two
 * dimensions, 111 for the eight that a survey may have. A select_multiple puts the response into the group of each
 * chosen value, and into the pairs of each.
 */
public final class CellKeys {

    /** The dimension that is the farmer's region. No question has such a name. */
    public static final String REGION = "@region";

    /** Longer values are one group with all that start alike: a row's key must fit into an index entry (2,704 bytes). */
    static final int LONGEST_VALUE = 120;

    private static final LocalDate ALL_TIME = LocalDate.EPOCH;

    private record Dimension(String name, List<String> values) {}

    private CellKeys() {}

    /** The keys, without repetition. */
    public static List<String> of(ResponseVersion version) {
        List<String> keys = new ArrayList<>();
        addBuckets(keys, version, "", "");
        List<Dimension> dimensions = dimensions(version);
        for (int i = 0; i < dimensions.size(); i++) {
            Dimension first = dimensions.get(i);
            for (String value : first.values()) {
                addBuckets(keys, version, first.name(), value);
            }
            for (Dimension second : dimensions.subList(i + 1, dimensions.size())) {
                addPairs(keys, version, first, second);
            }
        }
        if (version.getRegion() != null) {
            addBuckets(keys, version, REGION, groupValue(version.getRegion()));
        }
        return keys;
    }

    private static List<Dimension> dimensions(ResponseVersion version) {
        List<Dimension> dimensions = new ArrayList<>();
        for (DimensionValue dimension : version.getDimensions()) {
            Set<String> values = new LinkedHashSet<>();
            dimension.getValues().forEach(value -> values.add(groupValue(value)));
            if (values.isEmpty()) {
                values.add("");
            }
            dimensions.add(new Dimension(dimension.getQuestion(), List.copyOf(values)));
        }
        dimensions.sort(Comparator.comparing(Dimension::name));
        return dimensions;
    }

    private static void addPairs(List<String> keys, ResponseVersion version, Dimension first, Dimension second) {
        String names = first.name() + CellKey.SEPARATOR + second.name();
        for (String left : first.values()) {
            for (String right : second.values()) {
                addBuckets(keys, version, names, left + CellKey.SEPARATOR + right);
            }
        }
    }

    private static void addBuckets(List<String> keys, ResponseVersion version, String dimensions, String groupValues) {
        String tenant = version.getTenant();
        String survey = version.getSurveyId();
        LocalDate day = version.getBusinessDay();
        keys.add(CellKey.text(tenant, survey, dimensions, "day", day, groupValues));
        keys.add(CellKey.text(tenant, survey, dimensions, "month", day.withDayOfMonth(1), groupValues));
        keys.add(CellKey.text(tenant, survey, dimensions, "all", ALL_TIME, groupValues));
    }

    /** A value as a group's name: without control characters, which separate, and which Postgres partly refuses. */
    static String groupValue(String value) {
        StringBuilder name = new StringBuilder(value.length());
        int length = 0;
        for (int i = 0; i < value.length(); i += Character.charCount(value.codePointAt(i))) {
            if (length++ == LONGEST_VALUE) {
                return name.append('…').toString();
            }
            int character = value.codePointAt(i);
            name.appendCodePoint(Character.isISOControl(character) ? '\ufffd' : character);
        }
        return name.toString();
    }
}
