package org.farmer1st.pointsviews.balances;

import java.time.LocalDate;
import java.time.ZoneOffset;
import org.farmer1st.events.Account;
import org.farmer1st.events.FarmerBalances;
import org.farmer1st.events.LedgerPosting;
import org.farmer1st.events.PointsTransfer;
import org.farmer1st.events.TenantRules;
import org.farmer1st.flink.lane.LaneEntries;
import org.farmer1st.pointsviews.balances.PointsEntry.FarmerEntry;
import org.farmer1st.pointsviews.balances.PointsEntry.RulesEntry;
import org.farmer1st.pointsviews.balances.PointsEntry.TransferEntry;

/** What a posting does to what is kept of its lane. The ledger computed the balances; nothing is computed again here. */
final class PointsRules {

    private static final String FARMER = "f";
    private static final String TRANSFER = "t";
    private static final String RULES = "r";

    private PointsRules() {}

    static void applyBalances(LedgerPosting posting, LaneEntries<PointsEntry> entries) {
        FarmerBalances balances = posting.getBalances();
        if (balances != null) {
            farmer(balances, entries).update(balances);
        }
    }

    /** The farmer whose balances a posting has, to be changed. */
    static FarmerEntry farmer(FarmerBalances balances, LaneEntries<PointsEntry> entries) {
        String key = FARMER + balances.getTenant() + '/' + balances.getFarmerId();
        return (FarmerEntry) entries.change(key, FarmerEntry::new);
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

    /** A version of rules never changes. */
    static void applyRules(LedgerPosting posting, LaneEntries<PointsEntry> entries) {
        TenantRules told = posting.getRules();
        if (told != null) {
            int version = told.getRules().getVersion();
            RulesEntry entry =
                    new RulesEntry(told.getTenant(), version, posting.getLane(), Tiers.json(told.getRules()));
            entries.change(RULES + told.getTenant() + '/' + version, () -> entry);
        }
    }

    /** What a transfer adds to what its farmer has earned; below zero where it takes back. */
    static long earned(PointsTransfer transfer) {
        if (transfer.getDebit() == Account.ISSUANCE) {
            return transfer.getAmount();
        }
        return transfer.getCredit() == Account.ISSUANCE ? -transfer.getAmount() : 0;
    }

    /** The day that a transfer belongs to. */
    static LocalDate day(PointsTransfer transfer) {
        return transfer.getDay() != null ? transfer.getDay() : LocalDate.ofInstant(transfer.getAt(), ZoneOffset.UTC);
    }
}
