package org.farmer1st.points;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.farmer1st.events.Account;
import org.farmer1st.events.ExpiringPoints;
import org.farmer1st.events.FarmerBalances;
import org.farmer1st.events.LedgerPosting;
import org.farmer1st.events.PointsRuleSet;
import org.farmer1st.events.PointsTransfer;
import org.farmer1st.events.TransferKind;
import org.farmer1st.points.state.StoredRecalculation;

/** Reads postings as an auditor would: adds up the entries, believes no balance. */
final class PostingAudit {

    private final String context;
    private final Map<String, Map<Account, Long>> entries = new HashMap<>();
    private final Map<String, Long> earned = new HashMap<>();
    private final Map<String, Long> claimed = new HashMap<>();
    private final Map<Integer, Long> issued = new HashMap<>();
    private final Map<String, Long> capped = new HashMap<>();
    private final List<String> commandTransferIds = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private final Map<Integer, Long> covered = new HashMap<>();

    /** @param context named where something does not add up */
    PostingAudit(String context) {
        this.context = context;
    }

    /** The next posting of its lane. */
    void read(LedgerPosting posting) {
        assertThat(posting.getCovered())
                .as(context)
                .isGreaterThanOrEqualTo(covered.getOrDefault(posting.getLane(), -1L));
        covered.put(posting.getLane(), posting.getCovered());
        FarmerBalances balances = posting.getBalances();
        assertThat(balances == null)
                .as(context)
                .isEqualTo(posting.getTransfers().isEmpty());
        for (PointsTransfer transfer : posting.getTransfers()) {
            read(transfer);
            assertThat(balances.getFarmerId()).as(context).isEqualTo(transfer.getFarmerId());
        }
        if (balances != null) {
            read(balances);
        }
    }

    private void read(PointsTransfer transfer) {
        assertThat(transfer.getAmount()).as(context).isPositive();
        assertThat(transfer.getKind()).as(context).isNotEqualTo(TransferKind.UNKNOWN);
        assertThat(transfer.getDebit()).as(context).isNotEqualTo(transfer.getCredit());
        assertThat(ids.add(transfer.getTransferId()))
                .as(context + ", transfer posted once")
                .isTrue();
        if (transfer.getCommandId() != null) {
            commandTransferIds.add(transfer.getTransferId());
        }
        Map<Account, Long> accounts = accounts(transfer.getFarmerId());
        accounts.merge(transfer.getDebit(), -transfer.getAmount(), Long::sum);
        accounts.merge(transfer.getCredit(), transfer.getAmount(), Long::sum);
        if (transfer.getSurveyId() != null) {
            long points = transfer.getDebit() == Account.ISSUANCE
                    ? transfer.getAmount()
                    : transfer.getCredit() == Account.ISSUANCE ? -transfer.getAmount() : 0;
            earned.merge(transfer.getFarmerId() + '/' + transfer.getSurveyId(), points, Long::sum);
            // What waits is not given yet.
            long given = transfer.getCredit() == Account.PENDING
                            || transfer.getKind() == TransferKind.WITHHELD
                            || transfer.getKind() == TransferKind.CAPPED
                    ? 0
                    : transfer.getDebit() == Account.PENDING
                            ? transfer.getCredit() == Account.AVAILABLE ? transfer.getAmount() : 0
                            : points;
            if (transfer.getKind() == TransferKind.CAPPED) {
                capped.merge(transfer.getResponseId(), -points, Long::sum);
            }
            issued.merge(transfer.getRuleVersion() == null ? 0 : transfer.getRuleVersion(), given, Long::sum);
        }
    }

    private void read(FarmerBalances balances) {
        Map<Account, Long> accounts = accounts(balances.getFarmerId());
        assertThat(balances.getAvailable())
                .as(context)
                .isNotNegative()
                .isEqualTo(accounts.getOrDefault(Account.AVAILABLE, 0L));
        assertThat(balances.getReserved())
                .as(context)
                .isNotNegative()
                .isEqualTo(accounts.getOrDefault(Account.RESERVED, 0L));
        assertThat(balances.getPaid()).as(context).isNotNegative().isEqualTo(accounts.getOrDefault(Account.PAID, 0L));
        assertThat(balances.getExpired())
                .as(context)
                .isNotNegative()
                .isEqualTo(accounts.getOrDefault(Account.EXPIRED, 0L));
        assertThat(balances.getOwed()).as(context).isNotNegative().isEqualTo(-accounts.getOrDefault(Account.OWED, 0L));
        assertThat(balances.getPending())
                .as(context)
                .isNotNegative()
                .isEqualTo(accounts.getOrDefault(Account.PENDING, 0L));
        assertThat(Math.min(balances.getAvailable(), balances.getOwed()))
                .as(context + ", owed is paid first")
                .isZero();
        assertThat(accounts.values().stream().mapToLong(Long::longValue).sum())
                .as(context)
                .isZero();
        assertThat(balances.getExpiring().stream()
                        .mapToLong(ExpiringPoints::getAmount)
                        .sum())
                .as(context)
                .isLessThanOrEqualTo(balances.getAvailable());
        assertThat(balances.getExpiring()).as(context).isSortedAccordingTo((a, b) -> a.getOn()
                .compareTo(b.getOn()));
        balances.getSurveys().forEach(s -> claimed.put(balances.getFarmerId() + "/" + s.getSurveyId(), s.getEarned()));
    }

    private Map<Account, Long> accounts(String farmer) {
        return entries.computeIfAbsent(farmer, f -> new EnumMap<>(Account.class));
    }

    /** Of the transfers that commands caused. */
    List<String> commandTransferIds() {
        return commandTransferIds;
    }

    /** By account, {@code UNKNOWN} and zeros left out. */
    Map<Account, Long> balances(String farmer) {
        Map<Account, Long> balances = new EnumMap<>(Account.class);
        balances.putAll(accounts(farmer));
        balances.values().removeIf(points -> points == 0);
        return balances;
    }

    /** What each survey has earned each farmer, {@code farmer/survey}, by the entries; none where it is nothing. */
    Map<String, Long> earned() {
        claimed.values().removeIf(points -> points == 0);
        earned.values().removeIf(points -> points == 0);
        assertThat(claimed).as(context).isEqualTo(earned);
        return earned;
    }

    /** What the caps of days have taken of each response, by the entries; none where it is nothing. */
    Map<String, Long> capped() {
        capped.values().removeIf(points -> points == 0);
        return capped;
    }

    /** What a version of the rules has given and not got back. */
    long issued(int ruleVersion) {
        return issued.getOrDefault(ruleVersion, 0L);
    }

    /** Compares with what the history is worth, whatever was spent. */
    void agreesWith(FactHistory history, List<PointsRuleSet> rules) {
        agreesWith(history, rules, List.of(), Map.of());
    }

    /** The same, less what budgets withheld, {@code farmer/survey}. */
    void agreesWith(
            FactHistory history,
            List<PointsRuleSet> rules,
            List<StoredRecalculation> recalculations,
            Map<String, Long> withheld) {
        Map<String, Long> expected = history.earned(rules, recalculations);
        withheld.forEach((of, points) -> expected.merge(of, -points, Long::sum));
        expected.values().removeIf(points -> points == 0);
        assertThat(earned()).as(context).isEqualTo(expected);
        assertThat(capped()).as(context).isEqualTo(history.capped(rules, recalculations));
    }
}
