package org.farmer1st.pointsviews.balances;

import java.time.Instant;
import org.farmer1st.events.FarmerBalances;
import org.farmer1st.events.LedgerPosting;
import org.farmer1st.flink.lane.FlushRows;
import org.farmer1st.flink.lane.LaneEntries;
import org.farmer1st.flink.lane.LaneView;
import org.farmer1st.flink.state.Codec;
import org.farmer1st.pointsviews.balances.PointsEntry.FarmerEntry;
import org.farmer1st.pointsviews.balances.PointsEntry.RulesEntry;
import org.farmer1st.pointsviews.balances.PointsEntry.ScoreEntry;

/**
 * The view points as Redis has it. List 0 holds fields of hashes: the hash, the field, JSON; list 1 scores: the sorted set,
 * the farmer, points. Names are without the generation's prefix.
 *
 * <p>State: an entry a farmer (some 200 bytes, and 15 for each month they earned in), and a score (some 80 bytes) for each board
 * they are or were on: two a survey, region and month at most, and those of all time. The ledger bounds it.
 */
public final class RedisPointsView implements LaneView<LedgerPosting, PointsEntry> {

    private static final long serialVersionUID = 1L;

    /** The list of fields: balances and rules. */
    public static final int FIELDS = 0;

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
        Leaderboards.apply(posting, entries);
        PointsRules.applyRules(posting, entries);
    }

    @Override
    public void rows(String key, PointsEntry entry, FlushRows rows) {
        if (entry instanceof FarmerEntry farmer) {
            FarmerBalances balances = farmer.balances();
            rows.add(FIELDS, "balances:" + balances.getTenant(), balances.getFarmerId(), json(balances));
        } else if (entry instanceof ScoreEntry score) {
            rows.add(SCORES, "leaderboard:" + score.tenant() + ':' + score.board(), score.farmerId(), score.points());
        } else if (entry instanceof RulesEntry rules) {
            rows.add(FIELDS, "rules:" + rules.tenant() + ':' + rules.lane(), "" + rules.version(), rules.content());
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
