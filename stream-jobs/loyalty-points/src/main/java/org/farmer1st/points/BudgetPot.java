package org.farmer1st.points;

import java.util.ArrayList;
import java.util.List;
import org.farmer1st.events.BudgetLease;
import org.farmer1st.events.BudgetLeaseKind;
import org.farmer1st.events.BudgetRequest;
import org.farmer1st.points.state.StoredAsk;
import org.farmer1st.points.state.StoredLanePost;
import org.farmer1st.points.state.StoredPot;

/**
 * The budget of a version of a tenant's rules: what no lane holds of it, and who gets it. Points are in the pot, with a lane,
 * on their way between the two, or given; never in two of these, so that no more is given than there is.
 *
 * <p>While it lasts, a lane that asks gets more than it needs, a block, smaller as the pot empties. The first question that
 * the pot can't answer in full makes all lanes give back what they hold; until the last has, questions wait. From then on each
 * is decided by itself, in the order of asking: what is there is granted, and what is missing is withheld.
 */
final class BudgetPot {

    /** What is left of a pot goes out in so many blocks a lane. */
    private static final int BLOCKS_A_LANE = 4;

    private final StoredPot state;
    private final int version;
    private final List<Reply> replies = new ArrayList<>();

    /** A lease on its way to a lane. */
    record Reply(int lane, BudgetLease lease) {}

    /** @param state changed in place */
    BudgetPot(int version, StoredPot state) {
        this.version = version;
        this.state = state;
    }

    /** A pot that nobody has drawn on. */
    static StoredPot full(long budget, int lanes) {
        List<StoredLanePost> posts = new ArrayList<>();
        for (int lane = 0; lane < lanes; lane++) {
            posts.add(new StoredLanePost(0L, 0L, false));
        }
        return new StoredPot(budget, false, posts, new ArrayList<>());
    }

    /** Whether a request is the next that its lane tells this pot. */
    boolean expects(BudgetRequest request) {
        return request.getOrdinal() == state.getLanes().get(request.getLane()).getHeard() + 1;
    }

    boolean knows(BudgetRequest request) {
        return request.getOrdinal() <= state.getLanes().get(request.getLane()).getHeard();
    }

    /** Takes the next request of a lane; answers what lanes are told for it. */
    List<Reply> receive(BudgetRequest request) {
        replies.clear();
        StoredLanePost post = state.getLanes().get(request.getLane());
        post.setHeard(request.getOrdinal());
        switch (request.getKind()) {
            case ASK -> ask(new StoredAsk(request.getLane(), request.getPoints()));
            case RETURN -> state.setFree(Math.addExact(state.getFree(), request.getPoints()));
            case CLOSED -> {
                state.setFree(Math.addExact(state.getFree(), request.getPoints()));
                post.setClosed(true);
                if (areClosed()) {
                    state.getAsks().forEach(this::decide);
                    state.setAsks(new ArrayList<>());
                }
            }
            case UNKNOWN -> throw new IllegalArgumentException("A request that is newer than this job");
        }
        return List.copyOf(replies);
    }

    private void ask(StoredAsk ask) {
        if (areClosed()) {
            decide(ask);
        } else if (!state.getClosing() && ask.getPoints() <= state.getFree()) {
            long left = state.getFree() - ask.getPoints();
            long block = left / ((long) BLOCKS_A_LANE * state.getLanes().size());
            grant(ask.getLane(), ask.getPoints() + block, false);
        } else {
            state.getAsks().add(ask);
            if (!state.getClosing()) {
                state.setClosing(true);
                for (int lane = 0; lane < state.getLanes().size(); lane++) {
                    reply(lane, BudgetLeaseKind.CLOSE, 0, false);
                }
            }
        }
    }

    private boolean areClosed() {
        return state.getLanes().stream().allMatch(StoredLanePost::getClosed);
    }

    private void decide(StoredAsk ask) {
        long granted = Math.min(ask.getPoints(), state.getFree());
        grant(ask.getLane(), granted, granted < ask.getPoints());
    }

    private void grant(int lane, long points, boolean exhausted) {
        state.setFree(state.getFree() - points);
        reply(lane, BudgetLeaseKind.GRANT, points, exhausted);
    }

    private void reply(int lane, BudgetLeaseKind kind, long points, boolean exhausted) {
        StoredLanePost post = state.getLanes().get(lane);
        post.setTold(post.getTold() + 1);
        replies.add(new Reply(lane, new BudgetLease(version, post.getTold(), kind, points, exhausted)));
    }
}
