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
 *   <li>After that, an edit that replaces what counts now counts from then on. Any other unknown version is a conflict, and
 *       refused for good. A response that has refused {@value #MOST_REFUSED} takes no edit any more, only a withdrawal,
 *       and neither does one that has had {@value #MOST_VERSIONS} versions.
 *   <li>A withdrawal is final, and holds for a response that has not arrived yet.
 *   <li>What its survey's retention has had forgotten still counts, and can't be changed any more: the ids that it had are
 *       repeats, whatever they hold, and everything else is a conflict.
 * </ul>
 *
 * Whatever does not stand after its submission loses its personal data, each time it is submitted: the edge sets it apart
 * before it knows.
 *
 * <p><b>What does not stand never will.</b> A version of which one submission lost is refused each time that it comes again, with
 * the same content or another. So a tombstone can never meet the personal data of what stands, however late it is written and
 * however early the edge has set apart a later try.
 */
final class IntakeRules {

    private static final int DIGEST_BYTES = 32;

    /** How many refused edits of a response are remembered, and so how many it may have. */
    static final int MOST_REFUSED = 64;

    /** How many versions a response may have, so that what is known of it stays far below what a record may be. */
    static final int MOST_VERSIONS = 1_000;

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
     * @param version without a {@linkplain #fault fault}, in the region that its farmer has now
     * @param submission the submission that holds the version, as it came
     * @param keptUntil when the version is forgotten, should it count; null: never
     */
    static Verdict submitted(StoredResponse stored, ResponseVersion version, ByteBuffer submission, Long keptUntil) {
        VersionContent content = new VersionContent(version.getVersionId(), version.getDigest());
        if (stored == null) {
            return Verdict.added(new StoredResponse(
                    submission,
                    content.versionId(),
                    with(ancestors(List.of(), version), content),
                    false,
                    List.of(),
                    version.getRegion(),
                    keptUntil,
                    false));
        }
        if (stored.getWithdrawn()) {
            return Verdict.unchanged(NoChangeReason.ALREADY_WITHDRAWN, null, List.of(content));
        }
        if (stored.getForgotten()) {
            boolean wasThere = find(stored.getVersions(), content.versionId()) != null;
            return Verdict.unchanged(
                    wasThere ? NoChangeReason.REPEAT : NoChangeReason.CONFLICT, null, List.of(content));
        }
        KnownVersion known = find(stored.getVersions(), content.versionId());
        if (known != null) {
            return known(stored, known, version, content);
        }
        boolean full = stored.getRefused().size() >= MOST_REFUSED
                || stored.getVersions().size() >= MOST_VERSIONS;
        if (full || stored.getRefused().contains(content.versionId())) {
            return Verdict.unchanged(NoChangeReason.CONFLICT, null, List.of(content));
        }
        if (!stored.getCurrentVersionId().equals(version.getReplaces())) {
            return Verdict.unchanged(NoChangeReason.CONFLICT, refusing(stored, content.versionId()), List.of(content));
        }
        StoredResponse next = new StoredResponse(
                submission,
                content.versionId(),
                with(stored.getVersions(), content),
                false,
                stored.getRefused(),
                version.getRegion(),
                keptUntil,
                false);
        return Verdict.replaced(stored.getCurrent(), next, standing(stored));
    }

    /**
     * Judges a withdrawal.
     *
     * @param stored what is known of its response; null for nothing
     */
    static Verdict withdrawn(StoredResponse stored) {
        StoredResponse end = new StoredResponse(null, null, List.of(), true, List.of(), null, null, false);
        if (stored == null) {
            return Verdict.unchanged(NoChangeReason.UNKNOWN_RESPONSE, end, List.of());
        }
        if (stored.getWithdrawn()) {
            return Verdict.unchanged(NoChangeReason.ALREADY_WITHDRAWN, null, List.of());
        }
        if (stored.getForgotten()) {
            return Verdict.unchanged(NoChangeReason.CONFLICT, null, List.of());
        }
        return Verdict.withdrawn(stored.getCurrent(), end, standing(stored));
    }

    private static Verdict known(
            StoredResponse stored, KnownVersion known, ResponseVersion version, VersionContent content) {
        if (known.getDigest() == null) {
            List<KnownVersion> versions = new ArrayList<>(stored.getVersions());
            versions.set(versions.indexOf(known), new KnownVersion(content.versionId(), content.digest()));
            StoredResponse next = changed(stored, ancestors(versions, version), stored.getRefused());
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
        if (version.getReplaces() != null && versions.size() < MOST_VERSIONS) {
            for (String ancestor : List.of(version.getReplaces(), version.getResponseId())) {
                if (find(versions, ancestor) == null) {
                    versions.add(new KnownVersion(ancestor, null));
                }
            }
        }
        return versions;
    }

    private static List<KnownVersion> with(List<KnownVersion> past, VersionContent content) {
        List<KnownVersion> versions = new ArrayList<>(past);
        versions.add(new KnownVersion(content.versionId(), content.digest()));
        return versions;
    }

    private static StoredResponse refusing(StoredResponse stored, String versionId) {
        List<String> refused = new ArrayList<>(stored.getRefused());
        refused.add(versionId);
        return changed(stored, stored.getVersions(), refused);
    }

    /** What counts stays. */
    private static StoredResponse changed(StoredResponse stored, List<KnownVersion> versions, List<String> refused) {
        return new StoredResponse(
                stored.getCurrent(),
                stored.getCurrentVersionId(),
                versions,
                false,
                refused,
                stored.getRegion(),
                stored.getKeptUntil(),
                false);
    }

    /** What stays of a response that counts once its survey's retention is over. */
    static StoredResponse forgotten(StoredResponse stored) {
        List<KnownVersion> versions = new ArrayList<>();
        for (KnownVersion version : stored.getVersions()) {
            versions.add(new KnownVersion(version.getVersionId(), null));
        }
        return new StoredResponse(null, null, versions, false, List.of(), null, null, true);
    }

    /** The version that counts. */
    static VersionContent standing(StoredResponse stored) {
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
