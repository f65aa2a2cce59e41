package org.farmer1st.points;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.farmer1st.events.Account;
import org.farmer1st.events.FarmerBalances;
import org.farmer1st.events.LedgerPosting;
import org.farmer1st.events.PointsTransfer;

/** Reads postings as an auditor would: adds up the entries, believes no balance. */
final class PostingAudit {

    private final String context;
    private final Map<String, Map<Account, Long>> entries = new HashMap<>();
    private final Map<String, Long> earned = new HashMap<>();
    private final Set<String> ids = new HashSet<>();

    /** @param context named where something does not add up */
    PostingAudit(String context) {
        this.context = context;
    }

    /** The next posting of its lane. */
    void read(LedgerPosting posting) {
        FarmerBalances balances = posting.getBalances();
        assertThat(balances == null)
                .as(context)
                .isEqualTo(posting.getTransfers().isEmpty());
        for (PointsTransfer transfer : posting.getTransfers()) {
            assertThat(transfer.getAmount()).as(context).isPositive();
            assertThat(ids.add(transfer.getTransferId()))
                    .as(context + ", transfer posted once")
                    .isTrue();
            Map<Account, Long> accounts =
                    entries.computeIfAbsent(transfer.getFarmerId(), f -> new EnumMap<>(Account.class));
            accounts.merge(transfer.getDebit(), -transfer.getAmount(), Long::sum);
            accounts.merge(transfer.getCredit(), transfer.getAmount(), Long::sum);
        }
        if (balances != null) {
            Map<Account, Long> accounts = entries.get(balances.getFarmerId());
            assertThat(balances.getAvailable()).as(context).isEqualTo(accounts.get(Account.AVAILABLE));
            assertThat(accounts.values().stream().mapToLong(Long::longValue).sum())
                    .as(context)
                    .isZero();
            balances.getSurveys()
                    .forEach(s -> earned.put(balances.getFarmerId() + "/" + s.getSurveyId(), s.getEarned()));
        }
    }

    /** Compares with what the history is worth. */
    void agreesWith(FactHistory history) {
        Map<String, Long> available = new HashMap<>();
        entries.forEach((farmer, accounts) -> available.put(farmer, accounts.get(Account.AVAILABLE)));
        available.values().removeIf(points -> points == 0);
        earned.values().removeIf(points -> points == 0);
        assertThat(available).as(context).isEqualTo(history.available());
        assertThat(earned).as(context).isEqualTo(history.earned());
    }
}
