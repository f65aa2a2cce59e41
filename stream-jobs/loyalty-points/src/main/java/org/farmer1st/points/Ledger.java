package org.farmer1st.points;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.farmer1st.events.Account;
import org.farmer1st.events.ExpiringPoints;
import org.farmer1st.events.FarmerBalances;
import org.farmer1st.events.PointsRefusal;
import org.farmer1st.events.PointsTransfer;
import org.farmer1st.events.SurveyPoints;
import org.farmer1st.events.TransferKind;
import org.farmer1st.points.state.StoredBalances;
import org.farmer1st.points.state.StoredDraw;
import org.farmer1st.points.state.StoredLot;
import org.farmer1st.points.state.StoredReservation;
import org.farmer1st.points.state.StoredSurvey;

/**
 * A farmer's side of the ledger, in double entry: what leaves one account enters another, so that every transfer sums to
 * zero; balances are the sums of entries and nothing else.
 *
 * <p>Nothing spends what is not there: {@code available}, {@code pending}, {@code reserved} and {@code expired} never fall below
 * zero, and what is taken back after it was spent is {@code owed}. What comes in pays what is owed first, so that a farmer never has
 * available points and owes some. What is reserved stays so, whatever is taken back meanwhile. What comes in after its day of
 * expiry was reached, because it came late or was reserved on that day, expires in the same posting: whether points came before
 * that day's expiry or after it, they end in the same account.
 *
 * <p>Holds a copy of the state that it was given; one is made for each fact or command, and {@link #transfers()} are its.
 */
final class Ledger {

    /** When points were earned that are older than the lots. */
    private static final LocalDate BEFORE_LOTS = LocalDate.EPOCH;

    private final String tenant;
    private final String farmerId;
    private final StoredBalances state;
    private final Lots lots;
    private final LocalDate dueOn;
    private final List<PointsTransfer> transfers = new ArrayList<>();
    private boolean moved;

    /**
     * @param before null for a farmer without a transfer
     * @param dueOn the latest day whose expiry the tenant's lane has begun; null for none
     */
    Ledger(String tenant, String farmerId, StoredBalances before, LocalDate dueOn) {
        this.tenant = tenant;
        this.farmerId = farmerId;
        this.dueOn = dueOn;
        this.state = before == null
                ? new StoredBalances(
                        0L, 0L, 0L, 0L, 0L, 0L, new ArrayList<>(), new ArrayList<>(), null, new ArrayList<>())
                : copy(before);
        this.lots = new Lots(state.getLots());
        long withoutLot = state.getAvailable() - lots.available();
        if (withoutLot > 0) {
            lots.add(BEFORE_LOTS, null, withoutLot);
        }
    }

    /** With lists that something may be removed from while they are gone through, which Avro's own do not allow. */
    private static StoredBalances copy(StoredBalances from) {
        List<StoredLot> lots = new ArrayList<>();
        for (StoredLot lot : from.getLots()) {
            lots.add(new StoredLot(lot.getEarnedOn(), lot.getExpiresOn(), lot.getAvailable(), lot.getExpired()));
        }
        List<StoredReservation> reservations = new ArrayList<>();
        for (StoredReservation reservation : from.getReservations()) {
            List<StoredDraw> draws = new ArrayList<>();
            for (StoredDraw draw : reservation.getDraws()) {
                draws.add(new StoredDraw(draw.getEarnedOn(), draw.getExpiresOn(), draw.getAmount()));
            }
            reservations.add(new StoredReservation(reservation.getReservationId(), draws));
        }
        List<StoredSurvey> surveys = from.getSurveys() == null ? null : new ArrayList<>();
        if (surveys != null) {
            from.getSurveys()
                    .forEach(survey -> surveys.add(new StoredSurvey(survey.getSurveyId(), survey.getEarned())));
        }
        return new StoredBalances(
                from.getAvailable(),
                from.getPending(),
                from.getReserved(),
                from.getPaid(),
                from.getExpired(),
                from.getOwed(),
                lots,
                reservations,
                from.getRegion(),
                surveys);
    }

    /** What a response has earned, or lost. */
    void earn(Earning earning) {
        Cause cause = earning.cause();
        long points = earning.points();
        if (earning.account() == Account.PENDING) {
            enter(cause, earning.kind(), earning.part(), Account.ISSUANCE, Account.PENDING, Math.max(0, points));
            enter(cause, earning.kind(), earning.part(), Account.PENDING, Account.ISSUANCE, Math.max(0, -points));
            ofLot(earning.expiresOn());
        } else if (points > 0) {
            enter(cause, earning.kind(), earning.part(), Account.ISSUANCE, Account.AVAILABLE, points);
            ofLot(earning.expiresOn());
            lots.add(earning.day(), earning.expiresOn(), points);
            comeIn(cause, earning.kind());
        } else if (points < 0) {
            takeBack(cause, earning.kind(), earning.day(), earning.expiresOn(), -points);
        }
    }

    /**
     * What the tenant's budget makes of points that waited for it.
     *
     * @param day the business day on which they were earned
     * @param expiresOn null: never
     */
    void settle(Cause cause, LocalDate day, LocalDate expiresOn, long granted, long withheld) {
        if (granted > 0) {
            enter(cause, TransferKind.GRANTED, "grant", Account.PENDING, Account.AVAILABLE, granted);
            ofLot(expiresOn);
            lots.add(day, expiresOn, granted);
            comeIn(cause, TransferKind.GRANTED);
        }
        if (withheld > 0) {
            enter(cause, TransferKind.WITHHELD, "withhold", Account.PENDING, Account.ISSUANCE, withheld);
            ofLot(expiresOn);
        }
    }

    /**
     * From the lot that they were given to, available or expired; where they were spent, from the day's other lots, in the same
     * way, then from any; what is then missing is owed.
     */
    private void takeBack(Cause cause, TransferKind kind, LocalDate day, LocalDate expiresOn, long points) {
        Predicate<StoredLot> own =
                lot -> lot.getEarnedOn().equals(day) && Objects.equals(lot.getExpiresOn(), expiresOn);
        Predicate<StoredLot> ofDay = lot -> lot.getEarnedOn().equals(day);
        long available = 0;
        long expired = 0;
        for (Predicate<StoredLot> of : List.of(own, ofDay)) {
            available += Lots.sum(lots.draw(points - available - expired, of));
            expired += lots.takeExpired(points - available - expired, of);
        }
        available += Lots.sum(lots.draw(points - available - expired));
        int first = transfers.size();
        enter(cause, kind, "base", Account.AVAILABLE, Account.ISSUANCE, available);
        enter(cause, kind, "expired", Account.EXPIRED, Account.ISSUANCE, expired);
        enter(cause, kind, "owed", Account.OWED, Account.ISSUANCE, points - available - expired);
        transfers.subList(first, transfers.size()).forEach(transfer -> transfer.setExpiresOn(expiresOn));
    }

    /** Names the lot of the points that the last transfer brought, took away, or keeps waiting. */
    private void ofLot(LocalDate expiresOn) {
        transfers.get(transfers.size() - 1).setExpiresOn(expiresOn);
    }

    /** Sets points aside, under the id of the command. */
    Optional<PointsRefusal> reserve(Cause cause, long amount) {
        if (state.getAvailable() < amount) {
            return Optional.of(PointsRefusal.INSUFFICIENT);
        }
        state.getReservations().add(new StoredReservation(cause.commandId(), lots.draw(amount)));
        enter(cause, TransferKind.RESERVED, "reserve", Account.AVAILABLE, Account.RESERVED, amount);
        return Optional.empty();
    }

    /**
     * Pays reserved points out.
     *
     * @param amount null for all that is left
     */
    Optional<PointsRefusal> settle(Cause cause, String reservationId, Long amount) {
        return take(
                reservationId,
                amount,
                draws -> enter(cause, TransferKind.SETTLED, "settle", Account.RESERVED, Account.PAID, Lots.sum(draws)));
    }

    /**
     * Makes reserved points available again, in the lots that they were drawn from.
     *
     * @param amount null for all that is left
     */
    Optional<PointsRefusal> release(Cause cause, String reservationId, Long amount) {
        return take(reservationId, amount, draws -> {
            lots.add(draws);
            enter(cause, TransferKind.RELEASED, "release", Account.RESERVED, Account.AVAILABLE, Lots.sum(draws));
            comeIn(cause, TransferKind.RELEASED);
        });
    }

    /** Gives points without a response, or takes available ones where {@code amount} is below zero. */
    Optional<PointsRefusal> adjust(Cause cause, LocalDate day, LocalDate expiresOn, long amount) {
        if (amount > 0) {
            enter(cause, TransferKind.ADJUSTED, "adjust", Account.ISSUANCE, Account.AVAILABLE, amount);
            ofLot(expiresOn);
            lots.add(day, expiresOn, amount);
            comeIn(cause, TransferKind.ADJUSTED);
            return Optional.empty();
        }
        if (state.getAvailable() < Math.negateExact(amount)) {
            return Optional.of(PointsRefusal.INSUFFICIENT);
        }
        lots.draw(-amount);
        enter(cause, TransferKind.ADJUSTED, "adjust", Account.AVAILABLE, Account.ISSUANCE, -amount);
        return Optional.empty();
    }

    /** Expires what is due by a day; nothing, often. */
    void expire(Cause cause, LocalDate day) {
        enter(cause, TransferKind.EXPIRED, "expire", Account.AVAILABLE, Account.EXPIRED, lots.expire(day));
    }

    /** Says in which region the farmer is; null for none that is known. */
    void live(String region) {
        moved |= !Objects.equals(state.getRegion(), region);
        state.setRegion(region);
    }

    /** Whether there is something to post: transfers, or another region. */
    boolean isChanged() {
        return moved || !transfers.isEmpty();
    }

    /** What has been posted, in order. */
    List<PointsTransfer> transfers() {
        return transfers;
    }

    /** What is to be stored. */
    StoredBalances state() {
        return state;
    }

    /** The balances, for others. */
    FarmerBalances balances(List<SurveyPoints> surveys) {
        return new FarmerBalances(
                tenant,
                farmerId,
                state.getAvailable(),
                state.getPending(),
                state.getReserved(),
                state.getPaid(),
                state.getExpired(),
                state.getOwed(),
                surveys,
                expiring(),
                state.getRegion());
    }

    /** What a transfer adds to what its survey has earned the farmer; below zero where it takes back. */
    static long earned(PointsTransfer transfer) {
        if (transfer.getDebit() == Account.ISSUANCE) {
            return transfer.getAmount();
        }
        return transfer.getCredit() == Account.ISSUANCE ? -transfer.getAmount() : 0;
    }

    private interface Taken {
        void of(List<StoredDraw> draws);
    }

    private Optional<PointsRefusal> take(String reservationId, Long amount, Taken taken) {
        StoredReservation reservation = state.getReservations().stream()
                .filter(r -> r.getReservationId().equals(reservationId))
                .findFirst()
                .orElse(null);
        if (reservation == null) {
            return Optional.of(PointsRefusal.NO_SUCH_RESERVATION);
        }
        long left = Lots.sum(reservation.getDraws());
        if (amount != null && amount > left) {
            return Optional.of(PointsRefusal.EXCEEDS_RESERVATION);
        }
        List<StoredDraw> draws = new ArrayList<>();
        long missing = amount == null ? left : amount;
        for (StoredDraw draw : reservation.getDraws()) {
            long drawn = Math.min(missing, draw.getAmount());
            if (drawn > 0) {
                draws.add(new StoredDraw(draw.getEarnedOn(), draw.getExpiresOn(), drawn));
                draw.setAmount(draw.getAmount() - drawn);
                missing -= drawn;
            }
        }
        reservation.getDraws().removeIf(draw -> draw.getAmount() == 0);
        state.getReservations().removeIf(r -> r.getDraws().isEmpty());
        taken.of(draws);
        return Optional.empty();
    }

    /** What came in pays what is owed, and expires where it is due. */
    private void comeIn(Cause cause, TransferKind by) {
        long points = Math.min(state.getOwed(), state.getAvailable());
        if (points > 0) {
            lots.draw(points);
            enter(cause, TransferKind.RECOVERED, "owed", Account.AVAILABLE, Account.OWED, points);
        }
        if (dueOn != null) {
            enter(cause, TransferKind.EXPIRED, "due-" + by, Account.AVAILABLE, Account.EXPIRED, lots.expire(dueOn));
        }
    }

    private List<ExpiringPoints> expiring() {
        List<ExpiringPoints> expiring = new ArrayList<>();
        for (StoredLot lot : state.getLots()) {
            if (lot.getExpiresOn() == null || lot.getAvailable() == 0) {
                continue;
            }
            ExpiringPoints last = expiring.isEmpty() ? null : expiring.get(expiring.size() - 1);
            if (last != null && last.getOn().equals(lot.getExpiresOn())) {
                last.setAmount(last.getAmount() + lot.getAvailable());
            } else {
                expiring.add(new ExpiringPoints(lot.getAvailable(), lot.getExpiresOn()));
            }
        }
        return expiring;
    }

    /** Both entries of a transfer; none where there is nothing to move. */
    private void enter(Cause cause, TransferKind kind, String part, Account debit, Account credit, long amount) {
        if (amount == 0) {
            return;
        }
        PointsTransfer transfer = cause.transfer(kind, part, debit, credit, amount);
        enter(debit, -amount);
        enter(credit, amount);
        transfers.add(transfer);
    }

    private void enter(Account account, long amount) {
        switch (account) {
            case ISSUANCE -> {
                // The tenant's, not the farmer's: the sum over its farmers, turned round.
            }
            case AVAILABLE -> state.setAvailable(entered(account, state.getAvailable(), amount));
            case PENDING -> state.setPending(entered(account, state.getPending(), amount));
            case RESERVED -> state.setReserved(entered(account, state.getReserved(), amount));
            case PAID -> state.setPaid(entered(account, state.getPaid(), amount));
            case EXPIRED -> state.setExpired(entered(account, state.getExpired(), amount));
            case OWED -> state.setOwed(entered(account, state.getOwed(), -amount));
            case UNKNOWN -> throw new IllegalArgumentException("An account that is newer than this job");
        }
    }

    /** A ledger that would spend what is not there stops its lane: what is posted can't be taken back unseen. */
    private static long entered(Account account, long before, long amount) {
        long after = Math.addExact(before, amount);
        if (after < 0) {
            throw new IllegalStateException("The account " + account + " would hold " + after);
        }
        return after;
    }
}
