package org.farmer1st.points;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.farmer1st.points.state.StoredDraw;
import org.farmer1st.points.state.StoredLot;

/**
 * A farmer's points by the day they were earned on and the day they expire on. Spending draws on what expires soonest, then on
 * what was earned first; what never expires comes last. What expired stays counted in its lot, so that a response that is
 * withdrawn after its points expired takes them back from there, and not from others.
 */
final class Lots {

    private static final Comparator<StoredLot> SOONEST_FIRST = Comparator.comparing(
                    StoredLot::getExpiresOn, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(StoredLot::getEarnedOn);

    private final List<StoredLot> lots;

    /** @param lots changed in place; kept in the order of spending, none of them empty */
    Lots(List<StoredLot> lots) {
        this.lots = lots;
    }

    /** Available points come in. */
    void add(LocalDate earnedOn, LocalDate expiresOn, long amount) {
        StoredLot lot = find(earnedOn, expiresOn);
        lot.setAvailable(Math.addExact(lot.getAvailable(), amount));
    }

    /** Points that were drawn come back to their lots. */
    void add(List<StoredDraw> draws) {
        draws.forEach(draw -> add(draw.getEarnedOn(), draw.getExpiresOn(), draw.getAmount()));
    }

    /** Takes available points out of the lots of a kind, in the order of spending; as many as there are, up to the amount. */
    List<StoredDraw> draw(long amount, Predicate<StoredLot> kind) {
        List<StoredDraw> draws = new ArrayList<>();
        long left = amount;
        for (StoredLot lot : lots) {
            long drawn = Math.min(left, lot.getAvailable());
            if (drawn > 0 && kind.test(lot)) {
                lot.setAvailable(lot.getAvailable() - drawn);
                draws.add(new StoredDraw(lot.getEarnedOn(), lot.getExpiresOn(), drawn));
                left -= drawn;
            }
        }
        forgetEmpty();
        return draws;
    }

    /** Takes available points out of any lots. */
    List<StoredDraw> draw(long amount) {
        return draw(amount, lot -> true);
    }

    /** Marks what is available and due by a day as expired; answers how much that was. */
    long expire(LocalDate day) {
        long expired = 0;
        for (StoredLot lot : lots) {
            if (lot.getExpiresOn() != null && !lot.getExpiresOn().isAfter(day)) {
                expired = Math.addExact(expired, lot.getAvailable());
                lot.setExpired(Math.addExact(lot.getExpired(), lot.getAvailable()));
                lot.setAvailable(0);
            }
        }
        return expired;
    }

    /** Takes back what had expired in the lots of a kind; as much as there is, up to the amount. */
    long takeExpired(long amount, Predicate<StoredLot> kind) {
        long left = amount;
        for (StoredLot lot : lots) {
            if (kind.test(lot)) {
                long taken = Math.min(left, lot.getExpired());
                lot.setExpired(lot.getExpired() - taken);
                left -= taken;
            }
        }
        forgetEmpty();
        return amount - left;
    }

    /** All available points. */
    long available() {
        return lots.stream().mapToLong(StoredLot::getAvailable).sum();
    }

    /** All points of some draws. */
    static long sum(List<StoredDraw> draws) {
        return draws.stream().mapToLong(StoredDraw::getAmount).sum();
    }

    private StoredLot find(LocalDate earnedOn, LocalDate expiresOn) {
        for (StoredLot lot : lots) {
            if (lot.getEarnedOn().equals(earnedOn) && Objects.equals(lot.getExpiresOn(), expiresOn)) {
                return lot;
            }
        }
        StoredLot lot = new StoredLot(earnedOn, expiresOn, 0L, 0L);
        lots.add(lot);
        lots.sort(SOONEST_FIRST);
        return lot;
    }

    private void forgetEmpty() {
        lots.removeIf(lot -> lot.getAvailable() == 0 && lot.getExpired() == 0);
    }
}
