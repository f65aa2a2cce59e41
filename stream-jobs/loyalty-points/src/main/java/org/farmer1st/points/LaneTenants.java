package org.farmer1st.points;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.farmer1st.events.PointsRuleSet;
import org.farmer1st.points.state.StoredExpiry;
import org.farmer1st.points.state.StoredRecalculation;

/**
 * What a lane was told of its tenants: their rules, recalculations, and how far the expiry of their points is. Every record
 * needs them and few change them, so they are read once and then kept in memory beside the stores: to go through two of those for
 * each record was a third of all that a record cost.
 *
 * <p><b>State</b>: {@link PointsTopology#RULES}, by {@code tenant/version}, some 50 bytes each; {@link PointsTopology#EXPIRIES}, by
 * tenant, some 20 bytes each; {@link PointsTopology#RECALCULATIONS}, by {@code tenant/commandId}, one for each that somebody asked
 * for, some 100 bytes: all three in memory. Beside them, what was read of them. <b>Replay</b>: as the ledger's. A task that goes
 * back to its last commit is made anew, and its memory with it; only this class writes the stores.
 */
final class LaneTenants {

    private final KeyValueStore<String, PointsRuleSet> rules;
    private final KeyValueStore<String, StoredRecalculation> recalculations;
    private final KeyValueStore<String, StoredExpiry> expiries;
    private final Map<String, PointsRules> rulesRead = new HashMap<>();
    private final Map<String, Optional<StoredExpiry>> expiriesRead = new HashMap<>();

    LaneTenants(ProcessorContext<?, ?> context) {
        rules = context.getStateStore(PointsTopology.RULES);
        recalculations = context.getStateStore(PointsTopology.RECALCULATIONS);
        expiries = context.getStateStore(PointsTopology.EXPIRIES);
    }

    /** A tenant's rules, as far as this lane has been told. */
    PointsRules rules(String tenant) {
        return rulesRead.computeIfAbsent(tenant, t -> new PointsRules(all(rules, t), all(recalculations, t)));
    }

    private static <V> List<V> all(KeyValueStore<String, V> store, String tenant) {
        List<V> found = new ArrayList<>();
        try (KeyValueIterator<String, V> stored = store.range(tenant + '/', tenant + LaneLedger.AFTER_SLASH)) {
            stored.forEachRemaining(entry -> found.add(entry.value));
        }
        return List.copyOf(found);
    }

    /** The version of a tenant's rules that the lane has; null for none. */
    PointsRuleSet rules(String tenant, int version) {
        return rules.get(tenant + '/' + version);
    }

    void keep(String tenant, PointsRuleSet version) {
        rules.put(tenant + '/' + version.getVersion(), version);
        rulesRead.remove(tenant);
    }

    /** The recalculation that a command asked for; null where there was none. */
    StoredRecalculation recalculation(String tenant, String commandId) {
        return recalculations.get(tenant + '/' + commandId);
    }

    void keep(String tenant, StoredRecalculation recalculation) {
        recalculations.put(tenant + '/' + recalculation.getCommandId(), recalculation);
        rulesRead.remove(tenant);
    }

    /** How far the expiry of a tenant's points is; null where it never began. */
    StoredExpiry expiry(String tenant) {
        return expiriesRead
                .computeIfAbsent(tenant, t -> Optional.ofNullable(expiries.get(t)))
                .orElse(null);
    }

    void keep(String tenant, StoredExpiry expiry) {
        expiries.put(tenant, expiry);
        expiriesRead.put(tenant, Optional.of(expiry));
    }
}
