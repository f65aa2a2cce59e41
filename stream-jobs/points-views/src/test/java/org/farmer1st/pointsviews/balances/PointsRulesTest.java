package org.farmer1st.pointsviews.balances;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.farmer1st.events.Account;
import org.farmer1st.events.ExpiringPoints;
import org.farmer1st.events.FarmerBalances;
import org.farmer1st.events.LedgerPosting;
import org.farmer1st.events.PointsRuleSet;
import org.farmer1st.events.PointsTier;
import org.farmer1st.events.PointsTransfer;
import org.farmer1st.events.SurveyPoints;
import org.farmer1st.events.TenantRules;
import org.farmer1st.events.TransferKind;
import org.farmer1st.flink.lane.LaneEntries;
import org.farmer1st.pointsviews.balances.PointsEntry.FarmerEntry;
import org.farmer1st.pointsviews.balances.PointsEntry.PointsEntryCodec;
import org.farmer1st.pointsviews.balances.PointsEntry.RulesEntry;
import org.farmer1st.pointsviews.balances.PointsEntry.ScoreEntry;
import org.farmer1st.pointsviews.balances.PointsEntry.TransferEntry;
import org.farmer1st.schemas.EventClasses;
import org.junit.jupiter.api.Test;

class PointsRulesTest {

    private static final class MapEntries implements LaneEntries<PointsEntry> {
        private final Map<String, PointsEntry> kept = new HashMap<>();

        @Override
        public PointsEntry find(String key) {
            return kept.get(key);
        }

        @Override
        public PointsEntry change(String key, Supplier<PointsEntry> initial) {
            return kept.computeIfAbsent(key, k -> initial.get());
        }
    }

    private static final List<ExpiringPoints> EXPIRING =
            List.of(new ExpiringPoints(3L, LocalDate.of(2027, 3, 1)), new ExpiringPoints(1L, LocalDate.of(2027, 4, 1)));

    static {
        EventClasses.trust();
    }

    private final MapEntries entries = new MapEntries();

    private static LedgerPosting posting(long offset, String survey, long available, long earned) {
        PointsTransfer transfer = new PointsTransfer(
                "transfer-" + offset,
                "demo",
                "farmer-1",
                TransferKind.EARNED,
                Account.ISSUANCE,
                Account.AVAILABLE,
                5L,
                survey,
                null,
                null,
                null,
                Instant.ofEpochMilli(1000),
                Instant.ofEpochMilli(2000),
                "command-" + offset,
                LocalDate.of(2026, 11, 30),
                LocalDate.of(2027, 11, 30));
        return new LedgerPosting(
                3,
                offset,
                Instant.ofEpochMilli(2000),
                List.of(transfer),
                new FarmerBalances(
                        "demo",
                        "farmer-1",
                        available,
                        1L,
                        2L,
                        3L,
                        4L,
                        5L,
                        List.of(new SurveyPoints(survey, earned)),
                        EXPIRING,
                        "north"),
                null);
    }

    private void apply(long offset, LedgerPosting posting) {
        Leaderboards.apply(posting, entries);
        PointsRules.applyTransfers(offset, posting, entries);
        PointsRules.applyRules(posting, entries);
    }

    private static LedgerPosting rules(PointsRuleSet rules) {
        return new LedgerPosting(3, 1L, Instant.EPOCH, List.of(), null, new TenantRules("demo", rules));
    }

    @Test
    void theNewestBalancesStandAndEveryMonthIsRemembered() {
        apply(0, posting(0, "safi", 5, 5));
        apply(1, posting(1, "maize", 10, 5));
        apply(2, new LedgerPosting(3, 2L, Instant.EPOCH, List.of(), null, null));
        FarmerEntry farmer = (FarmerEntry) entries.find("fdemo/farmer-1");
        assertThat(farmer.balances().getAvailable()).isEqualTo(10);
        assertThat(farmer.earned()).isEqualTo(Map.of(YearMonth.of(2026, 11), 10L));
        assertThat(score("all:tenant")).isEqualTo(10);
        assertThat(score("2026-11:survey:safi")).isEqualTo(5);
        assertThat(score("2026-11:region:north")).isEqualTo(10);
        // The farmer, two transfers, and four scopes of all time and of the month.
        assertThat(entries.kept).hasSize(3 + 8);
    }

    private long score(String board) {
        return ((ScoreEntry) entries.find("sdemo/farmer-1/" + board)).points();
    }

    @Test
    void aTransferOfBeforeDaysWereKeptIsOfItsDayInUtc() {
        LedgerPosting posting = posting(0, "safi", 5, 5);
        posting.getTransfers().get(0).setDay(null);
        apply(0, posting);
        assertThat(score("1970-01:tenant")).isEqualTo(5);
    }

    @Test
    void rulesAreKeptAsTheyWereTold() {
        apply(
                0,
                rules(PointsRuleSet.newBuilder()
                        .setVersion(4)
                        .setInForceFrom(Instant.ofEpochMilli(5000))
                        .setTiers(List.of(new PointsTier("\"gold\"", 100L)))
                        .build()));
        assertThat(((RulesEntry) entries.find("rdemo/4")).content())
                .isEqualTo("{\"inForceFrom\":\"1970-01-01T00:00:05Z\",\"tiers\":"
                        + "[{\"name\":\"\\\"gold\\\"\",\"fromPoints\":100}]}");
    }

    @Test
    void entriesSurviveState() throws IOException {
        apply(7, posting(7, "safi", 5, 5));
        apply(
                8,
                rules(PointsRuleSet.newBuilder()
                        .setVersion(1)
                        .setInForceFrom(Instant.EPOCH)
                        .build()));
        PointsEntryCodec codec = new PointsEntryCodec();
        for (PointsEntry entry : entries.kept.values()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            codec.write(codec.copy(entry), new DataOutputStream(bytes));
            PointsEntry read =
                    codec.read(codec.version(), new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
            if (entry instanceof TransferEntry || entry instanceof RulesEntry) {
                assertThat(read).isEqualTo(entry);
            } else if (entry instanceof ScoreEntry score) {
                assertThat(read).usingRecursiveComparison().isEqualTo(score);
            } else {
                FarmerEntry before = (FarmerEntry) entry;
                FarmerEntry after = (FarmerEntry) read;
                assertThat(after.earned()).isEqualTo(before.earned());
                assertThat(after.balances().getFarmerId()).isEqualTo("farmer-1");
                assertThat(after.balances().getAvailable()).isEqualTo(5);
                assertThat(after.balances().getOwed()).isEqualTo(5);
                assertThat(after.balances().getExpiring()).isEqualTo(EXPIRING);
                assertThat(after.balances().getRegion()).isEqualTo("north");
            }
        }
    }

    @Test
    void whatExpiresIsJson() {
        assertThat(Expiring.json(EXPIRING))
                .isEqualTo("[{\"amount\":3,\"on\":\"2027-03-01\"},{\"amount\":1,\"on\":\"2027-04-01\"}]");
        assertThat(Expiring.json(List.of())).isEqualTo("[]");
    }
}
