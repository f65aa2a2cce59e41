package org.farmer1st.ingest.surveys;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;

/**
 * A version of a survey. Once published it never changes: another content is another version.
 *
 * @param timeZone in which its days begin
 * @param opensAt inclusive; null: always was open
 * @param closesAt exclusive; null: never closes
 * @param graceDays for how many days of its time zone after closing a response is still taken
 * @param dimensions the positions of the questions that it may be grouped by
 * @param basePoints for one response
 * @param minGroupSize the smallest group that may be shown
 * @param retentionDays for how long responses are kept; null: without end
 * @param canonicalJson the definition in its one spelling: equal contents are equal texts
 */
public record SurveyDefinition(
        String surveyId,
        int version,
        String title,
        ZoneId timeZone,
        Instant opensAt,
        Instant closesAt,
        int graceDays,
        QuestionGroup questions,
        List<Integer> dimensions,
        long basePoints,
        int minGroupSize,
        Integer retentionDays,
        String canonicalJson) {

    private static final int HASH_LENGTH_IN_WORKFLOW_ID = 12;

    /** Whether a response of this business time is taken. */
    public boolean isOpenAt(Instant businessTime) {
        if (opensAt != null && businessTime.isBefore(opensAt)) {
            return false;
        }
        // Days of its time zone, of which some have an hour more or less.
        return closesAt == null
                || businessTime.isBefore(closesAt)
                || businessTime.isBefore(
                        closesAt.atZone(timeZone).plusDays(graceDays).toInstant());
    }

    /**
     * The id of the workflow that publishes it. It derives from the content, so that publishing the same definition again
     * is the same workflow, and another content under the same version is seen as what it is.
     */
    public String publicationWorkflowId(String tenant) {
        return "publish-survey:" + tenant + ':' + surveyId + ':' + version + ':'
                + sha256(canonicalJson).substring(0, HASH_LENGTH_IN_WORKFLOW_ID);
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
