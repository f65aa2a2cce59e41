package org.farmer1st.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.farmer1st.intake.Samples.digest;
import static org.farmer1st.intake.Samples.uuid;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.farmer1st.events.NoChangeReason;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.intake.Verdict.Effect;
import org.farmer1st.intake.Verdict.VersionContent;
import org.farmer1st.intake.state.StoredResponse;
import org.junit.jupiter.api.Test;

/** Each rule by itself, over one response whose state is carried on by hand. */
class IntakeRulesTest {

    private static final String ORIGINAL = uuid(1);
    private static final String EDIT = uuid(2);
    private static final String SECOND_EDIT = uuid(3);

    private StoredResponse stored;

    @Test
    void theFirstVersionIsAdded() {
        expect(submit(ORIGINAL, null, 1), Effect.ADDED, null);
    }

    @Test
    void aKnownVersionWithTheSameContentIsARepeatAndKeepsItsPersonalData() {
        submit(ORIGINAL, null, 1);
        expect(submit(ORIGINAL, null, 1), Effect.NONE, NoChangeReason.REPEAT);
    }

    @Test
    void aKnownVersionWithOtherContentIsAConflictAndTheFirstStands() {
        submit(ORIGINAL, null, 1);
        expect(submit(ORIGINAL, null, 2), Effect.NONE, NoChangeReason.CONFLICT, content(ORIGINAL, 2));
        expect(submit(ORIGINAL, null, 1), Effect.NONE, NoChangeReason.REPEAT);
    }

    @Test
    void anEditOfWhatCountsReplacesIt() {
        submit(ORIGINAL, null, 1);
        Verdict verdict = submit(EDIT, ORIGINAL, 2);
        expect(verdict, Effect.REPLACED, null, content(ORIGINAL, 1));
        assertThat(verdict.before()).isEqualTo(bytes(ORIGINAL, 1));
        assertThat(stored.getCurrent()).isEqualTo(bytes(EDIT, 2));
    }

    @Test
    void aRepeatOfAReplacedVersionLosesItsPersonalDataAgain() {
        submit(ORIGINAL, null, 1);
        submit(EDIT, ORIGINAL, 2);
        expect(submit(ORIGINAL, null, 1), Effect.NONE, NoChangeReason.REPEAT, content(ORIGINAL, 1));
        expect(submit(EDIT, ORIGINAL, 2), Effect.NONE, NoChangeReason.REPEAT);
    }

    @Test
    void anEditOfWhatNoLongerCountsIsAConflict() {
        submit(ORIGINAL, null, 1);
        submit(EDIT, ORIGINAL, 2);
        expect(submit(SECOND_EDIT, ORIGINAL, 3), Effect.NONE, NoChangeReason.CONFLICT, content(SECOND_EDIT, 3));
    }

    @Test
    void anEditOfAnUnknownVersionOfAKnownResponseIsAConflictForGood() {
        submit(ORIGINAL, null, 1);
        expect(submit(SECOND_EDIT, EDIT, 3), Effect.NONE, NoChangeReason.CONFLICT, content(SECOND_EDIT, 3));
        expect(submit(EDIT, ORIGINAL, 2), Effect.REPLACED, null, content(ORIGINAL, 1));
        expect(submit(SECOND_EDIT, EDIT, 3), Effect.NONE, NoChangeReason.CONFLICT, content(SECOND_EDIT, 3));
        expect(submit(SECOND_EDIT, EDIT, 4), Effect.NONE, NoChangeReason.CONFLICT, content(SECOND_EDIT, 4));
        expect(submit(uuid(4), EDIT, 3), Effect.REPLACED, null, content(EDIT, 2));
    }

    @Test
    void refusedEditsAreRememberedUpToABoundAndThenEveryEditIsRefused() {
        submit(ORIGINAL, null, 1);
        for (int i = 0; i < IntakeRules.MOST_REFUSED; i++) {
            expect(submit(uuid(100 + i), EDIT, 3), Effect.NONE, NoChangeReason.CONFLICT, content(uuid(100 + i), 3));
        }
        StoredResponse full = stored;
        expect(submit(SECOND_EDIT, ORIGINAL, 2), Effect.NONE, NoChangeReason.CONFLICT, content(SECOND_EDIT, 2));
        assertThat(stored).isSameAs(full);
        expect(submit(ORIGINAL, null, 1), Effect.NONE, NoChangeReason.REPEAT);
        expect(withdraw(), Effect.WITHDRAWN, null, content(ORIGINAL, 1));
        assertThat(stored.getRefused()).isEmpty();
    }

    @Test
    void aResponseHasVersionsUpToABoundAndThenEveryEditIsRefused() {
        submit(ORIGINAL, null, 1);
        String last = ORIGINAL;
        for (int i = 1; i < IntakeRules.MOST_VERSIONS; i++) {
            String next = uuid(10_000 + i);
            submit(next, last, 2);
            last = next;
        }
        assertThat(stored.getCurrentVersionId()).isEqualTo(last);
        StoredResponse full = stored;
        expect(submit(EDIT, last, 3), Effect.NONE, NoChangeReason.CONFLICT, content(EDIT, 3));
        assertThat(stored).isSameAs(full);
        expect(submit(last, uuid(10_000 + IntakeRules.MOST_VERSIONS - 2), 2), Effect.NONE, NoChangeReason.REPEAT);
        expect(withdraw(), Effect.WITHDRAWN, null, content(last, 2));
    }

    @Test
    void versionsThatOthersNameAreBoundedToo() {
        submit(uuid(10_000), uuid(10_001), 1);
        for (int i = 1; i < IntakeRules.MOST_VERSIONS + 10; i++) {
            submit(uuid(10_000 + i), uuid(10_001 + i), 1);
        }
        assertThat(stored.getVersions()).hasSizeLessThanOrEqualTo(IntakeRules.MOST_VERSIONS + 1);
    }

    @Test
    void anEditBeforeItsOriginalCountsAsTheFirstVersion() {
        expect(submit(EDIT, ORIGINAL, 2), Effect.ADDED, null);
        expect(submit(ORIGINAL, null, 1), Effect.NONE, NoChangeReason.REPEAT, content(ORIGINAL, 1));
        expect(submit(ORIGINAL, null, 9), Effect.NONE, NoChangeReason.CONFLICT, content(ORIGINAL, 9));
        expect(submit(SECOND_EDIT, EDIT, 3), Effect.REPLACED, null, content(EDIT, 2));
    }

    @Test
    void aChainThatArrivesBackwardsEndsInItsLastVersion() {
        expect(submit(SECOND_EDIT, EDIT, 3), Effect.ADDED, null);
        expect(submit(EDIT, ORIGINAL, 2), Effect.NONE, NoChangeReason.REPEAT, content(EDIT, 2));
        expect(submit(ORIGINAL, null, 1), Effect.NONE, NoChangeReason.REPEAT, content(ORIGINAL, 1));
        assertThat(stored.getCurrentVersionId()).isEqualTo(SECOND_EDIT);
    }

    @Test
    void theOriginalMayOvertakeTheVersionBetween() {
        submit(SECOND_EDIT, EDIT, 3);
        expect(submit(ORIGINAL, null, 1), Effect.NONE, NoChangeReason.REPEAT, content(ORIGINAL, 1));
        expect(submit(EDIT, ORIGINAL, 2), Effect.NONE, NoChangeReason.REPEAT, content(EDIT, 2));
    }

    @Test
    void aWithdrawalTakesWhatCountsAndIsFinal() {
        submit(ORIGINAL, null, 1);
        submit(EDIT, ORIGINAL, 2);
        Verdict verdict = withdraw();
        expect(verdict, Effect.WITHDRAWN, null, content(EDIT, 2));
        assertThat(verdict.before()).isEqualTo(bytes(EDIT, 2));
        expect(submit(EDIT, ORIGINAL, 2), Effect.NONE, NoChangeReason.ALREADY_WITHDRAWN, content(EDIT, 2));
        expect(submit(SECOND_EDIT, EDIT, 3), Effect.NONE, NoChangeReason.ALREADY_WITHDRAWN, content(SECOND_EDIT, 3));
        expect(withdraw(), Effect.NONE, NoChangeReason.ALREADY_WITHDRAWN);
        assertThat(stored).isEqualTo(new StoredResponse(null, null, List.of(), true, List.of(), null, null, false));
    }

    @Test
    void aWithdrawalHoldsForAResponseThatHasNotArrived() {
        expect(withdraw(), Effect.NONE, NoChangeReason.UNKNOWN_RESPONSE);
        expect(submit(ORIGINAL, null, 1), Effect.NONE, NoChangeReason.ALREADY_WITHDRAWN, content(ORIGINAL, 1));
    }

    @Test
    void repeatsTakeNoStateAndARefusedEditTakesItOnce() {
        submit(ORIGINAL, null, 1);
        StoredResponse before = stored;
        submit(ORIGINAL, null, 1);
        submit(ORIGINAL, null, 2);
        assertThat(stored).isSameAs(before);
        submit(SECOND_EDIT, EDIT, 3);
        StoredResponse refusing = stored;
        submit(SECOND_EDIT, EDIT, 3);
        assertThat(stored).isSameAs(refusing);
    }

    @Test
    void faultsAreNamed() {
        assertThat(IntakeRules.fault(version(ORIGINAL, null, 1))).isEmpty();
        assertThat(IntakeRules.fault(version(EDIT, ORIGINAL, 1))).isEmpty();
        assertThat(IntakeRules.fault(version(EDIT, null, 1)))
                .hasValueSatisfying(f -> assertThat(f).contains("first version"));
        assertThat(IntakeRules.fault(version(ORIGINAL, EDIT, 1)))
                .hasValueSatisfying(f -> assertThat(f).contains("id of its own"));
        assertThat(IntakeRules.fault(version(EDIT, EDIT, 1)))
                .hasValueSatisfying(f -> assertThat(f).contains("replaces itself"));
        ResponseVersion shortened = version(ORIGINAL, null, 1);
        shortened.setDigest(ByteBuffer.allocate(5));
        assertThat(IntakeRules.fault(shortened))
                .hasValueSatisfying(f -> assertThat(f).contains("5 bytes"));
    }

    private Verdict submit(String versionId, String replaces, int content) {
        return carryOn(
                IntakeRules.submitted(stored, version(versionId, replaces, content), bytes(versionId, content), null));
    }

    private Verdict withdraw() {
        return carryOn(IntakeRules.withdrawn(stored));
    }

    private Verdict carryOn(Verdict verdict) {
        if (verdict.next() != null) {
            stored = verdict.next();
        }
        return verdict;
    }

    private static void expect(Verdict verdict, Effect effect, NoChangeReason reason, VersionContent... losers) {
        assertThat(verdict.effect()).isEqualTo(effect);
        assertThat(verdict.reason()).isEqualTo(reason);
        assertThat(verdict.losers()).containsExactly(losers);
    }

    private static VersionContent content(String versionId, int content) {
        return new VersionContent(versionId, digest(content));
    }

    private static ResponseVersion version(String versionId, String replaces, int content) {
        return Samples.version("farmer", ORIGINAL, versionId, replaces, content);
    }

    private static ByteBuffer bytes(String versionId, int content) {
        return ByteBuffer.wrap((versionId + content).getBytes(StandardCharsets.UTF_8));
    }
}
