package org.farmer1st.points;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.farmer1st.events.PointsRuleSet;
import org.farmer1st.events.ResponseAdded;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.ResponseReplaced;
import org.farmer1st.events.ResponseWithdrawn;
import org.farmer1st.points.state.StoredBalances;
import org.farmer1st.points.state.StoredRecalculation;
import org.junit.jupiter.api.Test;

/**
 * Thousands of histories of a lane, each from a seed that is named where one fails ({@code -Dpoints.seed=} for that one alone):
 * what the rules post adds up, spends nothing twice, and agrees with points that are moved one by one.
 */
class LedgerPropertyTest {

    private static final int HISTORIES = 2_000;
    private static final int STEPS = 80;

    private static Iterable<Long> seeds() {
        Long one = Long.getLong("points.seed");
        if (one != null) {
            return List.of(one);
        }
        return new Random().longs(HISTORIES).boxed().toList();
    }

    @Test
    void everyHistoryAgreesWithPointsThatAreMovedOneByOne() {
        for (long seed : seeds()) {
            Random random = new Random(seed);
            String context = "-Dpoints.seed=" + seed;
            FactHistory facts = new FactHistory(random, 6, 6);
            CommandHistory commands = new CommandHistory(random);
            PostingAudit audit = new PostingAudit(context);
            BudgetModel budget = new BudgetModel(context);
            List<LaneModel> lanes = new ArrayList<>();
            for (int lane = 0; lane < 1 + random.nextInt(3); lane++) {
                lanes.add(new LaneModel(context, audit, budget).inPieces());
            }
            for (int step = 0; step < STEPS; step++) {
                String farmer = facts.anyFarmer();
                LaneModel lane = lanes.get(Integer.parseInt(farmer.substring(2)) % lanes.size());
                if (step % 25 == 24) {
                    PointsRuleSet rules = facts.nextRules(step, true);
                    lanes.forEach(each -> each.read(rules));
                } else if (step % 25 == 20 && step > 25) {
                    StoredRecalculation recalculation = facts.nextRecalculation(step, lane.rules);
                    lanes.forEach(each -> each.read(recalculation));
                } else if (random.nextInt(3) > 0) {
                    lane.read(facts.next(farmer, 0, step));
                } else {
                    lane.read(commands.next(farmer));
                }
                if (step % 30 == 29) {
                    LocalDate due = Samples.FIRST_DAY.plusDays(step);
                    lanes.forEach(each -> each.expireDue(due));
                }
                for (int record = random.nextInt(4); record > 0; record--) {
                    budget.deliverOne(random);
                }
                lanes.forEach(each -> each.judgeMore(random.nextInt(3)));
                lane.compare(farmer);
            }
            lanes.forEach(each -> each.judgeMore(Integer.MAX_VALUE));
            budget.deliverAll(random);
            budget.isAtRest(audit);
            Map<String, Long> worth = new TreeMap<>();
            Map<String, Long> withheld = new TreeMap<>();
            for (LaneModel lane : lanes) {
                worth.putAll(lane.worth());
                withheld.putAll(lane.withheld());
            }
            assertThat(worth).as(context).isEqualTo(facts.worth(lanes.get(0).rules, lanes.get(0).recalculations));
            audit.agreesWith(facts, lanes.get(0).rules, lanes.get(0).recalculations, withheld);
        }
    }

    @Test
    void aBudgetIsGivenOutToTheLastPointBeforeAnythingIsWithheld() {
        for (long seed : seeds()) {
            Random random = new Random(seed);
            String context = "-Dpoints.seed=" + seed;
            PostingAudit audit = new PostingAudit(context);
            BudgetModel budget = new BudgetModel(context);
            List<LaneModel> lanes = new ArrayList<>();
            PointsRuleSet rules = Samples.ruleSet(1, Samples.FIRST_DAY);
            rules.setBudget((long) random.nextInt(400));
            for (int lane = 0; lane < 1 + random.nextInt(5); lane++) {
                lanes.add(new LaneModel(context, audit, budget));
                lanes.get(lane).read(rules);
            }
            long asked = 0;
            for (int step = 0; step < STEPS; step++) {
                long points = random.nextInt(10);
                asked += points;
                int lane = random.nextInt(lanes.size());
                String id = "r-" + step;
                lanes.get(lane).read(Samples.added(step, Samples.version("f-" + lane, id, id, "safi", points)));
                if (random.nextBoolean()) {
                    budget.deliverOne(random);
                }
            }
            budget.deliverAll(random);
            budget.isAtRest(audit);
            assertThat(audit.issued(1)).as(context).isEqualTo(Math.min(asked, rules.getBudget()));
        }
    }

    @Test
    void whateverTheOrderOfArrivalTheSamePointsAreEarned() {
        for (long seed : seeds()) {
            Random random = new Random(seed);
            FactHistory facts = new FactHistory(random, 2, 5);
            List<ResponseFact> told = new ArrayList<>();
            for (int step = 0; step < 40; step++) {
                told.add(facts.next(facts.anyFarmer(), 0, 0));
            }
            String context = "-Dpoints.seed=" + seed;
            LaneModel asTold = new LaneModel(context, new PostingAudit(context), new BudgetModel(context));
            told.forEach(asTold::read);
            List<PointsRuleSet> rules = List.of(facts.nextRules(1, false), facts.nextRules(2, false));
            rules.forEach(asTold::read);
            LaneModel otherwise = new LaneModel(context, new PostingAudit(context), new BudgetModel(context));
            CommandHistory commands = new CommandHistory(random);
            List<PointsRuleSet> early = new ArrayList<>(rules);
            for (ResponseFact fact : reordered(told, random)) {
                if (!early.isEmpty() && random.nextInt(10) == 0) {
                    otherwise.read(early.remove(early.size() - 1));
                }
                otherwise.read(fact);
                otherwise.read(commands.next(facts.anyFarmer()));
            }
            early.forEach(otherwise::read);
            assertThat(otherwise.audit.earned()).as(context).isEqualTo(asTold.audit.earned());
            otherwise.audit.agreesWith(facts, rules);
        }
    }

    @Test
    void whateverTheOrderOfArrivalThePointsOfEachDayExpireOnTheSameDay() {
        for (long seed : seeds()) {
            Random random = new Random(seed);
            String context = "-Dpoints.seed=" + seed;
            FactHistory facts = new FactHistory(random, 2, 5);
            List<ResponseFact> told = new ArrayList<>();
            for (int step = 0; step < 40; step++) {
                told.add(facts.next(facts.anyFarmer(), 0, 0));
            }
            List<PointsRuleSet> rules = List.of(facts.nextRules(1, false), facts.nextRules(2, false));
            StoredRecalculation recalculation = facts.nextRecalculation(1, rules);
            List<Consumer<LaneModel>> judge = List.of(
                    lane -> lane.read(rules.get(0)), lane -> lane.read(rules.get(1)), lane -> lane.read(recalculation));
            List<Consumer<LaneModel>> expire = random.ints(3, 0, 80)
                    .sorted()
                    .<Consumer<LaneModel>>mapToObj(day -> lane -> lane.expireDue(Samples.FIRST_DAY.plusDays(day)))
                    .toList();
            Map<String, Long> expected = facts.lots(rules, List.of(recalculation));
            Map<String, StoredBalances> first = null;
            for (int order = 0; order < 3; order++) {
                List<Consumer<LaneModel>> arriving = reordered(told, random).stream()
                        .<Consumer<LaneModel>>map(fact -> lane -> lane.read(fact))
                        .toList();
                LaneModel lane = new LaneModel(context, new PostingAudit(context), new BudgetModel(context));
                merged(random, arriving, judge, expire).forEach(event -> event.accept(lane));
                assertThat(lane.lots()).as(context).isEqualTo(expected);
                first = first == null ? lane.balances() : first;
                assertThat(lane.balances()).as(context).isEqualTo(first);
            }
        }
    }

    /** All of some sequences, each in its order, one between the other anyhow. */
    @SafeVarargs
    private static <T> List<T> merged(Random random, List<T>... sequences) {
        List<Integer> turns = new ArrayList<>();
        for (int sequence = 0; sequence < sequences.length; sequence++) {
            turns.addAll(Collections.nCopies(sequences[sequence].size(), sequence));
        }
        Collections.shuffle(turns, random);
        int[] next = new int[sequences.length];
        return turns.stream().map(turn -> sequences[turn].get(next[turn]++)).toList();
    }

    /** Another order in which phones could have sent the same: only what is of one response stays in order. */
    private static List<ResponseFact> reordered(List<ResponseFact> facts, Random random) {
        Map<String, List<ResponseFact>> byResponse = new LinkedHashMap<>();
        for (ResponseFact fact : facts) {
            String response = response(fact);
            byResponse.computeIfAbsent(response, r -> new ArrayList<>()).add(fact);
        }
        List<String> turns = new ArrayList<>();
        byResponse.forEach((response, own) -> turns.addAll(Collections.nCopies(own.size(), response)));
        Collections.shuffle(turns, random);
        return turns.stream().map(r -> byResponse.get(r).remove(0)).toList();
    }

    private static String response(ResponseFact fact) {
        if (fact.getChange() instanceof ResponseAdded added) {
            return added.getAfter().getResponseId();
        }
        if (fact.getChange() instanceof ResponseReplaced replaced) {
            return replaced.getAfter().getResponseId();
        }
        return fact.getChange() instanceof ResponseWithdrawn withdrawn
                ? withdrawn.getBefore().getResponseId()
                : "none";
    }
}
