package org.farmer1st.intake;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.farmer1st.events.NoChangeReason;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.intake.Verdict.VersionContent;
import org.farmer1st.intake.state.KnownVersion;
import org.farmer1st.intake.state.StoredResponse;

/**
 * Which submission counts. Submissions of a response are judged one after the other, in lane order, each against what is
 * known of the response:
 *
 * <ul>
 *   <li>A version that is known is a repeat where its content is the same, a conflict where it isn't.
 *   <li>The first submission of a response counts, an edit too: the version that it replaces may still be under way, and is a
 *       repeat when it arrives.
 *   <li>After that, an edit that replaces what counts now counts from then on. Any other unknown version is a conflict: it
 *       leaves no trace, so that the same edit sent again is judged anew.
 *   <li>A withdrawal is final, and holds for a response that has not arrived yet.
 * </ul>
 *
 * Whatever does not stand after its submission loses its personal data, each time it is submitted: the edge sets it apart
 * before it knows.
 */
final class IntakeRules {

    private static final int DIGEST_BYTES = 32;

    private IntakeRules() {}

    /** What is wrong with a version in itself, if anything; such a one is never judged. */
    static Optional<String> fault(ResponseVersion version) {
        if (version.getTenant().isEmpty()
                || version.getFarmerId().isEmpty()
                || version.getResponseId().isEmpty()
                || version.getVersionId().isEmpty()) {
            return Optional.of("An identity is empty");
        }
        if (version.getDigest().remaining() != DIGEST_BYTES) {
            return Optional.of("The digest has " + version.getDigest().remaining() + " bytes, not " + DIGEST_BYTES);
        }
        boolean original = version.getReplaces() == null;
        if (original != version.getVersionId().equals(version.getResponseId())) {
            return Optional.of(
                    original
                            ? "A first version has the response's id as its own"
                            : "An edit has an id of its own, not the response's");
        }
        if (version.getVersionId().equals(version.getReplaces())) {
            return Optional.of("A version replaces itself");
        }
        if (version.getBasePoints() < 0) {
            return Optional.of("The base points are below zero");
        }
        return Optional.empty();
    }

    /**
     * Judges a version.
     *
     * @param stored what is known of its response; null for nothing
     * @param version without a {@linkplain #fault fault}
     * @param submission the submission that holds the version, as it came
     */
    static Verdict submitted(StoredResponse stored, ResponseVersion version, ByteBuffer submission) {
        VersionContent content = new VersionContent(version.getVersionId(), version.getDigest());
        if (stored == null) {
            return Verdict.added(current(submission, content, ancestors(List.of(), version)));
        }
        if (stored.getWithdrawn()) {
            return Verdict.unchanged(NoChangeReason.ALREADY_WITHDRAWN, null, List.of(content));
        }
        KnownVersion known = find(stored.getVersions(), content.versionId());
        if (known != null) {
            return known(stored, known, version, content);
        }
        if (stored.getCurrentVersionId().equals(version.getReplaces())) {
            VersionContent before = standing(stored);
            return Verdict.replaced(
                    stored.getCurrent(), current(submission, content, new ArrayList<>(stored.getVersions())), before);
        }
        return Verdict.unchanged(NoChangeReason.CONFLICT, null, List.of(content));
    }

    /**
     * Judges a withdrawal.
     *
     * @param stored what is known of its response; null for nothing
     */
    static Verdict withdrawn(StoredResponse stored) {
        StoredResponse end = new StoredResponse(null, null, List.of(), true);
        if (stored == null) {
            return Verdict.unchanged(NoChangeReason.UNKNOWN_RESPONSE, end, List.of());
        }
        if (stored.getWithdrawn()) {
            return Verdict.unchanged(NoChangeReason.ALREADY_WITHDRAWN, null, List.of());
        }
        return Verdict.withdrawn(stored.getCurrent(), end, standing(stored));
    }

    private static Verdict known(
            StoredResponse stored, KnownVersion known, ResponseVersion version, VersionContent content) {
        if (known.getDigest() == null) {
            List<KnownVersion> versions = new ArrayList<>(stored.getVersions());
            versions.set(versions.indexOf(known), new KnownVersion(content.versionId(), content.digest()));
            StoredResponse next = new StoredResponse(
                    stored.getCurrent(), stored.getCurrentVersionId(), ancestors(versions, version), false);
            return Verdict.unchanged(NoChangeReason.REPEAT, next, List.of(content));
        }
        if (!known.getDigest().equals(content.digest())) {
            return Verdict.unchanged(NoChangeReason.CONFLICT, null, List.of(content));
        }
        boolean stands = content.versionId().equals(stored.getCurrentVersionId());
        return Verdict.unchanged(NoChangeReason.REPEAT, null, stands ? List.of() : List.of(content));
    }

    /** The known versions with those added that a version without its past names: what it replaces, and the original. */
    private static List<KnownVersion> ancestors(List<KnownVersion> known, ResponseVersion version) {
        List<KnownVersion> versions = new ArrayList<>(known);
        if (version.getReplaces() != null) {
            for (String ancestor : List.of(version.getReplaces(), version.getResponseId())) {
                if (find(versions, ancestor) == null) {
                    versions.add(new KnownVersion(ancestor, null));
                }
            }
        }
        return versions;
    }

    private static StoredResponse current(ByteBuffer submission, VersionContent content, List<KnownVersion> past) {
        past.add(new KnownVersion(content.versionId(), content.digest()));
        return new StoredResponse(submission, content.versionId(), past, false);
    }

    private static VersionContent standing(StoredResponse stored) {
        KnownVersion standing = find(stored.getVersions(), stored.getCurrentVersionId());
        return new VersionContent(standing.getVersionId(), standing.getDigest());
    }

    private static KnownVersion find(List<KnownVersion> versions, String versionId) {
        for (KnownVersion version : versions) {
            if (version.getVersionId().equals(versionId)) {
                return version;
            }
        }
        return null;
    }
}
