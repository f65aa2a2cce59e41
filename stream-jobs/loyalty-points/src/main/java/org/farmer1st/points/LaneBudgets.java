package org.farmer1st.points;

import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.farmer1st.events.BudgetLease;
import org.farmer1st.events.BudgetLeaseKind;
import org.farmer1st.events.BudgetRequest;
import org.farmer1st.events.PointsRuleSet;
import org.farmer1st.points.LaneLease.Told;
import org.farmer1st.points.state.StoredClaim;
import org.farmer1st.points.state.StoredLease;
import org.farmer1st.streams.Destination;

/**
 * What a lane holds of the tenants' budgets, as its task stores it, and what it tells them.
 *
 * <p><b>State</b>: {@link PointsTopology#LEASES}, by {@code tenant/version}, bounded by the versions that have a budget, some
 * 30 bytes each; {@link PointsTopology#CLAIMS}, by {@code tenant/version/ordinal}, some 50 bytes for each response that earned
 * something while the lane had nothing to give and its question was under way, and gone with the answer. <b>Replay</b>: as the
 * ledger's; a lease that comes again is known by its ordinal.
 */
final class LaneBudgets {

    private final ProcessorContext<Destination, Object> context;
    private final KeyValueStore<String, StoredLease> leases;
    private final KeyValueStore<String, StoredClaim> claims;
    private final KeyValueStore<String, PointsRuleSet> rules;

    /** The leases that the record under way has touched. */
    private final Map<Holder, LaneLease> touched = new LinkedHashMap<>();

    private record Holder(String tenant, int version) {
        private String key() {
            return tenant + '/' + version;
        }
    }

    LaneBudgets(ProcessorContext<Destination, Object> context) {
        this.context = context;
        leases = context.getStateStore(PointsTopology.LEASES);
        claims = context.getStateStore(PointsTopology.CLAIMS);
        rules = context.getStateStore(PointsTopology.RULES);
    }

    /** A lease, for as long as a record is under way. */
    LaneLease lease(String tenant, int version) {
        return touched.computeIfAbsent(new Holder(tenant, version), holder -> new LaneLease(leases.get(holder.key())));
    }

    LaneLease.Claims claims(String tenant, int version) {
        String prefix = tenant + '/' + version + '/';
        return new LaneLease.Claims() {
            @Override
            public StoredClaim get(long ordinal) {
                return claims.get(prefix + ordinal);
            }

            @Override
            public void put(long ordinal, StoredClaim claim) {
                claims.put(prefix + ordinal, claim);
            }

            @Override
            public void remove(long ordinal) {
                claims.delete(prefix + ordinal);
            }
        };
    }

    /** What a farmer's responses draw on. */
    Budgets of(String tenant, String farmerId) {
        return new Budgets() {
            @Override
            public long draw(int version, LocalDate day, String responseId, long points) {
                return lease(tenant, version)
                        .draw(new StoredClaim(farmerId, day, responseId, points), claims(tenant, version));
            }

            @Override
            public void forget(int version, long points) {
                lease(tenant, version).forget(points);
            }

            @Override
            public void giveBack(int version, long points) {
                lease(tenant, version).giveBack(points);
            }
        };
    }

    /** Ends a record: keeps the leases that it touched, and tells the budgets what they have to know. */
    void tell(Record<byte[], byte[]> cause) {
        touched.forEach((holder, lease) -> {
            if (lease.mustSettle()) {
                BudgetLease settle = new BudgetLease(holder.version(), 0L, BudgetLeaseKind.SETTLE, 0L, false);
                Instant at = Instant.ofEpochMilli(cause.timestamp());
                int lane = context.taskId().partition();
                context.forward(
                        new Record<>(
                                Destination.of(lane, holder.tenant()),
                                BudgetProcessor.command(holder.tenant(), lane, settle, at),
                                cause.timestamp()),
                        PointsTopology.COMMANDS_TO_ITSELF);
            }
            tell(cause, holder, lease.tell());
            leases.put(holder.key(), lease.state());
        });
        touched.clear();
    }

    /** Tells a budget something at once. */
    void tell(Record<byte[], byte[]> cause, String tenant, int version, Optional<Told> told) {
        tell(cause, new Holder(tenant, version), told);
    }

    private void tell(Record<byte[], byte[]> cause, Holder holder, Optional<Told> told) {
        told.ifPresent(request -> context.forward(
                new Record<>(
                        Destination.of(0, holder.key()),
                        new BudgetRequest(
                                holder.tenant(),
                                holder.version(),
                                context.taskId().partition(),
                                request.ordinal(),
                                request.kind(),
                                request.points(),
                                budget(holder)),
                        cause.timestamp()),
                PointsTopology.BUDGET_REQUESTS));
    }

    /** A lane that closes may not know the rules yet; the pot was made by another's question then. */
    private long budget(Holder holder) {
        PointsRuleSet version = rules.get(holder.key());
        return version == null || version.getBudget() == null ? 0 : version.getBudget();
    }
}
