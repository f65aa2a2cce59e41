package org.farmer1st.serving.aggregates;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.farmer1st.events.SurveyCell;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.serving.surveys.Survey;

/**
 * Makes the content of an answer from rows of one snapshot, whoever reads them: adds them up ({@link CellMerge}), and leaves
 * out what may not be shown ({@link Disclosure}).
 *
 * <p>A cell of a range is added up from months and days, and shown where each of them is: it says nothing that they don't.
 */
final class AggregateAssembly {

    private static final LocalDate ALL_TIME = LocalDate.EPOCH;

    private final AggregateQuery query;
    private final List<String> dimensions;
    private final List<AggregateQuery.Range> ranges;
    private final int minGroupSize;
    private final boolean isNumber;
    private final CellMerge merge;
    private final RowReader reader;

    /** null where nothing is suppressed. */
    private final Disclosure disclosure;

    AggregateAssembly(AggregateQuery query, Survey survey) {
        this.query = query;
        this.dimensions = query.dimensions();
        this.ranges = query.rows();
        this.minGroupSize = survey.minGroupSize();
        this.isNumber = query.question()
                .flatMap(survey::questionType)
                .filter(type -> type.equals("integer") || type.equals("decimal"))
                .isPresent();
        this.merge = new CellMerge(query);
        this.reader = new RowReader(query.question());
        this.disclosure = minGroupSize > 1 ? new Disclosure(minGroupSize, dimensions, query.question()) : null;
    }

    /** What is to be read; all of its rows must be added. */
    List<AggregateQuery.Table> tables() {
        return query.tables(disclosure != null);
    }

    /**
     * Adds a row.
     *
     * @throws ApiException VALIDATION_FAILED where the answer gets too large
     */
    void add(AggregateQuery.Table table, int lane, LocalDate bucket, String groupValues, byte[] content) {
        SurveyCell row = reader.read(content);
        if (disclosure == null) {
            merge.add(lane, bucket, groupValues, row);
            return;
        }
        List<String> values =
                AggregateQuery.values(groupValues, table.dimensions().size());
        Bucket kind = table.range().kind();
        disclosure.add(table.dimensions(), kind, bucket, values, lane, row);
        if (table.dimensions().equals(dimensions) && isAskedFor(kind, bucket) && fulfilsFilters(values)) {
            merge.add(lane, bucket, groupValues, row);
        }
    }

    private boolean isAskedFor(Bucket kind, LocalDate bucket) {
        return ranges.stream().anyMatch(range -> range.kind() == kind && range.contains(bucket));
    }

    private boolean fulfilsFilters(List<String> values) {
        return query.filters().entrySet().stream().allMatch(filter -> values.get(dimensions.indexOf(filter.getKey()))
                .equals(filter.getValue()));
    }

    /** The content, of the rows that were added. */
    AggregateAnswer.Content content() {
        if (disclosure == null) {
            return merge.content((bucket, group) -> true, 0, minGroupSize, isNumber);
        }
        Map<LocalDate, Optional<Map<String, Set<String>>>> shown = shownByBucket();
        return merge.content(
                (bucket, group) -> shows(shown.getOrDefault(keyOf(bucket), Optional.empty()), group),
                suppressed(shown),
                minGroupSize,
                isNumber);
    }

    /** In a map of buckets, all time is a day like any other. */
    private static LocalDate keyOf(LocalDate bucket) {
        return bucket == null ? ALL_TIME : bucket;
    }

    /** The values that are shown in every part of each of the answer's buckets; only buckets with any response. */
    private Map<LocalDate, Optional<Map<String, Set<String>>>> shownByBucket() {
        Map<LocalDate, Optional<Map<String, Set<String>>>> shown = new TreeMap<>();
        for (AggregateQuery.Range range : ranges) {
            for (LocalDate part : disclosure.buckets(range.kind())) {
                if (range.contains(part)) {
                    Optional<Map<String, Set<String>>> ofPart = disclosure.shown(range.kind(), part);
                    shown.merge(keyOf(query.bucket().start(part)), ofPart, AggregateAssembly::both);
                }
            }
        }
        return shown;
    }

    private static Optional<Map<String, Set<String>>> both(
            Optional<Map<String, Set<String>>> left, Optional<Map<String, Set<String>>> right) {
        if (left.isEmpty() || right.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Set<String>> common = new TreeMap<>();
        left.get().forEach((axis, values) -> {
            Set<String> both = new HashSet<>(values);
            both.retainAll(right.get().getOrDefault(axis, Set.of()));
            common.put(axis, both);
        });
        return Optional.of(common);
    }

    private boolean shows(Optional<Map<String, Set<String>>> shown, List<String> group) {
        if (shown.isEmpty()) {
            return false;
        }
        for (String dimension : dimensions) {
            int place = query.groupBy().indexOf(dimension);
            String value = place < 0 ? query.filters().get(dimension) : group.get(place);
            if (!shown.get().getOrDefault(dimension, Set.of()).contains(value == null ? "" : value)) {
                return false;
            }
        }
        return true;
    }

    /**
     * How many places of the answer are hidden, whether anybody is in them or not: that a hidden cell is empty would say
     * something of the others. Nor is it told how many values, months, or days of a month there are where none of them is
     * shown: those count as one.
     */
    private long suppressed(Map<LocalDate, Optional<Map<String, Set<String>>>> shown) {
        long places = 1;
        for (String dimension : query.groupBy()) {
            if (!query.filters().containsKey(dimension)) {
                places *= disclosure.countableValues(dimension);
            }
        }
        long suppressed = 0;
        Set<LocalDate> uncounted = new HashSet<>();
        for (Map.Entry<LocalDate, Optional<Map<String, Set<String>>>> bucket : shown.entrySet()) {
            LocalDate day = bucket.getKey();
            if (query.bucket() == Bucket.ALL || disclosure.isCountable(query.bucket(), day)) {
                suppressed += places - bucket.getValue().map(this::visible).orElse(0L);
            } else if (uncounted.add(query.bucket() == Bucket.DAY ? day.withDayOfMonth(1) : ALL_TIME)) {
                suppressed += places;
            }
        }
        return suppressed;
    }

    private long visible(Map<String, Set<String>> shown) {
        long visible = 1;
        for (String dimension : dimensions) {
            Set<String> values = shown.getOrDefault(dimension, Set.of());
            String filter = query.filters().get(dimension);
            visible *= filter == null ? values.size() : values.contains(filter) ? 1 : 0;
        }
        return visible;
    }
}
