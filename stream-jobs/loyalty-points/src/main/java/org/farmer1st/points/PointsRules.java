package org.farmer1st.points;

import java.util.List;
import java.util.stream.Stream;
import org.farmer1st.events.ResponseAdded;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.ResponseReplaced;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.ResponseWithdrawn;
import org.farmer1st.events.TransferKind;

/**
 * What a change of a response is worth: the base points that the edge stamped on its versions. A response that is added
 * earns them, a replaced one the difference, a withdrawn one gives back what it has earned; so whatever the order, a farmer
 * has earned the base points of the responses that count.
 */
final class PointsRules {

    private PointsRules() {}

    /** What a fact earns its farmer, or takes back; often nothing. */
    static List<Earning> earnings(ResponseFact fact) {
        if (fact.getChange() instanceof ResponseAdded added) {
            return earning(
                    TransferKind.EARNED, added.getAfter(), added.getAfter().getBasePoints());
        }
        if (fact.getChange() instanceof ResponseReplaced replaced) {
            return replaced(replaced.getBefore(), replaced.getAfter());
        }
        if (fact.getChange() instanceof ResponseWithdrawn withdrawn) {
            ResponseVersion before = withdrawn.getBefore();
            return earning(TransferKind.REVERSED, before, -before.getBasePoints());
        }
        return List.of();
    }

    private static List<Earning> replaced(ResponseVersion before, ResponseVersion after) {
        boolean sameLot = before.getSurveyId().equals(after.getSurveyId())
                && before.getBusinessDay().equals(after.getBusinessDay());
        if (sameLot) {
            return earning(
                    TransferKind.CORRECTED, after, Math.subtractExact(after.getBasePoints(), before.getBasePoints()));
        }
        // Points are earned by a survey on a day: what moved to another is taken from the first and earned by the
        // second.
        return Stream.concat(
                        earning(TransferKind.REVERSED, before, -before.getBasePoints()).stream(),
                        earning(TransferKind.EARNED, after, after.getBasePoints()).stream())
                .toList();
    }

    private static List<Earning> earning(TransferKind kind, ResponseVersion cause, long points) {
        return points == 0 ? List.of() : List.of(new Earning(kind, cause, points));
    }
}
