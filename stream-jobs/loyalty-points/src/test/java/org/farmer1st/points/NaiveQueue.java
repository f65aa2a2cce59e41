package org.farmer1st.points;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.farmer1st.points.state.StoredClaim;

/** A lane's claims on a budget in the order in which they were made: which of them a question was about, and its answer decides. */
final class NaiveQueue {

    private record Claim(String farmerId, String responseId, int place) {}

    private final String context;
    private final List<Claim> claims = new ArrayList<>();
    private int made;
    private int askedFor;
    private int decided;

    NaiveQueue(String context) {
        this.context = context;
    }

    void make(String farmerId, String responseId) {
        claims.add(new Claim(farmerId, responseId, made++));
    }

    /** The lane asks for all that were made by now. */
    void ask() {
        askedFor = made;
    }

    /** The budget has not all that was asked for: those get what there is, and no more. */
    void exhaust() {
        decided = askedFor;
    }

    /**
     * A claim's turn: that of the first one that was made.
     *
     * @param waiting how much waits for it; one that nothing waits for any more is over
     */
    void look(StoredClaim at, long waiting) {
        assertThat(claims.get(0))
                .as(context + ", in order")
                .extracting(Claim::farmerId, Claim::responseId)
                .containsExactly(at.getFarmerId(), at.getResponseId());
        if (waiting == 0) {
            claims.remove(0);
        }
    }

    /** What becomes of the claim whose turn it is. */
    void settle(long waiting, long granted, long withheld) {
        boolean isDecided = claims.get(0).place() < decided;
        if (isDecided) {
            assertThat(granted + withheld).as(context + ", decided").isEqualTo(waiting);
        } else {
            assertThat(withheld).as(context + ", withheld before its turn").isZero();
        }
        if (granted + withheld == waiting) {
            claims.remove(0);
        }
    }
}
