package org.farmer1st.pointsviews.balances;

import java.time.Instant;
import org.farmer1st.events.FarmerBalances;
import org.farmer1st.events.LedgerPosting;
import org.farmer1st.flink.lane.FlushRows;
import org.farmer1st.flink.lane.LaneEntries;
import org.farmer1st.flink.lane.LaneView;
import org.farmer1st.flink.state.Codec;
import org.farmer1st.pointsviews.balances.PointsEntry.FarmerEntry;

/**
 * The view points as Redis has it. List 0 holds balances: tenant, farmer, JSON; list 1 scores: tenant, scope, farmer,
 * points.
 *
 * <p>State: an entry a farmer (some 200 bytes, and 30 for each survey they earned by).
 */
public final class RedisPointsView implements LaneView<LedgerPosting, PointsEntry> {

    private static final long serialVersionUID = 1L;

    /** The list of balances. */
    public static final int BALANCES = 0;

    /** The list of scores. */
    public static final int SCORES = 1;

    @Override
    public Codec<PointsEntry> codec() {
        return new PointsEntry.PointsEntryCodec();
    }

    @Override
    public long covered(LedgerPosting posting) {
        return posting.getCovered();
    }

    @Override
    public Instant coveredAt(LedgerPosting posting) {
        return posting.getCoveredAt();
    }

    @Override
    public void apply(long offset, LedgerPosting posting, LaneEntries<PointsEntry> entries) {
        PointsRules.applyBalances(posting, entries);
    }

    @Override
    public void rows(String key, PointsEntry entry, FlushRows rows) {
        if (entry instanceof FarmerEntry farmer) {
            FarmerBalances balances = farmer.balances();
            rows.add(BALANCES, balances.getTenant(), balances.getFarmerId(), json(balances));
            rows.add(SCORES, balances.getTenant(), "tenant", balances.getFarmerId(), PointsRules.balance(balances));
            farmer.earned()
                    .forEach((survey, points) ->
                            rows.add(SCORES, balances.getTenant(), "survey:" + survey, balances.getFarmerId(), points));
        }
    }

    private static String json(FarmerBalances balances) {
        return "{\"available\":" + balances.getAvailable()
                + ",\"pending\":" + balances.getPending()
                + ",\"reserved\":" + balances.getReserved()
                + ",\"paid\":" + balances.getPaid()
                + ",\"expired\":" + balances.getExpired()
                + ",\"owed\":" + balances.getOwed()
                + ",\"expiring\":" + Expiring.json(balances.getExpiring()) + "}";
    }

    @Override
    public int tables() {
        return 2;
    }
}
