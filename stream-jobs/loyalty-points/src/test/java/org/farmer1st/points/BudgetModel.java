package org.farmer1st.points;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.farmer1st.events.BudgetLease;
import org.farmer1st.events.BudgetRequest;
import org.farmer1st.events.PointsRuleSet;
import org.farmer1st.points.state.StoredPot;

/** The tenants' budgets in memory, and what is under way between them and lanes: in order for each lane, else in any. */
final class BudgetModel {

    private final String context;
    private final List<LaneModel> lanes = new ArrayList<>();
    private final List<Deque<BudgetRequest>> requests = new ArrayList<>();
    private final List<Deque<BudgetLease>> leases = new ArrayList<>();
    private final Map<Integer, StoredPot> pots = new TreeMap<>();
    private final Map<Integer, Long> budgets = new TreeMap<>();

    BudgetModel(String context) {
        this.context = context;
    }

    /** @return the lane's number */
    int add(LaneModel lane) {
        lanes.add(lane);
        requests.add(new ArrayDeque<>());
        leases.add(new ArrayDeque<>());
        return lanes.size() - 1;
    }

    void add(PointsRuleSet rules) {
        if (rules.getBudget() != null) {
            budgets.put(rules.getVersion(), rules.getBudget());
        }
    }

    void ask(BudgetRequest request) {
        requests.get(request.getLane()).add(request);
    }

    void tell(int lane, BudgetLease lease) {
        leases.get(lane).add(lease);
    }

    /** Lets one record arrive, sometimes twice. */
    boolean deliverOne(Random random) {
        List<Runnable> ready = new ArrayList<>();
        for (int lane = 0; lane < lanes.size(); lane++) {
            LaneModel to = lanes.get(lane);
            Deque<BudgetLease> told = leases.get(lane);
            Deque<BudgetRequest> asked = requests.get(lane);
            if (!told.isEmpty()) {
                ready.add(() -> {
                    BudgetLease lease = random.nextInt(10) == 0 ? told.peek() : told.poll();
                    to.hear(lease);
                });
            }
            if (!asked.isEmpty()) {
                ready.add(() -> receive(random.nextInt(10) == 0 ? asked.peek() : asked.poll()));
            }
        }
        if (ready.isEmpty()) {
            return false;
        }
        ready.get(random.nextInt(ready.size())).run();
        return true;
    }

    void deliverAll(Random random) {
        int deliveries = 0;
        while (deliverOne(random)) {
            assertThat(deliveries++).as(context + ", it comes to rest").isLessThan(100_000);
        }
    }

    private void receive(BudgetRequest request) {
        StoredPot stored = pots.computeIfAbsent(
                request.getVersion(), version -> BudgetPot.full(request.getBudget(), lanes.size()));
        BudgetPot pot = new BudgetPot(request.getVersion(), stored);
        if (!pot.knows(request)) {
            assertThat(pot.expects(request)).as(context).isTrue();
            pot.receive(request).forEach(reply -> tell(reply.lane(), reply.lease()));
        }
    }

    /** Nothing given beyond a budget. */
    void isKept(PostingAudit audit) {
        budgets.forEach((version, budget) -> assertThat(audit.issued(version))
                .as(context + ", version " + version)
                .isBetween(0L, budget));
    }

    /** At rest: every point is in the pot, with a lane, or given; and nobody waits. */
    void isAtRest(PostingAudit audit) {
        pots.forEach((version, pot) -> {
            long held = lanes.stream().mapToLong(lane -> lane.free(version)).sum();
            assertThat(pot.getFree() + held + audit.issued(version))
                    .as(context + ", version " + version)
                    .isEqualTo(budgets.get(version));
        });
        lanes.forEach(LaneModel::nobodyWaits);
    }
}
