package org.farmer1st.serving.aggregates;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is asked of a survey's aggregates; equal questions have equal answers at the same progress.
 *
 * @param question the path of the question whose answers are counted; empty: responses and farmers only
 * @param groupBy the dimensions that cells are told apart by, in the order asked for
 * @param filters dimension to the value that it must have; "" for responses that left it unanswered
 * @param from the first day, null for no bound
 * @param to the last day, included, null for no bound
 */
public record AggregateQuery(
        String tenant,
        String surveyId,
        Optional<String> question,
        List<String> groupBy,
        SortedMap<String, String> filters,
        Bucket bucket,
        LocalDate from,
        LocalDate to) {

    /** The most dimensions that may be named together: rows exist for pairs. */
    public static final int MOST_DIMENSIONS = 2;

    /** Between the names in {@code dimensions}, and the values in {@code group_values}. */
    static final char SEPARATOR = '\u001f';

    public AggregateQuery {
        groupBy = List.copyOf(groupBy);
        filters = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(filters));
    }

    /** The dimensions whose rows are read: those grouped by and those filtered by, in the order that rows have them. */
    public List<String> dimensions() {
        SortedSet<String> names = new TreeSet<>(groupBy);
        names.addAll(filters.keySet());
        return List.copyOf(names);
    }

    /**
     * Rows of one kind.
     *
     * @param kind of the rows' buckets
     * @param from the first bucket, null for no bound
     * @param to the last bucket, null for no bound
     */
    record Range(Bucket kind, LocalDate from, LocalDate to) {

        boolean contains(LocalDate bucket) {
            return (from == null || !bucket.isBefore(from)) && (to == null || !bucket.isAfter(to));
        }
    }

    /**
     * Rows to be read.
     *
     * @param dimensions of the rows, in the order that rows have them
     * @param filtered whether only those that fulfil the filters are wanted
     */
    record Table(List<String> dimensions, Range range, boolean filtered) {}

    /**
     * The rows that the answer needs. Without suppression those that it is added up from; else also those that decide what
     * may be shown: of every subset of the dimensions, for all time, by month, and by day in whole months.
     */
    List<Table> tables(boolean suppressing) {
        List<Table> tables = new ArrayList<>();
        List<Range> rows = rows();
        if (!suppressing) {
            rows.forEach(range -> tables.add(new Table(dimensions(), range, true)));
            return tables;
        }
        List<Range> ranges = new ArrayList<>(List.of(new Range(Bucket.ALL, null, null)));
        if (rows.stream().anyMatch(range -> range.kind() != Bucket.ALL)) {
            ranges.add(new Range(Bucket.MONTH, null, null));
        }
        rows.stream()
                .filter(range -> range.kind() == Bucket.DAY)
                .map(AggregateQuery::wholeMonths)
                .forEach(ranges::add);
        for (List<String> subset : Disclosure.subsets(dimensions())) {
            ranges.forEach(range -> tables.add(new Table(subset, range, false)));
        }
        return tables;
    }

    private static Range wholeMonths(Range days) {
        return new Range(
                Bucket.DAY,
                days.from() == null ? null : days.from().withDayOfMonth(1),
                days.to() == null ? null : days.to().withDayOfMonth(days.to().lengthOfMonth()));
    }

    /**
     * The rows that the answer is added up from: the fewest that make it. A time is made of its whole months, and of the
     * days before and after them.
     */
    List<Range> rows() {
        if (bucket == Bucket.DAY) {
            return List.of(new Range(Bucket.DAY, from, to));
        }
        if (from == null && to == null) {
            return List.of(new Range(bucket, null, null));
        }
        LocalDate firstMonth = from == null || from.getDayOfMonth() == 1
                ? from
                : from.withDayOfMonth(1).plusMonths(1);
        LocalDate afterMonths = to == null ? null : to.plusDays(1).withDayOfMonth(1);
        if (firstMonth != null && afterMonths != null && firstMonth.isAfter(afterMonths)) {
            return List.of(new Range(Bucket.DAY, from, to));
        }
        List<Range> ranges = new ArrayList<>();
        if (from != null && from.isBefore(firstMonth)) {
            ranges.add(new Range(Bucket.DAY, from, firstMonth.minusDays(1)));
        }
        if (firstMonth == null || afterMonths == null || firstMonth.isBefore(afterMonths)) {
            ranges.add(new Range(Bucket.MONTH, firstMonth, afterMonths == null ? null : afterMonths.minusDays(1)));
        }
        if (to != null && !afterMonths.isAfter(to)) {
            ranges.add(new Range(Bucket.DAY, afterMonths, to));
        }
        return ranges;
    }

    /** The group of a row's values: those of {@link #groupBy}, in its order; null where not answered. */
    List<String> group(String groupValues) {
        List<String> names = dimensions();
        List<String> values = values(groupValues, names.size());
        String[] group = new String[groupBy.size()];
        for (int i = 0; i < group.length; i++) {
            String value = values.get(names.indexOf(groupBy.get(i)));
            group[i] = value.isEmpty() ? null : value;
        }
        return java.util.Collections.unmodifiableList(java.util.Arrays.asList(group));
    }

    /** The values of a row's dimensions, of which there are so many. */
    static List<String> values(String groupValues, int dimensions) {
        List<String> values = dimensions == 0 ? List.of() : List.of(groupValues.split(String.valueOf(SEPARATOR), -1));
        if (values.size() != dimensions) {
            throw new IllegalStateException("A row of " + dimensions + " dimensions has " + values.size() + " values");
        }
        return values;
    }

    /** Each filter with the place of its dimension in the rows, from 1. */
    Map<Integer, String> filtersByPlace() {
        Map<Integer, String> places = new TreeMap<>();
        filters.forEach((name, value) -> places.put(dimensions().indexOf(name) + 1, value));
        return places;
    }
}
