package org.farmer1st.pointsviews.balances;

import org.farmer1st.events.FarmerBalances;
import org.farmer1st.events.LedgerPosting;
import org.farmer1st.events.PointsTransfer;
import org.farmer1st.flink.lane.LaneEntries;
import org.farmer1st.pointsviews.balances.PointsEntry.FarmerEntry;
import org.farmer1st.pointsviews.balances.PointsEntry.TransferEntry;

/** What a posting does to what is kept of its lane. The ledger computed the balances; nothing is computed again here. */
final class PointsRules {

    private static final String FARMER = "f";
    private static final String TRANSFER = "t";

    private PointsRules() {}

    static void applyBalances(LedgerPosting posting, LaneEntries<PointsEntry> entries) {
        FarmerBalances balances = posting.getBalances();
        if (balances != null) {
            String key = FARMER + balances.getTenant() + '/' + balances.getFarmerId();
            FarmerEntry farmer = (FarmerEntry) entries.change(key, FarmerEntry::new);
            farmer.update(balances);
        }
    }

    static void applyTransfers(long offset, LedgerPosting posting, LaneEntries<PointsEntry> entries) {
        int ordinal = 0;
        for (PointsTransfer transfer : posting.getTransfers()) {
            TransferEntry entry = new TransferEntry(offset, ordinal++, transfer);
            String key =
                    TRANSFER + transfer.getTenant() + '/' + transfer.getFarmerId() + '/' + transfer.getTransferId();
            entries.change(key, () -> entry);
        }
    }

    /** What a tenant's leaderboard ranks by: points that a farmer has, less what they owe. */
    static long balance(FarmerBalances balances) {
        return balances.getAvailable() + balances.getPending() + balances.getReserved() - balances.getOwed();
    }
}
