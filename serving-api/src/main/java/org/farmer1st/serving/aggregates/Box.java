package org.farmer1st.serving.aggregates;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What of a table is shown: on each of its axes some values, and in the table the cells of those. All other values of an axis
 * are one rest.
 *
 * <p>The cells of shown values, of rests, and of both together are what readers can compute. So each of them, if there is
 * anybody in it at all, must have as many farmers as a cell that is shown ({@link Rule}); a table is brought to that by
 * hiding one value after the other. Source of the idea: Fréchet's bounds; a hidden cell of a table of two axes is bounded
 * by its row's and its column's rest, which both are large ({@code docs/adr/0022}).
 *
 * @param shown the values that are shown, by axis
 */
record Box(Map<String, Set<String>> shown) {

    /** Whether a cell has enough people in it. */
    interface Rule {
        /**
         * How many farmers it lacks; 0 for enough, or for nobody at all.
         *
         * @param farmers distinct ones
         * @param further how many more it takes than for another cell
         */
        long lacking(long responses, long answering, long farmers, long further);
    }

    /** At the place of a value in a cell: no value that can be shown. */
    static final String REST = "\u001e";

    /** Whether a value of an axis is shown. */
    boolean shows(String axis, String value) {
        return shown.getOrDefault(axis, Set.of()).contains(value);
    }

    /**
     * Finds what to show.
     *
     * @param candidates for each axis the values that may be shown, in the axes' order
     * @param cells who is in the table's cells, by the values of the axes in that order
     */
    static Box of(LinkedHashMap<String, Set<String>> candidates, Map<List<String>, Crowd> cells, Rule rule) {
        return new Search(candidates, cells, rule).run();
    }

    /**
     * The greedy search: hides the value whose hiding mends most for what it costs, until nothing is wrong. Deterministic.
     * Ends at the latest when every value is hidden: the table is then one cell, which is a cell of a coarser box.
     */
    private static final class Search {

        private static final int HIDDEN = 0;

        private final List<String> axes;
        private final List<List<String>> names = new ArrayList<>();
        private final Map<List<Integer>, Crowd> cells = new HashMap<>();
        private final Rule rule;
        private long hiddenValues;

        /** What hiding a value would do. */
        private static final class Effect {
            private final int axis;
            private final int value;
            private long mended;
            private long lost;
            private long farmers;

            Effect(int axis, int value) {
                this.axis = axis;
                this.value = value;
            }

            double worth() {
                return (double) mended / (1 + lost);
            }
        }

        Search(LinkedHashMap<String, Set<String>> candidates, Map<List<String>, Crowd> table, Rule rule) {
            this.axes = List.copyOf(candidates.keySet());
            this.rule = rule;
            List<Map<String, Integer>> numbers = new ArrayList<>();
            for (String axis : axes) {
                List<String> values = new ArrayList<>(new TreeSet<>(candidates.get(axis)));
                Map<String, Integer> numberOf = new HashMap<>();
                for (int i = 0; i < values.size(); i++) {
                    numberOf.put(values.get(i), i + 1);
                }
                names.add(values);
                numbers.add(numberOf);
            }
            table.forEach((values, crowd) -> {
                List<Integer> place = new ArrayList<>(values.size());
                for (int axis = 0; axis < values.size(); axis++) {
                    place.add(numbers.get(axis).getOrDefault(values.get(axis), HIDDEN));
                }
                if (place.contains(HIDDEN)) {
                    hiddenValues++;
                }
                cells.computeIfAbsent(place, p -> new Crowd()).add(crowd);
            });
        }

        Box run() {
            List<TreeSet<Integer>> shown = new ArrayList<>();
            for (List<String> values : names) {
                TreeSet<Integer> numbers = new TreeSet<>();
                for (int i = 1; i <= values.size(); i++) {
                    numbers.add(i);
                }
                shown.add(numbers);
            }
            while (cells.entrySet().stream().anyMatch(cell -> lacking(cell.getKey(), cell.getValue()) > 0)) {
                Effect best = best(shown);
                if (best == null) {
                    break;
                }
                shown.get(best.axis).remove(best.value);
                hide(best);
            }
            Map<String, Set<String>> byAxis = new HashMap<>();
            for (int axis = 0; axis < axes.size(); axis++) {
                Set<String> values = new TreeSet<>();
                for (int number : shown.get(axis)) {
                    values.add(names.get(axis).get(number - 1));
                }
                byAxis.put(axes.get(axis), values);
            }
            return new Box(Map.copyOf(byAxis));
        }

        private long lacking(List<Integer> place, Crowd crowd) {
            return rule.lacking(crowd.responses(), crowd.answering(), crowd.farmers(), further(place, hiddenValues));
        }

        /**
         * That each hidden value of a single axis has somebody is known, because there are such values: the others may take
         * so many from what one of them can have.
         */
        private long further(List<Integer> place, long hidden) {
            return place.size() == 1 && place.get(0) == HIDDEN ? Math.max(0, hidden - 1) : 0;
        }

        private Effect best(List<TreeSet<Integer>> shown) {
            Map<Integer, Map<Integer, Effect>> effects = new HashMap<>();
            for (int axis = 0; axis < shown.size(); axis++) {
                Map<Integer, Effect> ofAxis = new HashMap<>();
                for (int value : shown.get(axis)) {
                    ofAxis.put(value, new Effect(axis, value));
                }
                effects.put(axis, ofAxis);
            }
            cells.forEach((place, crowd) -> {
                for (int axis = 0; axis < place.size(); axis++) {
                    Effect effect = effects.get(axis).get(place.get(axis));
                    if (effect != null) {
                        addEffect(effect, place, crowd);
                    }
                }
            });
            return effects.values().stream()
                    .flatMap(ofAxis -> ofAxis.values().stream())
                    .min(Comparator.comparing((Effect effect) -> effect.mended > 0 ? -effect.worth() : 1.0)
                            .thenComparing(effect -> effect.farmers)
                            .thenComparing(effect -> effect.axis)
                            .thenComparing(effect -> effect.value))
                    .orElse(null);
        }

        /** As if the farmers of two cells were different ones, which is close enough to choose by. */
        private void addEffect(Effect effect, List<Integer> place, Crowd crowd) {
            List<Integer> target = hidden(place, effect.axis);
            Crowd rest = cells.getOrDefault(target, new Crowd());
            long lacking = lacking(place, crowd);
            long before = lacking + lacking(target, rest);
            long after = rule.lacking(
                    crowd.responses() + rest.responses(),
                    crowd.answering() + rest.answering(),
                    crowd.farmers() + rest.farmers(),
                    further(target, hiddenValues + 1));
            effect.mended += before - after;
            effect.farmers += crowd.farmers();
            if (lacking == 0 && !place.contains(HIDDEN)) {
                effect.lost++;
            }
        }

        private void hide(Effect effect) {
            List<List<Integer>> moved = cells.keySet().stream()
                    .filter(place -> place.get(effect.axis) == effect.value)
                    .toList();
            for (List<Integer> place : moved) {
                Crowd crowd = cells.remove(place);
                cells.computeIfAbsent(hidden(place, effect.axis), p -> new Crowd())
                        .add(crowd);
                hiddenValues++;
            }
        }

        private static List<Integer> hidden(List<Integer> place, int axis) {
            List<Integer> target = new ArrayList<>(place);
            target.set(axis, HIDDEN);
            return target;
        }
    }

    /** The values that all of these boxes show on an axis; null where none has that axis. */
    static Set<String> shownByAll(String axis, Collection<Box> boxes) {
        Set<String> common = null;
        for (Box box : boxes) {
            Set<String> values = box.shown().get(axis);
            if (values != null) {
                if (common == null) {
                    common = new TreeSet<>(values);
                } else {
                    common.retainAll(values);
                }
            }
        }
        return common;
    }
}
