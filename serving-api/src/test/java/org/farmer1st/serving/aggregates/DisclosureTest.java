package org.farmer1st.serving.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.farmer1st.runtime.http.Json;
import org.farmer1st.serving.surveys.Survey;
import org.junit.jupiter.api.Test;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.Variable;

/**
 * What readers can find out of what is hidden. Surveys are generated, every answer that readers can get is collected, and a
 * linear program looks for the largest number of responses that each hidden cell can have for all that they say.
 *
 * <p>The guarantee: of a cell with {@code f} farmers fewer than {@code k}, that number is at least its true one and
 * {@code k - f} more. So nobody can tell that it is small, let alone how many are in it.
 */
class DisclosureTest {

    private static final List<LocalDate> DAYS = List.of(
            LocalDate.parse("2026-01-05"),
            LocalDate.parse("2026-01-06"),
            LocalDate.parse("2026-01-20"),
            LocalDate.parse("2026-02-01"),
            LocalDate.parse("2026-02-02"),
            LocalDate.parse("2026-03-09"));

    /** One response; {@code answers} is whether it answered the question. */
    private record Response(int lane, int farmer, String a, String b, LocalDate day, boolean answers) {}

    /** The finest cell that a response can be in. */
    private record Atom(String a, String b, LocalDate day) {}

    /** What can be asked for, with the values and days that it is of. */
    private record Cell(Map<String, String> group, Set<LocalDate> days) {
        boolean contains(Atom atom) {
            return days.contains(atom.day())
                    && group.getOrDefault("a", atom.a()).equals(atom.a())
                    && group.getOrDefault("b", atom.b()).equals(atom.b());
        }
    }

    @Test
    void groupsAndTimesOfOneDimensionBoundNoHiddenCell() {
        attack((random, size) -> generate(random, size, 6, 1, DAYS.size()), false);
    }

    @Test
    void pairsOfDimensionsBoundNoHiddenCell() {
        attack((random, size) -> generate(random, size, 5, 4, 1), false);
    }

    @Test
    void responsesWithoutAGroupAreNoWayIn() {
        attack((random, size) -> without(random, generate(random, size, 5, 1, 4)), false);
    }

    @Test
    void sumsOverThoseWhoAnsweredAQuestionBoundNoHiddenCell() {
        attack((random, size) -> generate(random, size, 5, 1, DAYS.size()), true);
    }

    /** Not proven for two dimensions and time at once, but tried: always on the same surveys. */
    @Test
    void pairsAndTimesTogetherBoundNoHiddenCellOfTheseSurveys() {
        attack(1, 3, (random, size) -> generate(random, 3 * size, 4, 3, 4), false);
    }

    private interface Generator {
        List<Response> generate(Random random, int size);
    }

    private static void attack(Generator generator, boolean question) {
        long seed = Long.getLong("disclosure.seed", System.nanoTime());
        attack(seed, Integer.getInteger("disclosure.rounds", 12), generator, question);
    }

    private static void attack(long seed, int rounds, Generator generator, boolean question) {
        Random random = new Random(seed);
        int hidden = 0;
        int shown = 0;
        for (int round = 0; round < rounds; round++) {
            int minGroupSize = 2 + random.nextInt(3);
            List<Response> responses = generator.generate(random, 10 + random.nextInt(70));
            Attack attack = new Attack(responses, minGroupSize, question);
            String name = "seed " + seed + " round " + round + " minGroupSize " + minGroupSize;
            attack.check(name);
            hidden += attack.attacked;
            shown += attack.shown;
        }
        // The test would show nothing if nothing were hidden, or nothing were shown.
        assertThat(hidden).isGreaterThan(rounds);
        assertThat(shown).isGreaterThan(rounds);
    }

    private static List<Response> generate(Random random, int size, int as, int bs, int days) {
        List<Response> responses = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int farmer = random.nextInt(size);
            // Few have the later values: small groups are what this is about.
            responses.add(new Response(
                    farmer % 2,
                    farmer / 2,
                    skewed(random, as, "a"),
                    skewed(random, bs, "b"),
                    DAYS.get(Math.min(random.nextInt(days), random.nextInt(days))),
                    random.nextInt(3) > 0));
        }
        return responses;
    }

    private static String skewed(Random random, int values, String name) {
        int value = Math.min(random.nextInt(values), random.nextInt(values));
        return value == 1 ? "" : name + value;
    }

    /** Some have no value of the dimension at all, as those without a region. */
    private static List<Response> without(Random random, List<Response> responses) {
        return responses.stream()
                .map(r -> random.nextInt(8) > 0
                        ? r
                        : new Response(r.lane(), r.farmer(), Box.REST, r.b(), r.day(), r.answers()))
                .toList();
    }

    /** One survey, everything that readers can ask of it, and the linear program. */
    private static final class Attack {
        private final List<Response> responses;
        private final int minGroupSize;
        private final boolean question;
        private final List<String> dimensions = new ArrayList<>();
        private final List<Atom> atoms = new ArrayList<>();
        private final Map<Cell, Long> known = new LinkedHashMap<>();
        private final Set<Cell> askedFor = new java.util.LinkedHashSet<>();
        private int attacked;
        private int shown;

        Attack(List<Response> responses, int minGroupSize, boolean question) {
            this.responses = responses;
            this.minGroupSize = minGroupSize;
            this.question = question;
            Set<String> as = values("a");
            Set<String> bs = values("b");
            dimensions.add("a");
            if (bs.size() > 1) {
                dimensions.add("b");
            }
            for (String a : as) {
                for (String b : bs) {
                    for (LocalDate day : days()) {
                        atoms.add(new Atom(a, b, day));
                    }
                }
            }
        }

        private Set<String> values(String dimension) {
            Set<String> values = new TreeSet<>();
            responses.forEach(r -> values.add(dimension.equals("a") ? r.a() : r.b()));
            return values;
        }

        private Set<LocalDate> days() {
            Set<LocalDate> days = new TreeSet<>();
            responses.forEach(r -> days.add(r.day()));
            return days;
        }

        void check(String name) {
            for (List<String> subset : Disclosure.subsets(dimensions)) {
                askEverything(subset);
            }
            existing();
            shown = known.size();
            for (Cell cell : askedFor) {
                List<Response> inside = responses.stream()
                        .filter(r -> !question || r.answers())
                        .filter(r -> cell.contains(new Atom(r.a(), r.b(), r.day())))
                        .toList();
                long farmers = inside.stream()
                        .map(r -> r.lane() + "/" + r.farmer())
                        .distinct()
                        .count();
                if (farmers == 0 || farmers >= minGroupSize) {
                    continue;
                }
                attacked++;
                assertThat(known).as(name + ": " + cell + " is shown").doesNotContainKey(cell);
                assertThat(most(cell))
                        .as(name + ": most that " + cell + " can have, with " + farmers + " farmers and "
                                + inside.size() + " responses\n" + this)
                        .isGreaterThanOrEqualTo(inside.size() + minGroupSize - farmers - 1e-6);
            }
        }

        /** Each grouping alone and with each combination of filters, in each bucket, in each range of days. */
        private void askEverything(List<String> subset) {
            List<LocalDate> bounds =
                    new ArrayList<>(List.of(LocalDate.parse("2026-02-01"), LocalDate.parse("2026-02-28")));
            bounds.addAll(days());
            for (List<String> filtered : Disclosure.subsets(subset)) {
                for (Map<String, String> filters : groups(filtered)) {
                    List<String> groupBy = new ArrayList<>(subset);
                    groupBy.removeAll(filtered);
                    for (Bucket bucket : Bucket.values()) {
                        ask(groupBy, filters, bucket, null, null);
                        for (LocalDate from : bounds) {
                            ask(groupBy, filters, bucket, from, null);
                            ask(groupBy, filters, bucket, null, from);
                            for (LocalDate to : bounds) {
                                if (!to.isBefore(from)) {
                                    ask(groupBy, filters, bucket, from, to);
                                }
                            }
                        }
                    }
                }
            }
        }

        private List<Map<String, String>> groups(List<String> of) {
            List<Map<String, String>> all = List.of(Map.of());
            for (String dimension : of) {
                List<Map<String, String>> longer = new ArrayList<>();
                for (Map<String, String> one : all) {
                    for (String value : values(dimension)) {
                        if (!value.equals(Box.REST)) {
                            Map<String, String> with = new TreeMap<>(one);
                            with.put(dimension, value);
                            longer.add(with);
                        }
                    }
                }
                all = longer;
            }
            return all;
        }

        private void ask(
                List<String> groupBy, Map<String, String> filters, Bucket bucket, LocalDate from, LocalDate to) {
            AggregateQuery query = new AggregateQuery(
                    "demo",
                    "survey",
                    question ? Optional.of("q") : Optional.empty(),
                    groupBy,
                    new TreeMap<>(filters),
                    bucket,
                    from,
                    to);
            AggregateAnswer.Content content = answer(query);
            Map<String, Set<LocalDate>> days = new TreeMap<>();
            for (LocalDate day : days()) {
                if ((from == null || !day.isBefore(from)) && (to == null || !day.isAfter(to))) {
                    days.computeIfAbsent(bucket.written(bucket.start(day)), b -> new TreeSet<>())
                            .add(day);
                }
            }
            Map<Cell, Long> answered = new HashMap<>();
            for (AggregateCell cell : content.cells()) {
                Map<String, String> group = new TreeMap<>(filters);
                cell.group().forEach((name, value) -> group.put(name, value == null ? "" : value));
                answered.put(new Cell(group, days.get(cell.bucket())), question ? cell.answered() : cell.responses());
            }
            answered.forEach((cell, count) -> {
                Long before = known.put(cell, count);
                assertThat(before == null || before.equals(count))
                        .as("Two answers of " + cell)
                        .isTrue();
            });
            for (Map<String, String> group : groups(groupBy)) {
                Map<String, String> all = new TreeMap<>(filters);
                all.putAll(group);
                for (Set<LocalDate> ofBucket : days.values()) {
                    Cell cell = new Cell(all, ofBucket);
                    askedFor.add(cell);
                    if (content.suppressed() == 0) {
                        // Then what is not in the answer is known to be empty.
                        known.putIfAbsent(cell, 0L);
                    }
                }
            }
        }

        private AggregateAnswer.Content answer(AggregateQuery query) {
            AggregateAssembly assembly = new AggregateAssembly(query, survey());
            for (AggregateQuery.Table table : assembly.tables()) {
                rows(table).forEach((place, inside) -> {
                    int lane = Integer.parseInt(place.get(0));
                    LocalDate bucket = LocalDate.parse(place.get(1));
                    if (table.range().contains(bucket)) {
                        assembly.add(table, lane, bucket, place.get(2), bytes(inside));
                    }
                });
            }
            return assembly.content();
        }

        private Map<List<String>, List<Response>> rows(AggregateQuery.Table table) {
            Map<List<String>, List<Response>> rows = new HashMap<>();
            for (Response r : responses) {
                Map<String, String> values = Map.of("a", r.a(), "b", r.b());
                List<String> group =
                        table.dimensions().stream().map(values::get).toList();
                if (group.contains(Box.REST)) {
                    continue;
                }
                LocalDate bucket = table.range().kind() == Bucket.ALL
                        ? LocalDate.EPOCH
                        : table.range().kind().start(r.day());
                rows.computeIfAbsent(
                                List.of("" + r.lane(), bucket.toString(), String.join("\u001f", group)),
                                p -> new ArrayList<>())
                        .add(r);
            }
            return rows;
        }

        private static byte[] bytes(List<Response> inside) {
            long answering = inside.stream().filter(Response::answers).count();
            return Rows.bytes(Rows.row(
                    inside.size(),
                    Rows.farmers(inside.stream()
                            .mapToInt(Response::farmer)
                            .distinct()
                            .toArray()),
                    Map.of("q", Rows.select(answering, inside.size() - answering, Map.of()))));
        }

        private Survey survey() {
            ObjectNode definition = Json.mapper().createObjectNode();
            definition.putObject("privacy").put("minGroupSize", minGroupSize);
            List<JsonNode> versions = List.of(definition);
            return new Survey(versions, 1);
        }

        private final List<Cell> atLeastOne = new ArrayList<>();

        /**
         * That hidden values, months and days are there at all is known where they are counted, which is where others of
         * theirs are shown. Readers don't even know which; here they do.
         */
        private void existing() {
            if (question) {
                return;
            }
            for (String dimension : dimensions) {
                countable(groups(List.of(dimension)).stream()
                        .map(group -> new Cell(group, days()))
                        .toList());
            }
            Map<LocalDate, List<Cell>> daysOfMonth = new TreeMap<>();
            Map<LocalDate, Set<LocalDate>> months = new TreeMap<>();
            for (LocalDate day : days()) {
                LocalDate month = day.withDayOfMonth(1);
                daysOfMonth.computeIfAbsent(month, m -> new ArrayList<>()).add(new Cell(Map.of(), Set.of(day)));
                months.computeIfAbsent(month, m -> new TreeSet<>()).add(day);
            }
            daysOfMonth.values().forEach(this::countable);
            countable(months.values().stream()
                    .map(days -> new Cell(Map.of(), days))
                    .toList());
        }

        private void countable(List<Cell> cells) {
            if (cells.stream().anyMatch(known::containsKey)) {
                atLeastOne.addAll(cells);
            }
        }

        /** The most responses that a cell can have. */
        private double most(Cell target) {
            ExpressionsBasedModel model = new ExpressionsBasedModel();
            Map<Atom, Variable> variables = new HashMap<>();
            atoms.forEach(atom ->
                    variables.put(atom, model.newVariable(atom.toString()).lower(0)));
            int count = 0;
            for (Map.Entry<Cell, Long> fact : known.entrySet()) {
                add(model.newExpression("answer" + count++), fact.getKey()::contains, variables)
                        .level(fact.getValue());
            }
            for (Cell cell : atLeastOne) {
                add(model.newExpression("existing" + count++), cell::contains, variables)
                        .lower(1);
            }
            add(model.newExpression("target"), target::contains, variables).weight(1);
            Optimisation.Result result = model.maximise();
            if (result.getState() == Optimisation.State.UNBOUNDED) {
                return Double.POSITIVE_INFINITY;
            }
            assertThat(result.getState().isFeasible()).as(result + "\n" + this).isTrue();
            return result.getValue();
        }

        private static Expression add(Expression sum, Predicate<Atom> inside, Map<Atom, Variable> variables) {
            variables.forEach((atom, variable) -> {
                if (inside.test(atom)) {
                    sum.set(variable, 1);
                }
            });
            return sum;
        }

        @Override
        public String toString() {
            return responses.size() + " responses " + responses + "\nshown " + known;
        }
    }
}
