package org.farmer1st.serving.aggregates;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.farmer1st.events.QuestionCell;
import org.farmer1st.events.SurveyCell;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.ErrorCode;

/**
 * Adds rows up to the cells of an answer: over lanes, and over days or months where the answer's buckets are wider than
 * the rows. Counts are added. Distinct farmers are the union over a lane's rows, added over lanes, since a farmer is in
 * one lane only.
 *
 * <p>Holds one merged cell for each group and bucket, at most {@value #MOST_CELLS}.
 */
final class CellMerge {

    static final int MOST_CELLS = 20_000;

    private static final Comparator<String> VALUES = Comparator.nullsLast(
            Comparator.comparing(CellMerge::number, Comparator.nullsLast(Comparator.naturalOrder()))
                    .thenComparing(Comparator.naturalOrder()));

    private final AggregateQuery query;
    private final Map<Place, Merged> cells = new HashMap<>();

    /** Where a cell stands in the answer; {@code bucket} is null for {@link Bucket#ALL}. */
    private record Place(LocalDate bucket, List<String> group) {}

    private static final class Merged {
        private final Crowd crowd = new Crowd();
        private boolean number;
        private long answered;
        private long skipped;
        private final TreeMap<String, Long> counts = new TreeMap<>();
        private final NumberMerge numbers = new NumberMerge();
    }

    /** Which cells may be shown. */
    interface Visibility {
        /**
         * @param bucket null for all of the range that is asked for
         * @param group the values of what is grouped by; null for not answered
         */
        boolean shows(LocalDate bucket, List<String> group);
    }

    CellMerge(AggregateQuery query) {
        this.query = query;
    }

    /**
     * Adds a row.
     *
     * @throws ApiException VALIDATION_FAILED where the answer gets too large
     */
    void add(int lane, LocalDate bucket, String groupValues, SurveyCell row) {
        Place place = new Place(query.bucket().start(bucket), query.group(groupValues));
        if (cells.size() == MOST_CELLS && !cells.containsKey(place)) {
            throw new ApiException(
                    ErrorCode.VALIDATION_FAILED,
                    "The answer would have more than " + MOST_CELLS
                            + " cells: ask for fewer days (from, to), a wider bucket, or fewer dimensions.");
        }
        Merged cell = cells.computeIfAbsent(place, p -> new Merged());
        cell.crowd.add(lane, row.getResponses(), 0, row.getFarmers());
        QuestionCell question = query.question().map(row.getQuestions()::get).orElse(null);
        if (question != null) {
            cell.answered += question.getAnswered();
            cell.skipped += question.getSkipped();
            question.getCounts().forEach((value, count) -> cell.counts.merge(value, count, Long::sum));
            if (question.getNumber() != null) {
                cell.number = true;
                cell.numbers.add(question.getNumber());
            }
        }
    }

    /**
     * The cells of the answer, by bucket, then by group (numbers as numbers, unanswered last). Cells without responses
     * are left out.
     *
     * @param suppressed how many are hidden
     * @param minGroupSize the fewest farmers that something may be said of
     * @param isNumber whether the question's answers are numbers
     */
    AggregateAnswer.Content content(Visibility visibility, long suppressed, int minGroupSize, boolean isNumber) {
        List<Place> places = new ArrayList<>(cells.keySet());
        places.sort(Comparator.comparing(Place::bucket, Comparator.nullsFirst(Comparator.naturalOrder()))
                .thenComparing(Place::group, CellMerge::compareGroups));
        List<AggregateCell> shown = new ArrayList<>();
        for (Place place : places) {
            Merged cell = cells.get(place);
            if (cell.crowd.responses() > 0 && visibility.shows(place.bucket(), place.group())) {
                shown.add(shown(place, cell, minGroupSize, isNumber));
            }
        }
        boolean approximate = shown.stream()
                .anyMatch(cell -> cell.stats() != null && cell.stats().approximate());
        return new AggregateAnswer.Content(shown, suppressed, approximate);
    }

    private AggregateCell shown(Place place, Merged cell, int minGroupSize, boolean isNumber) {
        Map<String, String> group = new java.util.LinkedHashMap<>();
        for (int i = 0; i < query.groupBy().size(); i++) {
            group.put(query.groupBy().get(i), place.group().get(i));
        }
        String bucket = query.bucket().written(place.bucket());
        long responses = cell.crowd.responses();
        long farmers = cell.crowd.farmers();
        if (query.question().isEmpty()) {
            return new AggregateCell(group, bucket, responses, farmers, null, null, null, null);
        }
        return isNumber || cell.number
                ? new AggregateCell(
                        group,
                        bucket,
                        responses,
                        farmers,
                        cell.answered,
                        cell.skipped,
                        null,
                        cell.numbers.statistics(minGroupSize))
                : new AggregateCell(group, bucket, responses, farmers, cell.answered, cell.skipped, cell.counts, null);
    }

    private static int compareGroups(List<String> left, List<String> right) {
        for (int i = 0; i < left.size(); i++) {
            int order = VALUES.compare(left.get(i), right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static Double number(String value) {
        int first = value.isEmpty() ? 0 : value.charAt(0);
        if (first != '-' && (first < '0' || first > '9')) {
            return null;
        }
        try {
            return Double.valueOf(value);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
