package org.farmer1st.points;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.farmer1st.events.Account;
import org.farmer1st.events.BudgetLease;
import org.farmer1st.events.BudgetLeaseKind;
import org.farmer1st.events.BudgetRequest;
import org.farmer1st.events.BudgetRequestKind;
import org.farmer1st.events.ExpiringPoints;
import org.farmer1st.events.FarmerBalances;
import org.farmer1st.events.LedgerPosting;
import org.farmer1st.events.PointsCommand;
import org.farmer1st.events.PointsRefusal;
import org.farmer1st.events.PointsResult;
import org.farmer1st.events.PointsResultStatus;
import org.farmer1st.events.PointsRuleSet;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.SurveyPoints;
import org.farmer1st.points.state.StoredBalances;
import org.farmer1st.points.state.StoredClaim;
import org.farmer1st.points.state.StoredLease;
import org.farmer1st.points.state.StoredRecalculation;
import org.farmer1st.points.state.StoredResponse;

/** A lane as its processors keep it, in memory, beside the naive one. */
final class LaneModel {

    final PostingAudit audit;
    final List<PointsRuleSet> rules = new ArrayList<>();
    final List<StoredRecalculation> recalculations = new ArrayList<>();
    private final String context;
    private final BudgetModel budget;
    private final int lane;
    private final Random pieces = new Random(1);
    private final Map<String, StoredBalances> stored = new HashMap<>();
    private final Map<String, Map<String, Long>> earned = new HashMap<>();
    private final Map<String, MapOfDays> days = new HashMap<>();
    private final Map<String, PointsResult> results = new HashMap<>();
    private final Map<String, NaiveLedger> naive = new HashMap<>();
    private final Map<String, Boolean> answers = new HashMap<>();
    private final Map<Integer, LaneLease> leases = new TreeMap<>();
    private final Map<Integer, MapOfClaims> claims = new TreeMap<>();
    private final Map<Integer, NaiveQueue> queues = new TreeMap<>();
    private final Deque<Map.Entry<String, String>> toJudge = new ArrayDeque<>();
    private boolean inPieces;
    private LocalDate dueOn;

    private record MapOfClaims(Map<Long, StoredClaim> claims) implements LaneLease.Claims {
        @Override
        public StoredClaim get(long ordinal) {
            return StoredClaim.newBuilder(claims.get(ordinal)).build();
        }

        @Override
        public void put(long ordinal, StoredClaim claim) {
            claims.put(ordinal, StoredClaim.newBuilder(claim).build());
        }

        @Override
        public void remove(long ordinal) {
            claims.remove(ordinal);
        }
    }

    LaneModel(String context, PostingAudit audit, BudgetModel budget) {
        this.context = context;
        this.audit = audit;
        this.budget = budget;
        this.lane = budget.add(this);
    }

    private PointsRules rules() {
        return new PointsRules(rules, recalculations);
    }

    void read(ResponseFact fact) {
        ResponseVersion subject = FarmerResponses.subject(fact);
        if (subject != null) {
            FarmerResponses responses = responses(subject.getFarmerId());
            earn(subject.getFarmerId(), responses.apply(fact, rules()));
            keep(subject.getFarmerId(), responses);
        }
        tell();
    }

    void read(PointsRuleSet version) {
        rules.add(version);
        budget.add(version);
        judge("rules-" + version.getVersion());
    }

    void read(StoredRecalculation recalculation) {
        recalculations.add(recalculation);
        judge("recalculate-" + recalculation.getCommandId());
    }

    private void judge(String trigger) {
        days.keySet().forEach(farmer -> toJudge.add(Map.entry(farmer, trigger)));
        if (!inPieces) {
            judgeMore(toJudge.size());
        }
    }

    /** Has new rules and recalculations go through the farmers as {@link #judgeMore} says, other records between. */
    LaneModel inPieces() {
        inPieces = true;
        return this;
    }

    /** Goes on with what new rules and recalculations have begun, for so many farmers. */
    void judgeMore(int most) {
        for (int farmers = 0; farmers < most && !toJudge.isEmpty(); farmers++) {
            String farmer = toJudge.peek().getKey();
            FarmerResponses responses = responses(farmer);
            earn(farmer, responses.apply(rules(), toJudge.poll().getValue(), Samples.COVERED_AT));
            keep(farmer, responses);
        }
        tell();
    }

    private FarmerResponses responses(String farmer) {
        return new FarmerResponses(Samples.TENANT, farmer, new FarmerDays(ofFarmer(farmer)), budgets(farmer));
    }

    private MapOfDays ofFarmer(String farmer) {
        return days.computeIfAbsent(farmer, f -> new MapOfDays());
    }

    /** Keeps what a record made of a farmer's responses; a day that knows its place in its row knows it right. */
    private void keep(String farmer, FarmerResponses responses) {
        MapOfDays ofFarmer = ofFarmer(farmer);
        ofFarmer.keep(responses.changed());
        ofFarmer.all().forEach((day, stored) -> {
            if (stored.getStreak() != 0) {
                assertThat(stored.getStreak()).as(context).isEqualTo(ofFarmer.streak(day));
            }
        });
    }

    private LaneLease lease(int version) {
        claims.computeIfAbsent(version, v -> new MapOfClaims(new HashMap<>()));
        return leases.computeIfAbsent(version, v -> new LaneLease(null));
    }

    private NaiveQueue queue(int version) {
        return queues.computeIfAbsent(version, v -> new NaiveQueue(context));
    }

    private Budgets budgets(String farmer) {
        return new Budgets() {
            @Override
            public long draw(int version, LocalDate day, String responseId, long points) {
                long given = lease(version).draw(new StoredClaim(farmer, day, responseId, points), claims.get(version));
                if (given < points) {
                    queue(version).make(farmer, responseId);
                }
                return given;
            }

            @Override
            public void forget(int version, long points) {
                lease(version).forget(points);
            }

            @Override
            public void giveBack(int version, long points) {
                lease(version).giveBack(points);
            }
        };
    }

    /** What the budget tells the lane. */
    void hear(BudgetLease told) {
        int version = told.getVersion();
        LaneLease lease = lease(version);
        if (lease.knows(told)) {
            return;
        }
        assertThat(lease.expects(told)).as(context).isTrue();
        if (told.getKind() == BudgetLeaseKind.GRANT && told.getExhausted()) {
            queue(version).exhaust();
        }
        ask(version, lease.hear(told));
        lease.settle(1 + pieces.nextInt(4), claims.get(version), new LaneLease.Settlement() {
            private FarmerResponses responses;
            private StoredResponse response;

            @Override
            public long waiting(StoredClaim claim) {
                responses = responses(claim.getFarmerId());
                response = responses.waiting(claim.getDay(), claim.getResponseId(), version);
                long waiting = response == null ? 0 : response.getWaiting();
                queue(version).look(claim, waiting);
                return waiting;
            }

            @Override
            public void settle(StoredClaim claim, long granted, long withheld, String cause) {
                if (withheld > 0) {
                    assertThat(free(version))
                            .as(context + ", held while there is some")
                            .isZero();
                }
                String farmer = claim.getFarmerId();
                queue(version).settle(Math.min(claim.getPoints(), response.getWaiting()), granted, withheld);
                Ledger ledger = open(farmer);
                LocalDate expiresOn = rules().expiresOn(version, claim.getDay());
                ledger.settle(
                        Cause.of(
                                Samples.TENANT,
                                farmer,
                                claim.getDay(),
                                response,
                                "budget-" + version + "-" + cause,
                                Samples.COVERED_AT),
                        claim.getDay(),
                        expiresOn,
                        granted,
                        withheld);
                responses.settle(claim.getDay(), response, granted, withheld);
                keep(farmer, responses);
                naive(farmer).await(-granted - withheld);
                naive(farmer).earn(claim.getDay(), expiresOn, granted);
                post(farmer, ledger);
            }
        });
        tell();
    }

    private void tell() {
        leases.forEach((version, lease) -> {
            if (lease.mustSettle()) {
                budget.tell(lane, new BudgetLease(version, 0L, BudgetLeaseKind.SETTLE, 0L, false));
            }
            ask(version, lease.tell());
        });
    }

    private void ask(int version, Optional<LaneLease.Told> told) {
        long points = rules.stream()
                .filter(r -> r.getVersion() == version && r.getBudget() != null)
                .mapToLong(PointsRuleSet::getBudget)
                .findFirst()
                .orElse(0);
        told.filter(request -> request.kind() == BudgetRequestKind.ASK)
                .ifPresent(request -> queue(version).ask());
        told.ifPresent(request -> budget.ask(new BudgetRequest(
                Samples.TENANT, version, lane, request.ordinal(), request.kind(), request.points(), points)));
    }

    /** What the lane may give of a version's budget. */
    long free(int version) {
        return lease(version).state().getFree();
    }

    /** Nothing waits, and nothing is kept for it. */
    void nobodyWaits() {
        leases.forEach((version, lease) -> {
            StoredLease state = lease.state();
            assertThat(state.getWaiting()).as(context).isZero();
            assertThat(state.getAsking() || state.getSettling()).as(context).isFalse();
            assertThat(claims.get(version).claims()).as(context).hasSize((int) (state.getTail() - state.getHead()));
            if (state.getClosed()) {
                assertThat(state.getFree()).as(context).isZero();
            }
        });
        responses()
                .forEach(response ->
                        assertThat(response.getWaiting()).as(context).isZero());
    }

    /** What each response is worth, whatever the budget gave. */
    Map<String, Long> worth() {
        Map<String, Long> worth = new TreeMap<>();
        responses().forEach(response -> worth.put(response.getResponseId(), response.getEarned()));
        return worth;
    }

    /** What the budgets withheld. */
    Map<String, Long> withheld() {
        Map<String, Long> withheld = new TreeMap<>();
        days.forEach((farmer, ofFarmer) -> ofFarmer.all().values().stream()
                .flatMap(day -> day.getResponses().stream())
                .filter(response -> response.getWithheld() > 0)
                .forEach(response ->
                        withheld.merge(farmer + "/" + response.getSurveyId(), response.getWithheld(), Long::sum)));
        return withheld;
    }

    private List<StoredResponse> responses() {
        return days.values().stream()
                .flatMap(ofFarmer -> ofFarmer.all().values().stream())
                .flatMap(day -> day.getResponses().stream())
                .toList();
    }

    private void earn(String farmer, List<Earning> earnings) {
        Ledger ledger = open(farmer);
        for (Earning earning : earnings) {
            ledger.earn(earning);
            if (earning.account() == Account.PENDING) {
                naive(farmer).await(earning.points());
            } else {
                naive(farmer).earn(earning.day(), earning.expiresOn(), earning.points());
            }
        }
        post(farmer, ledger);
    }

    void read(PointsCommand command) {
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
        assertThat(result.getStatus() == PointsResultStatus.DONE).as(context).isEqualTo(expected);
        assertThat(refusal.isEmpty() || ledger.transfers().isEmpty())
                .as(context)
                .isTrue();
        results.put(command.getCommandId(), result);
        post(farmer, ledger);
    }

    /** What is due of all farmers expires. */
    void expireDue(LocalDate day) {
        for (String farmer : List.copyOf(stored.keySet())) {
            Ledger ledger = open(farmer);
            ledger.expire(Cause.ofExpiry(Samples.expireDue("expire", day), farmer, Samples.COVERED_AT), day);
            post(farmer, ledger);
        }
        naive.values().forEach(ledger -> ledger.expireDue(day));
        dueOn = day;
    }

    /** All balances, with their lots; of those who have any points. */
    Map<String, StoredBalances> balances() {
        Map<String, StoredBalances> balances = new TreeMap<>(stored);
        balances.values().removeIf(state -> state.getLots().isEmpty());
        return balances;
    }

    /** What lies in each lot, spent or not: {@code farmer/day/expiresOn}; none without points. */
    Map<String, Long> lots() {
        Map<String, Long> lots = new TreeMap<>();
        stored.forEach((farmer, state) -> state.getLots()
                .forEach(lot -> lots.put(
                        farmer + '/' + lot.getEarnedOn() + '/' + lot.getExpiresOn(),
                        lot.getAvailable() + lot.getExpired())));
        return lots;
    }

    private Ledger open(String farmer) {
        return new Ledger(Samples.TENANT, farmer, stored.get(farmer), dueOn);
    }

    private NaiveLedger naive(String farmer) {
        return naive.computeIfAbsent(farmer, f -> {
            NaiveLedger ledger = new NaiveLedger();
            if (dueOn != null) {
                ledger.expireDue(dueOn);
            }
            return ledger;
        });
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
        audit.read(new LedgerPosting(lane, 0L, Samples.COVERED_AT, ledger.transfers(), ledger.balances(all), null));
        budget.isKept(audit);
    }

    void compare(String farmer) {
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
