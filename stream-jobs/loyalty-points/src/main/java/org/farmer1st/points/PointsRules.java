package org.farmer1st.points;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.farmer1st.events.Account;
import org.farmer1st.events.PointsTransfer;
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

    /** The transfers that a fact causes, each above zero; often none. */
    static List<PointsTransfer> transfers(ResponseFact fact) {
        Instant recordedAt = fact.getCoveredAt();
        if (fact.getChange() instanceof ResponseAdded added) {
            return earned(added.getAfter(), added.getAfter().getBasePoints(), TransferKind.EARNED, recordedAt);
        }
        if (fact.getChange() instanceof ResponseReplaced replaced) {
            return replaced(replaced.getBefore(), replaced.getAfter(), recordedAt);
        }
        if (fact.getChange() instanceof ResponseWithdrawn withdrawn) {
            ResponseVersion before = withdrawn.getBefore();
            return earned(before, -before.getBasePoints(), TransferKind.REVERSED, recordedAt);
        }
        return List.of();
    }

    private static List<PointsTransfer> replaced(ResponseVersion before, ResponseVersion after, Instant recordedAt) {
        if (before.getSurveyId().equals(after.getSurveyId())) {
            long difference = Math.subtractExact(after.getBasePoints(), before.getBasePoints());
            return earned(after, difference, TransferKind.CORRECTED, recordedAt);
        }
        // Points are earned by a survey: what moved to another one is taken from the first and earned by the second.
        return Stream.concat(
                        earned(before, -before.getBasePoints(), TransferKind.REVERSED, recordedAt).stream(),
                        earned(after, after.getBasePoints(), TransferKind.EARNED, recordedAt).stream())
                .toList();
    }

    /** One transfer of what was earned, or taken back where {@code points} is below zero; none for zero. */
    private static List<PointsTransfer> earned(
            ResponseVersion cause, long points, TransferKind kind, Instant recordedAt) {
        if (points == 0) {
            return List.of();
        }
        return List.of(new PointsTransfer(
                TransferId.of(
                        cause.getTenant(),
                        cause.getFarmerId(),
                        cause.getResponseId(),
                        cause.getVersionId(),
                        kind.name(),
                        "base"),
                cause.getTenant(),
                cause.getFarmerId(),
                kind,
                points > 0 ? Account.ISSUANCE : Account.AVAILABLE,
                points > 0 ? Account.AVAILABLE : Account.ISSUANCE,
                Math.abs(points),
                cause.getSurveyId(),
                cause.getResponseId(),
                cause.getVersionId(),
                null,
                cause.getBusinessTime(),
                recordedAt));
    }
}
