package org.farmer1st.points;

import java.util.Optional;
import org.farmer1st.events.BudgetLease;
import org.farmer1st.events.BudgetLeaseKind;
import org.farmer1st.events.BudgetRequestKind;
import org.farmer1st.points.state.StoredClaim;
import org.farmer1st.points.state.StoredLease;

/**
 * A lane's lease of a budget: points that the lane may give without asking, and the claims of responses that came when there
 * were too few. {@link BudgetPot} is the other side; both tell each other by records in order, each exactly once.
 *
 * <p>Only one question is under way at a time, for all claims that wait then. Claims are served in the order in which they
 * were made, by an answer and by nothing else, so that a response never overtakes another. While the budget lasts, the lane
 * asks before it runs out, and mostly nobody waits. Once it was told to close, it keeps nothing that no claim waits for: all
 * that is left of the budget is in one place, and who asks first gets it.
 */
final class LaneLease {

    private final StoredLease state;

    /** @param state changed in place; null for a lease that is new */
    LaneLease(StoredLease state) {
        this.state = state != null
                ? state
                : new StoredLease(0L, 0L, 0L, false, false, 0L, 0L, 0L, false, 0L, 0L, 0L, 0L, 0L);
    }

    StoredLease state() {
        return state;
    }

    /** Where claims are kept, by ordinal. */
    interface Claims {
        StoredClaim get(long ordinal);

        void put(long ordinal, StoredClaim claim);

        void remove(long ordinal);
    }

    /** What becomes of claims. */
    interface Settlement {
        /** How many points wait for a claim; fewer than it had, or none, where its response has changed since. */
        long waiting(StoredClaim claim);

        /** @param cause tells this from all else that is settled for the same response */
        void settle(StoredClaim claim, long granted, long withheld, String cause);
    }

    /** Something to tell. */
    record Told(BudgetRequestKind kind, long points, long ordinal) {}

    /** Gives points for a response at once, and makes the rest wait. */
    long draw(StoredClaim claim, Claims claims) {
        long given = state.getWaiting() == 0 ? Math.min(state.getFree(), claim.getPoints()) : 0;
        state.setFree(state.getFree() - given);
        long rest = claim.getPoints() - given;
        if (rest > 0) {
            claim.setPoints(rest);
            claims.put(state.getTail(), claim);
            state.setTail(state.getTail() + 1);
            state.setWaiting(Math.addExact(state.getWaiting(), rest));
        }
        return given;
    }

    void forget(long points) {
        state.setWaiting(Math.subtractExact(state.getWaiting(), points));
    }

    void giveBack(long points) {
        state.setFree(Math.addExact(state.getFree(), points));
    }

    /** Whether a lease is the next that the budget told this lane. */
    boolean expects(BudgetLease lease) {
        return lease.getKind() == BudgetLeaseKind.SETTLE || lease.getOrdinal() == state.getHeard() + 1;
    }

    boolean knows(BudgetLease lease) {
        return lease.getKind() != BudgetLeaseKind.SETTLE && lease.getOrdinal() <= state.getHeard();
    }

    /** Takes the next lease; answers what has to be told at once. */
    Optional<Told> hear(BudgetLease lease) {
        switch (lease.getKind()) {
            case GRANT -> {
                state.setHeard(lease.getOrdinal());
                state.setFree(Math.addExact(state.getFree(), lease.getPoints()));
                state.setBlock(Math.max(0, lease.getPoints() - state.getAsked()));
                state.setAsking(false);
                if (lease.getExhausted()) {
                    state.setDecidedTo(state.getAskedTo());
                }
            }
            case CLOSE -> {
                state.setHeard(lease.getOrdinal());
                state.setClosed(true);
                return Optional.of(tell(BudgetRequestKind.CLOSED, takeFree()));
            }
            case SETTLE -> state.setSettling(false);
            case UNKNOWN -> throw new IllegalArgumentException("A lease that is newer than this job");
        }
        return Optional.empty();
    }

    /**
     * Serves claims with what is free, in order; those that the budget has decided on get no more than that.
     *
     * @param most how many claims are looked at
     */
    void settle(int most, Claims claims, Settlement settlement) {
        state.setSettled(state.getSettled() + 1);
        for (int looked = 0; looked < most && state.getHead() < state.getTail(); looked++) {
            long ordinal = state.getHead();
            StoredClaim claim = claims.get(ordinal);
            long waiting = Math.min(claim.getPoints(), settlement.waiting(claim));
            long granted = Math.min(waiting, state.getFree());
            boolean decided = ordinal < state.getDecidedTo();
            long withheld = decided ? waiting - granted : 0;
            if (granted + withheld > 0) {
                state.setFree(state.getFree() - granted);
                state.setWaiting(state.getWaiting() - granted - withheld);
                settlement.settle(claim, granted, withheld, ordinal + "-" + state.getSettled());
            }
            if (granted < waiting && !decided) {
                claim.setPoints(waiting - granted);
                claims.put(ordinal, claim);
                return;
            }
            claims.remove(ordinal);
            state.setHead(ordinal + 1);
        }
    }

    /** Whether the lane has to tell itself to go on: there is something to settle, and nothing under way that would. */
    boolean mustSettle() {
        boolean decidable = state.getFree() > 0 || state.getHead() < state.getDecidedTo();
        if (state.getAsking() || state.getSettling() || state.getWaiting() == 0 || !decidable) {
            return false;
        }
        state.setSettling(true);
        return true;
    }

    /** What has to be told after a record, if anything. */
    Optional<Told> tell() {
        if (state.getAsking() || state.getSettling()) {
            return Optional.empty();
        }
        if (state.getWaiting() > 0 || !state.getClosed() && state.getFree() < state.getBlock() / 2) {
            state.setAsking(true);
            state.setAsked(state.getWaiting());
            state.setAskedTo(state.getTail());
            return Optional.of(tell(BudgetRequestKind.ASK, state.getWaiting()));
        }
        if (state.getClosed() && state.getFree() > 0) {
            return Optional.of(tell(BudgetRequestKind.RETURN, takeFree()));
        }
        return Optional.empty();
    }

    private Told tell(BudgetRequestKind kind, long points) {
        state.setTold(state.getTold() + 1);
        return new Told(kind, points, state.getTold());
    }

    private long takeFree() {
        long free = state.getFree();
        state.setFree(0L);
        state.setBlock(0L);
        return free;
    }
}
