package org.farmer1st.analytics.cells;

import java.time.LocalDate;

/**
 * Which group and which time a row of the view survey_cells counts.
 *
 * @param tenant the tenant
 * @param surveyId the survey
 * @param dimensions names, sorted, joined by U+001F; empty for the whole survey
 * @param bucketKind {@code day}, {@code month} or {@code all}
 * @param bucket the day, the first of the month, or 1970-01-01
 * @param groupValues the dimensions' values, joined by U+001F; empty for one that was not answered
 */
public record CellKey(
        String tenant, String surveyId, String dimensions, String bucketKind, LocalDate bucket, String groupValues) {

    /** Between the names of dimensions, and between their values. */
    public static final char SEPARATOR = '\u001f';

    /** Between the parts of the text; no part but the last may contain it, and that one does not either. */
    private static final char PART = '\u001e';

    private static final int PARTS = 6;

    /** The key as one text. */
    public String text() {
        return tenant + PART + surveyId + PART + dimensions + PART + bucketKind + PART + bucket + PART + groupValues;
    }

    /** The parts of a text, in the order of the fields. */
    static String[] parts(String text) {
        return text.split(String.valueOf(PART), PARTS);
    }
}
