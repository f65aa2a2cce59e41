package org.farmer1st.pointsviews.balances;

import java.time.Instant;
import org.farmer1st.events.FarmerBalances;
import org.farmer1st.events.LedgerPosting;
import org.farmer1st.events.PointsTransfer;
import org.farmer1st.flink.lane.FlushRows;
import org.farmer1st.flink.lane.LaneEntries;
import org.farmer1st.flink.lane.LaneView;
import org.farmer1st.flink.state.Codec;
import org.farmer1st.pointsviews.balances.PointsEntry.FarmerEntry;
import org.farmer1st.pointsviews.balances.PointsEntry.RulesEntry;
import org.farmer1st.pointsviews.balances.PointsEntry.TransferEntry;

/**
 * The view points as Postgres has it: table 0 is views.point_balances, table 1 views.point_transfers, table 2 views.point_rules.
 * Its leaderboards are sums over transfers, made when they are read.
 *
 * <p>State: an entry a farmer (some 200 bytes), and one a transfer (some 300
 * bytes), because a lane that is handed on whole has all its rows. The ledger itself bounds it.
 */
public final class StoredPointsView implements LaneView<LedgerPosting, PointsEntry> {

    private static final long serialVersionUID = 1L;
    private static final int BALANCES = 0;
    private static final int TRANSFERS = 1;
    private static final int RULES = 2;

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
        PointsRules.applyTransfers(offset, posting, entries);
        PointsRules.applyRules(posting, entries);
    }

    @Override
    public void rows(String key, PointsEntry entry, FlushRows rows) {
        if (entry instanceof FarmerEntry farmer) {
            FarmerBalances balances = farmer.balances();
            rows.add(
                    BALANCES,
                    balances.getTenant(),
                    balances.getFarmerId(),
                    balances.getAvailable(),
                    balances.getPending(),
                    balances.getReserved(),
                    balances.getPaid(),
                    balances.getExpired(),
                    balances.getOwed(),
                    Expiring.json(balances.getExpiring()),
                    balances.getRegion());
        } else if (entry instanceof TransferEntry posted) {
            PointsTransfer transfer = posted.transfer();
            rows.add(
                    TRANSFERS,
                    transfer.getTenant(),
                    transfer.getFarmerId(),
                    transfer.getTransferId(),
                    posted.postingOffset(),
                    posted.ordinal(),
                    transfer.getKind().name(),
                    transfer.getDebit().name(),
                    transfer.getCredit().name(),
                    transfer.getAmount(),
                    transfer.getSurveyId(),
                    transfer.getResponseId(),
                    transfer.getRuleVersion(),
                    transfer.getAt().toString(),
                    transfer.getRecordedAt().toString(),
                    transfer.getCommandId(),
                    PointsRules.day(transfer).toString(),
                    transfer.getExpiresOn() == null
                            ? null
                            : transfer.getExpiresOn().toString());
        } else if (entry instanceof RulesEntry rules) {
            rows.add(RULES, rules.tenant(), (long) rules.version(), rules.content());
        }
    }

    @Override
    public int tables() {
        return 3;
    }
}
