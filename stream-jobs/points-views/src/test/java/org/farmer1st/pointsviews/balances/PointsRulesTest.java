package org.farmer1st.pointsviews.balances;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.farmer1st.events.Account;
import org.farmer1st.events.ExpiringPoints;
import org.farmer1st.events.FarmerBalances;
import org.farmer1st.events.LedgerPosting;
import org.farmer1st.events.PointsTransfer;
import org.farmer1st.events.SurveyPoints;
import org.farmer1st.events.TransferKind;
import org.farmer1st.flink.lane.LaneEntries;
import org.farmer1st.pointsviews.balances.PointsEntry.FarmerEntry;
import org.farmer1st.pointsviews.balances.PointsEntry.PointsEntryCodec;
import org.farmer1st.pointsviews.balances.PointsEntry.TransferEntry;
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
                null);
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
                        EXPIRING));
    }

    private void apply(long offset, LedgerPosting posting) {
        PointsRules.applyBalances(posting, entries);
        PointsRules.applyTransfers(offset, posting, entries);
    }

    @Test
    void theNewestBalancesStandAndEverySurveyIsRemembered() {
        apply(0, posting(0, "safi", 5, 5));
        apply(1, posting(1, "maize", 10, 5));
        apply(2, new LedgerPosting(3, 2L, Instant.EPOCH, List.of(), null));
        FarmerEntry farmer = (FarmerEntry) entries.find("fdemo/farmer-1");
        assertThat(farmer.balances().getAvailable()).isEqualTo(10);
        assertThat(farmer.earned()).isEqualTo(Map.of("safi", 5L, "maize", 5L));
        assertThat(PointsRules.balance(farmer.balances())).isEqualTo(10 + 1 + 2 - 5);
        assertThat(entries.kept).hasSize(3);
    }

    @Test
    void entriesSurviveState() throws IOException {
        apply(7, posting(7, "safi", 5, 5));
        PointsEntryCodec codec = new PointsEntryCodec();
        for (PointsEntry entry : entries.kept.values()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            codec.write(codec.copy(entry), new DataOutputStream(bytes));
            PointsEntry read =
                    codec.read(codec.version(), new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
            if (entry instanceof TransferEntry) {
                assertThat(read).isEqualTo(entry);
            } else {
                FarmerEntry before = (FarmerEntry) entry;
                FarmerEntry after = (FarmerEntry) read;
                assertThat(after.earned()).isEqualTo(before.earned());
                assertThat(after.balances().getFarmerId()).isEqualTo("farmer-1");
                assertThat(after.balances().getAvailable()).isEqualTo(5);
                assertThat(after.balances().getOwed()).isEqualTo(5);
                assertThat(after.balances().getExpiring()).isEqualTo(EXPIRING);
            }
        }
    }

    @Test
    void entriesOfBeforeTheExpiryAreRead() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(1);
        out.writeUTF("demo");
        out.writeUTF("farmer-1");
        for (long balance = 1; balance <= 6; balance++) {
            out.writeLong(balance);
        }
        out.writeInt(1);
        out.writeUTF("safi");
        out.writeLong(7);
        FarmerEntry read = (FarmerEntry)
                new PointsEntryCodec().read(1, new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        assertThat(read.balances().getOwed()).isEqualTo(6);
        assertThat(read.balances().getExpiring()).isEmpty();
        assertThat(read.earned()).isEqualTo(Map.of("safi", 7L));
    }

    @Test
    void whatExpiresIsJson() {
        assertThat(Expiring.json(EXPIRING))
                .isEqualTo("[{\"amount\":3,\"on\":\"2027-03-01\"},{\"amount\":1,\"on\":\"2027-04-01\"}]");
        assertThat(Expiring.json(List.of())).isEqualTo("[]");
    }
}
