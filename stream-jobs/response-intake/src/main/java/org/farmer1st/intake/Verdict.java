package org.farmer1st.intake;

import java.nio.ByteBuffer;
import java.util.List;
import org.farmer1st.events.NoChangeReason;
import org.farmer1st.intake.state.StoredResponse;

/**
 * What a submission comes to.
 *
 * @param effect on what counts
 * @param reason why nothing changed; null where something did
 * @param before the submission that counted until now, as it came; null unless replaced or withdrawn
 * @param next what is known of the response from now on; null where that is what was known before
 * @param losers versions whose personal data must go
 */
record Verdict(
        Effect effect, NoChangeReason reason, ByteBuffer before, StoredResponse next, List<VersionContent> losers) {

    enum Effect {
        ADDED,
        REPLACED,
        WITHDRAWN,
        NONE
    }

    /** A version with a certain content: two contents under one versionId are two of these. */
    record VersionContent(String versionId, ByteBuffer digest) {}

    static Verdict added(StoredResponse next) {
        return new Verdict(Effect.ADDED, null, null, next, List.of());
    }

    static Verdict replaced(ByteBuffer before, StoredResponse next, VersionContent loser) {
        return new Verdict(Effect.REPLACED, null, before, next, List.of(loser));
    }

    static Verdict withdrawn(ByteBuffer before, StoredResponse next, VersionContent loser) {
        return new Verdict(Effect.WITHDRAWN, null, before, next, List.of(loser));
    }

    static Verdict unchanged(NoChangeReason reason, StoredResponse next, List<VersionContent> losers) {
        return new Verdict(Effect.NONE, reason, null, next, losers);
    }
}
