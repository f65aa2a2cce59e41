package org.farmer1st.points;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageEncoder;
import org.farmer1st.events.Account;
import org.farmer1st.events.ExpiringPoints;
import org.farmer1st.events.FarmerBalances;
import org.farmer1st.events.PointsCommand;
import org.farmer1st.events.PointsRefusal;
import org.farmer1st.events.PointsTransfer;
import org.farmer1st.events.TransferKind;
import org.farmer1st.points.state.StoredBalances;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private static final LocalDate DAY = Samples.FIRST_DAY;

    private StoredBalances stored;
    private LocalDate dueOn;
    private int responses;

    @Test
    void whatIsReservedIsPaidOrComesBack() {
        earn(DAY, null, 10);
        assertThat(apply(Samples.reserve("c-1", "f-1", 11))).contains(PointsRefusal.INSUFFICIENT);
        assertThat(apply(Samples.reserve("c-2", "f-1", 7))).isEmpty();
        assertThat(apply(Samples.reserve("c-3", "f-1", 4))).contains(PointsRefusal.INSUFFICIENT);
        assertThat(apply(Samples.settle("c-4", "f-1", "c-2", 8L))).contains(PointsRefusal.EXCEEDS_RESERVATION);
        assertThat(apply(Samples.settle("c-5", "f-1", "c-2", 5L))).isEmpty();
        assertThat(apply(Samples.release("c-6", "f-1", "c-2", null))).isEmpty();
        assertThat(apply(Samples.settle("c-7", "f-1", "c-2", 1L))).contains(PointsRefusal.NO_SUCH_RESERVATION);
        expect(5, 0, 5, 0, 0);
        assertThat(stored.getReservations()).isEmpty();
    }

    @Test
    void whatIsTakenBackAfterItWasSpentIsOwedAndPaidFirst() {
        earn(DAY, null, 10);
        apply(Samples.reserve("c-1", "f-1", 8));
        apply(Samples.settle("c-2", "f-1", "c-1", null));
        assertThat(earn(DAY, null, -10))
                .extracting(PointsTransfer::getDebit, PointsTransfer::getCredit, PointsTransfer::getAmount)
                .containsExactly(
                        tuple(Account.AVAILABLE, Account.ISSUANCE, 2L), tuple(Account.OWED, Account.ISSUANCE, 8L));
        expect(0, 0, 8, 0, 8);
        assertThat(earn(DAY, null, 5))
                .extracting(PointsTransfer::getKind)
                .containsExactly(TransferKind.EARNED, TransferKind.RECOVERED);
        expect(0, 0, 8, 0, 3);
        assertThat(apply(Samples.adjust("c-3", "f-1", 4))).isEmpty();
        expect(1, 0, 8, 0, 0);
        assertThat(apply(Samples.adjust("c-4", "f-1", -2))).contains(PointsRefusal.INSUFFICIENT);
        assertThat(apply(Samples.adjust("c-5", "f-1", -1))).isEmpty();
        expect(0, 0, 8, 0, 0);
    }

    @Test
    void whatIsReleasedPaysWhatIsOwed() {
        earn(DAY, null, 10);
        apply(Samples.reserve("c-1", "f-1", 10));
        earn(DAY, null, -4);
        expect(0, 10, 0, 0, 4);
        apply(Samples.release("c-2", "f-1", "c-1", 10L));
        expect(6, 0, 0, 0, 0);
    }

    @Test
    void spendingDrawsOnWhatExpiresSoonest() {
        earn(DAY, null, 5);
        earn(DAY.plusDays(1), DAY.plusDays(31), 5);
        earn(DAY.plusDays(2), DAY.plusDays(20), 5);
        apply(Samples.reserve("c-1", "f-1", 6));
        assertThat(balances().getExpiring()).containsExactly(new ExpiringPoints(4L, DAY.plusDays(31)));
        apply(Samples.expire("c-2", "f-1", DAY.plusDays(40)));
        expect(5, 6, 0, 4, 0);
        apply(Samples.release("c-3", "f-1", "c-1", null));
        assertThat(balances().getExpiring())
                .containsExactly(new ExpiringPoints(5L, DAY.plusDays(20)), new ExpiringPoints(1L, DAY.plusDays(31)));
        apply(Samples.expire("c-4", "f-1", DAY.plusDays(30)));
        expect(6, 0, 0, 9, 0);
    }

    @Test
    void whatExpiredIsNotOwedWhenItsResponseIsWithdrawn() {
        earn(DAY, DAY.plusDays(10), 5);
        earn(DAY.plusDays(1), DAY.plusDays(30), 5);
        apply(Samples.expire("c-1", "f-1", DAY.plusDays(10)));
        expect(5, 0, 0, 5, 0);
        earn(DAY, DAY.plusDays(10), -5);
        expect(5, 0, 0, 0, 0);
        earn(DAY.plusDays(1), DAY.plusDays(30), -5);
        expect(0, 0, 0, 0, 0);
        assertThat(stored.getLots()).isEmpty();
    }

    @Test
    void whatIsTakenBackIsOfTheLotThatItWasGivenTo() {
        earn(DAY, DAY.plusDays(10), 5);
        earn(DAY, DAY.plusDays(30), 5);
        earn(DAY, DAY.plusDays(30), -5);
        assertThat(balances().getExpiring()).containsExactly(new ExpiringPoints(5L, DAY.plusDays(10)));
        earn(DAY, null, -2);
        assertThat(balances().getExpiring()).containsExactly(new ExpiringPoints(3L, DAY.plusDays(10)));
    }

    @Test
    void whatComesInAfterItsDayExpiresInTheSamePosting() {
        dueOn = DAY.plusDays(10);
        assertThat(earn(DAY, DAY.plusDays(10), 5))
                .extracting(PointsTransfer::getKind, PointsTransfer::getCredit)
                .containsExactly(
                        tuple(TransferKind.EARNED, Account.AVAILABLE), tuple(TransferKind.EXPIRED, Account.EXPIRED));
        earn(DAY, DAY.plusDays(11), 4);
        expect(4, 0, 0, 5, 0);
        apply(Samples.reserve("c-1", "f-1", 4));
        dueOn = DAY.plusDays(11);
        apply(Samples.release("c-2", "f-1", "c-1", null));
        expect(0, 0, 0, 9, 0);
        earn(DAY, DAY.plusDays(10), -5);
        expect(0, 0, 0, 4, 0);
    }

    @Test
    void pointsOfBeforeTheLotsCanBeSpent() throws IOException {
        Schema before = new Schema.Parser()
                .parse(StoredBalances.class.getResourceAsStream("/org/farmer1st/points/state/StoredBalances-1.avsc"));
        GenericRecord balances = new GenericData.Record(before);
        before.getFields()
                .forEach(field -> balances.put(field.name(), field.name().equals("available") ? 7L : 0L));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new BinaryMessageEncoder<GenericRecord>(GenericData.get(), before).encode(balances, bytes);
        stored = PointsTopology.balances().deserializer().deserialize("balances", bytes.toByteArray());
        assertThat(apply(Samples.reserve("c-1", "f-1", 7))).isEmpty();
        expect(0, 7, 0, 0, 0);
    }

    @Test
    void aCauseHasOneTransferId() {
        PointsTransfer transfer = earn(DAY, null, 10).get(0);
        // As in the first postings that were ever made: an id is for ever.
        assertThat(transfer.getTransferId()).isEqualTo(TransferId.of("demo", "f-1", "r-0", "r-0", "EARNED", "base"));
    }

    private List<PointsTransfer> earn(LocalDate day, LocalDate expiresOn, long points) {
        String response = "r-" + responses++;
        Ledger ledger = new Ledger(Samples.TENANT, "f-1", stored, dueOn);
        TransferKind kind = points > 0 ? TransferKind.EARNED : TransferKind.REVERSED;
        Cause cause =
                Cause.of(Samples.version("f-1", response, response, "safi", points, day), null, Samples.COVERED_AT);
        ledger.earn(new Earning(Account.AVAILABLE, kind, "base", cause, day, expiresOn, points));
        stored = ledger.state();
        return ledger.transfers();
    }

    private Optional<PointsRefusal> apply(PointsCommand command) {
        assertThat(CommandRules.faults(command)).isEmpty();
        Ledger ledger = new Ledger(Samples.TENANT, "f-1", stored, dueOn);
        Optional<PointsRefusal> refusal =
                CommandRules.apply(command, new PointsRules(List.of()), ledger, Samples.COVERED_AT);
        if (refusal.isPresent()) {
            assertThat(ledger.transfers()).isEmpty();
        }
        stored = ledger.state();
        return refusal;
    }

    private FarmerBalances balances() {
        return new Ledger(Samples.TENANT, "f-1", stored, dueOn).balances(List.of());
    }

    private void expect(long available, long reserved, long paid, long expired, long owed) {
        assertThat(balances())
                .extracting(
                        FarmerBalances::getAvailable,
                        FarmerBalances::getReserved,
                        FarmerBalances::getPaid,
                        FarmerBalances::getExpired,
                        FarmerBalances::getOwed)
                .containsExactly(available, reserved, paid, expired, owed);
    }
}
