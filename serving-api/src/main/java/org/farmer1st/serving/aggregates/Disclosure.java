package org.farmer1st.serving.aggregates;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.farmer1st.events.QuestionCell;
import org.farmer1st.events.SurveyCell;

/**
 * Which cells of a survey may be shown, decided from the rows of one snapshot; the same for every form of question that a
 * cell can be part of an answer to.
 *
 * <p>The tables that can be asked for are those of no, one or two dimensions, each for all time, by month, and by day within a
 * month. For each there is a {@link Box}, within what the boxes of its coarser tables show: those of fewer dimensions, and
 * that of the coarser time. A cell may be shown where its values are in the box of its table. What is asked about a question
 * lies within a further box, whose cells have enough farmers who answered it.
 *
 * <p>What can be compared with a coarser table and is in no group (a response without a region, or under a version of the
 * survey that had no such dimension) is a value of its own that is never shown.
 *
 * <p>Holds who is in each cell of those tables: the query's dimensions, and the months and days that it touches.
 */
final class Disclosure {

    private static final String MONTHS = "@month";
    private static final String DAYS = "@day";

    private final int minGroupSize;
    private final List<String> dimensions;
    private final Optional<String> question;
    private final Map<Table, Map<List<String>, Crowd>> crowds = new HashMap<>();
    private final Map<BoxKey, Optional<Box>> boxes = new HashMap<>();

    /** The cells of some dimensions in one bucket. */
    private record Table(List<String> dimensions, Bucket kind, LocalDate bucket) {}

    /** @param month the month whose days are decided; null for months and all time */
    private record BoxKey(List<String> dimensions, Bucket kind, LocalDate month, boolean ofQuestion) {}

    /**
     * @param minGroupSize the fewest farmers, more than 1
     * @param dimensions of the query, in the order that rows have them
     */
    Disclosure(int minGroupSize, List<String> dimensions, Optional<String> question) {
        this.minGroupSize = minGroupSize;
        this.dimensions = List.copyOf(dimensions);
        this.question = question;
    }

    /** All sets of some dimensions, none and all of them included. */
    static List<List<String>> subsets(List<String> dimensions) {
        List<List<String>> subsets = new ArrayList<>();
        for (int chosen = 0; chosen < 1 << dimensions.size(); chosen++) {
            List<String> subset = new ArrayList<>();
            for (int i = 0; i < dimensions.size(); i++) {
                if ((chosen & 1 << i) != 0) {
                    subset.add(dimensions.get(i));
                }
            }
            subsets.add(subset);
        }
        return subsets;
    }

    /** Adds a row; all rows of every subset of the dimensions are needed, of every kind down to the one that is asked for. */
    void add(List<String> rowDimensions, Bucket kind, LocalDate bucket, List<String> values, int lane, SurveyCell row) {
        if (row.getResponses() == 0) {
            return;
        }
        long answering = question.map(row.getQuestions()::get)
                .map(QuestionCell::getResponses)
                .orElse(0L);
        crowds.computeIfAbsent(new Table(rowDimensions, kind, bucket), t -> new HashMap<>())
                .computeIfAbsent(values, v -> new Crowd())
                .add(lane, row.getResponses(), answering, row.getFarmers());
    }

    /** How many values a dimension has in the whole survey; 1 where none of them is shown. */
    long countableValues(String dimension) {
        Map<List<String>, Crowd> table = table(List.of(dimension), Bucket.ALL, LocalDate.EPOCH);
        boolean anyShown = box(new BoxKey(List.of(dimension), Bucket.ALL, null, question.isPresent()))
                .filter(box -> !box.shown().get(dimension).isEmpty())
                .isPresent();
        return anyShown ? table.size() : 1;
    }

    /** Whether it may be told that a day or month has any response: where some day of its month, or some month, is shown. */
    boolean isCountable(Bucket kind, LocalDate bucket) {
        LocalDate month = kind == Bucket.DAY ? bucket.withDayOfMonth(1) : null;
        return box(new BoxKey(List.of(), kind, month, question.isPresent()))
                .filter(box -> !box.shown().get(axis(kind)).isEmpty())
                .isPresent();
    }

    /** The buckets of a kind in which the survey has any response. */
    Collection<LocalDate> buckets(Bucket kind) {
        Set<LocalDate> buckets = new TreeSet<>();
        for (Table table : crowds.keySet()) {
            if (table.dimensions().isEmpty() && table.kind() == kind) {
                buckets.add(table.bucket());
            }
        }
        return buckets;
    }

    /**
     * The values that are shown in a bucket.
     *
     * @return for each of the query's dimensions; empty where nothing of the bucket is shown
     */
    Optional<Map<String, Set<String>>> shown(Bucket kind, LocalDate bucket) {
        return shown(dimensions, kind, bucket);
    }

    private Optional<Map<String, Set<String>>> shown(List<String> of, Bucket kind, LocalDate bucket) {
        LocalDate month = kind == Bucket.DAY ? bucket.withDayOfMonth(1) : null;
        return box(new BoxKey(of, kind, month, question.isPresent()))
                .filter(box -> kind == Bucket.ALL || box.shows(axis(kind), bucket.toString()))
                .map(Box::shown);
    }

    private static String axis(Bucket kind) {
        return kind == Bucket.DAY ? DAYS : MONTHS;
    }

    private Optional<Box> box(BoxKey key) {
        Optional<Box> known = boxes.get(key);
        if (known == null) {
            known = decide(key);
            boxes.put(key, known);
        }
        return known;
    }

    /** Empty where nothing of the table may be shown because of a coarser one. */
    private Optional<Box> decide(BoxKey key) {
        List<Box> coarser = new ArrayList<>();
        for (BoxKey one : coarser(key)) {
            Optional<Box> box = box(one);
            if (box.isEmpty() || (key.month() != null && isHidden(key.month(), box.get()))) {
                return Optional.empty();
            }
            coarser.add(box.get());
        }
        Map<List<String>, Crowd> cells = cells(key);
        Box.Rule rule = key.ofQuestion() ? this::lackingAnswering : this::lacking;
        if (key.dimensions().isEmpty() && key.kind() == Bucket.ALL) {
            Crowd whole = cells.getOrDefault(List.of(), new Crowd());
            boolean enough = rule.lacking(whole.responses(), whole.answering(), whole.farmers(), 0) == 0;
            return enough ? Optional.of(new Box(Map.of())) : Optional.empty();
        }
        LinkedHashMap<String, Set<String>> candidates = new LinkedHashMap<>();
        List<String> axes = new ArrayList<>(key.dimensions());
        if (key.kind() != Bucket.ALL) {
            axes.add(axis(key.kind()));
        }
        for (int i = 0; i < axes.size(); i++) {
            Set<String> common = Box.shownByAll(axes.get(i), coarser);
            candidates.put(axes.get(i), common == null ? values(cells, i) : common);
        }
        return Optional.of(Box.of(candidates, cells, rule));
    }

    private static boolean isHidden(LocalDate month, Box box) {
        return box.shown().containsKey(MONTHS) && !box.shows(MONTHS, month.toString());
    }

    private static List<BoxKey> coarser(BoxKey key) {
        List<BoxKey> coarser = new ArrayList<>();
        if (key.ofQuestion()) {
            coarser.add(new BoxKey(key.dimensions(), key.kind(), key.month(), false));
        }
        for (String dimension : key.dimensions()) {
            List<String> fewer = new ArrayList<>(key.dimensions());
            fewer.remove(dimension);
            coarser.add(new BoxKey(fewer, key.kind(), key.month(), key.ofQuestion()));
        }
        if (key.kind() == Bucket.DAY) {
            coarser.add(new BoxKey(key.dimensions(), Bucket.MONTH, null, key.ofQuestion()));
        } else if (key.kind() == Bucket.MONTH) {
            coarser.add(new BoxKey(key.dimensions(), Bucket.ALL, null, key.ofQuestion()));
        }
        return coarser;
    }

    private static Set<String> values(Map<List<String>, Crowd> cells, int axis) {
        Set<String> values = new TreeSet<>();
        cells.keySet().forEach(place -> values.add(place.get(axis)));
        values.remove(Box.REST);
        return values;
    }

    private long lacking(long responses, long answering, long farmers, long further) {
        return responses == 0 ? 0 : Math.max(0, minGroupSize + further - farmers);
    }

    /**
     * How many farmers answered is not counted, but how many responses did. All but {@code responses - farmers} of the
     * responses are of different farmers, so at least this many of those that answered are.
     */
    private long lackingAnswering(long responses, long answering, long farmers, long further) {
        return answering == 0 ? 0 : Math.max(0, minGroupSize - (answering - (responses - farmers)));
    }

    /** Who is in the cells of a table with all its axes, those included who are in no group. */
    private Map<List<String>, Crowd> cells(BoxKey key) {
        if (key.kind() == Bucket.ALL) {
            return complete(key.dimensions(), Bucket.ALL, LocalDate.EPOCH);
        }
        Map<List<String>, Crowd> cells = new HashMap<>();
        for (LocalDate bucket : buckets(key.kind())) {
            if (key.month() == null || bucket.withDayOfMonth(1).equals(key.month())) {
                complete(key.dimensions(), key.kind(), bucket).forEach((values, crowd) -> {
                    List<String> place = new ArrayList<>(values);
                    place.add(bucket.toString());
                    cells.put(place, crowd);
                });
            }
        }
        return cells;
    }

    private Map<List<String>, Crowd> table(List<String> of, Bucket kind, LocalDate bucket) {
        return crowds.getOrDefault(new Table(of, kind, bucket), Map.of());
    }

    private Map<List<String>, Crowd> complete(List<String> of, Bucket kind, LocalDate bucket) {
        Map<List<String>, Crowd> cells = new TreeMap<>(Disclosure::compare);
        cells.putAll(table(of, kind, bucket));
        Map<List<String>, Crowd> whole = table(List.of(), kind, bucket);
        if (of.size() == 2) {
            for (int axis = 0; axis < 2; axis++) {
                addRemainders(cells, table(List.of(of.get(axis)), kind, bucket), axis);
            }
        }
        if (!of.isEmpty() && whole.containsKey(List.of())) {
            List<String> nowhere = new ArrayList<>();
            of.forEach(dimension -> nowhere.add(Box.REST));
            put(cells, nowhere, Crowd.remainder(whole.get(List.of()), List.copyOf(cells.values())));
        }
        return cells;
    }

    /** Those who have a value of one dimension, and none of the other. */
    private static void addRemainders(Map<List<String>, Crowd> cells, Map<List<String>, Crowd> ofDimension, int axis) {
        Map<String, List<Crowd>> parts = new HashMap<>();
        cells.forEach((values, part) ->
                parts.computeIfAbsent(values.get(axis), v -> new ArrayList<>()).add(part));
        ofDimension.forEach((values, crowd) -> {
            String value = values.get(0);
            List<String> place = axis == 0 ? List.of(value, Box.REST) : List.of(Box.REST, value);
            put(cells, place, Crowd.remainder(crowd, parts.getOrDefault(value, List.of())));
        });
    }

    private static void put(Map<List<String>, Crowd> cells, List<String> place, Crowd crowd) {
        if (crowd.responses() > 0) {
            cells.put(place, crowd);
        }
    }

    private static int compare(List<String> left, List<String> right) {
        for (int i = 0; i < left.size(); i++) {
            int order = left.get(i).compareTo(right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
