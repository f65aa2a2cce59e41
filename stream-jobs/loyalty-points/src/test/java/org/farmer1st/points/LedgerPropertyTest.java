package org.farmer1st.points;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.farmer1st.events.Account;
import org.farmer1st.events.ExpiringPoints;
import org.farmer1st.events.FarmerBalances;
import org.farmer1st.events.LedgerPosting;
import org.farmer1st.events.PointsCommand;
import org.farmer1st.events.PointsRefusal;
import org.farmer1st.events.PointsResult;
import org.farmer1st.events.PointsResultStatus;
import org.farmer1st.events.PointsRuleSet;
import org.farmer1st.events.ResponseAdded;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.ResponseReplaced;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.ResponseWithdrawn;
import org.farmer1st.events.SurveyPoints;
import org.farmer1st.points.state.StoredBalances;
import org.farmer1st.points.state.StoredDay;
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
            FactHistory facts = new FactHistory(random, 3, 6);
            CommandHistory commands = new CommandHistory(random);
            Lane lane = new Lane("-Dpoints.seed=" + seed);
            for (int step = 0; step < STEPS; step++) {
                String farmer = facts.anyFarmer();
                if (step % 25 == 24) {
                    lane.read(facts.nextRules(step));
                } else if (random.nextInt(3) > 0) {
                    lane.read(facts.next(farmer, 0, step));
                } else {
                    lane.read(commands.next(farmer));
                }
                lane.compare(farmer);
            }
            lane.audit.agreesWith(facts, lane.rules);
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
            Lane asTold = new Lane(context);
            told.forEach(asTold::read);
            List<PointsRuleSet> rules = List.of(facts.nextRules(1), facts.nextRules(2));
            rules.forEach(asTold::read);
            Lane otherwise = new Lane(context);
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

    /** A lane as its processors keep it, in memory, beside the naive one. */
    private static final class Lane {
        private final String context;
        private final PostingAudit audit;
        private final Map<String, StoredBalances> stored = new HashMap<>();
        private final Map<String, Map<String, Long>> earned = new HashMap<>();
        private final Map<String, TreeMap<LocalDate, StoredDay>> days = new HashMap<>();
        private final List<PointsRuleSet> rules = new ArrayList<>();
        private final Map<String, PointsResult> results = new HashMap<>();
        private final Map<String, NaiveLedger> naive = new HashMap<>();
        private final Map<String, Boolean> answers = new HashMap<>();

        private Lane(String context) {
            this.context = context;
            this.audit = new PostingAudit(context);
        }

        private void read(ResponseFact fact) {
            ResponseVersion subject = FarmerResponses.subject(fact);
            if (subject != null) {
                FarmerResponses responses = responses(subject.getFarmerId());
                earn(subject.getFarmerId(), responses.apply(fact, new PointsRules(rules)));
            }
        }

        private void read(PointsRuleSet version) {
            rules.add(version);
            for (String farmer : List.copyOf(days.keySet())) {
                earn(farmer, responses(farmer).apply(new PointsRules(rules), version.getVersion(), Samples.COVERED_AT));
            }
        }

        private FarmerResponses responses(String farmer) {
            return new FarmerResponses(Samples.TENANT, farmer, days.computeIfAbsent(farmer, f -> new TreeMap<>()));
        }

        private void earn(String farmer, List<Earning> earnings) {
            Ledger ledger = open(farmer);
            for (Earning earning : earnings) {
                ledger.earn(earning.cause(), earning.kind(), earning.day(), earning.expiresOn(), earning.points());
                naive(farmer).earn(earning.day(), earning.expiresOn(), earning.points());
            }
            post(farmer, ledger);
        }

        private void read(PointsCommand command) {
            String farmer = command.getFarmerId();
            assertThat(CommandRules.faults(command)).as(context).isEmpty();
            Boolean expected = naive(farmer).apply(command, answers);
            PointsResult before = results.get(command.getCommandId());
            if (before != null) {
                assertThat(CommandRules.isRepeat(command, before)).as(context).isEqualTo(expected != null);
                return;
            }
            Ledger ledger = open(farmer);
            Optional<PointsRefusal> refusal =
                    CommandRules.apply(command, new PointsRules(List.of()), ledger, Samples.COVERED_AT);
            assertThat(refusal.isEmpty()).as(context).isEqualTo(expected);
            PointsResult result = CommandRules.result(command, refusal, ledger, Samples.COVERED_AT);
            assertThat(result.getStatus() == PointsResultStatus.DONE)
                    .as(context)
                    .isEqualTo(expected);
            assertThat(refusal.isEmpty() || ledger.transfers().isEmpty())
                    .as(context)
                    .isTrue();
            results.put(command.getCommandId(), result);
            post(farmer, ledger);
        }

        private Ledger open(String farmer) {
            return new Ledger(Samples.TENANT, farmer, stored.get(farmer));
        }

        private NaiveLedger naive(String farmer) {
            return naive.computeIfAbsent(farmer, f -> new NaiveLedger());
        }

        private void post(String farmer, Ledger ledger) {
            stored.put(farmer, ledger.state());
            if (ledger.transfers().isEmpty()) {
                return;
            }
            Map<String, Long> surveys = earned.computeIfAbsent(farmer, f -> new TreeMap<>());
            ledger.transfers().stream()
                    .filter(t -> t.getSurveyId() != null)
                    .forEach(t -> surveys.merge(t.getSurveyId(), Ledger.earned(t), Long::sum));
            List<SurveyPoints> all = surveys.entrySet().stream()
                    .map(s -> new SurveyPoints(s.getKey(), s.getValue()))
                    .toList();
            audit.read(new LedgerPosting(0, 0L, Samples.COVERED_AT, ledger.transfers(), ledger.balances(all), null));
        }

        private void compare(String farmer) {
            Map<Account, Long> entries = audit.balances(farmer);
            entries.remove(Account.ISSUANCE);
            assertThat(entries).as(context).isEqualTo(naive(farmer).balances());
            FarmerBalances balances = open(farmer).balances(List.of());
            Map<LocalDate, Long> expiring = new TreeMap<>();
            for (ExpiringPoints points : balances.getExpiring()) {
                expiring.put(points.getOn(), points.getAmount());
            }
            assertThat(expiring).as(context).isEqualTo(naive(farmer).expiring());
            assertThat(new Lots(open(farmer).state().getLots()).available())
                    .as(context)
                    .isEqualTo(balances.getAvailable());
        }
    }
}
