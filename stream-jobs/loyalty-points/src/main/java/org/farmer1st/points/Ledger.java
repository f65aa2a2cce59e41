package org.farmer1st.points;

import org.farmer1st.events.Account;
import org.farmer1st.events.PointsTransfer;
import org.farmer1st.points.state.StoredBalances;

/** Double entry: what leaves one account enters another. Balances are the sums of entries and nothing else. */
final class Ledger {

    private Ledger() {}

    /** The balances of a farmer without a transfer. */
    static StoredBalances empty() {
        return new StoredBalances(0L, 0L, 0L, 0L, 0L, 0L);
    }

    /** The balances after a transfer; those given stay as they are. */
    static StoredBalances after(StoredBalances before, PointsTransfer transfer) {
        if (transfer.getAmount() <= 0) {
            throw new IllegalArgumentException("A transfer moves more than " + transfer.getAmount());
        }
        StoredBalances after = StoredBalances.newBuilder(before).build();
        enter(after, transfer.getDebit(), -transfer.getAmount());
        enter(after, transfer.getCredit(), transfer.getAmount());
        return after;
    }

    /** What a transfer adds to what its survey has earned the farmer; below zero where it takes back. */
    static long earned(PointsTransfer transfer) {
        if (transfer.getDebit() == Account.ISSUANCE) {
            return transfer.getAmount();
        }
        return transfer.getCredit() == Account.ISSUANCE ? -transfer.getAmount() : 0;
    }

    private static void enter(StoredBalances balances, Account account, long amount) {
        switch (account) {
            case ISSUANCE -> {
                // The tenant's, not the farmer's: the sum over its farmers, turned round.
            }
            case AVAILABLE -> balances.setAvailable(Math.addExact(balances.getAvailable(), amount));
            case PENDING -> balances.setPending(Math.addExact(balances.getPending(), amount));
            case RESERVED -> balances.setReserved(Math.addExact(balances.getReserved(), amount));
            case PAID -> balances.setPaid(Math.addExact(balances.getPaid(), amount));
            case EXPIRED -> balances.setExpired(Math.addExact(balances.getExpired(), amount));
            case OWED -> balances.setOwed(Math.addExact(balances.getOwed(), amount));
            case UNKNOWN -> throw new IllegalArgumentException("An account that is newer than this job");
        }
    }
}
