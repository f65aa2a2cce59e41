package org.farmer1st.analytics.cells;

import java.time.LocalDate;

/** Which group and which time a row of the view survey_cells counts, as one text: the key of a cell in state. */
final class CellKey {

    /** Between the names of dimensions, and between their values. */
    static final char SEPARATOR = '\u001f';

    /** Between the parts of the text; no part contains it. */
    private static final char PART = '\u001e';

    private static final int PARTS = 6;

    private CellKey() {}

    /**
     * The text of a key.
     *
     * @param dimensions names, sorted, joined by U+001F; empty for the whole survey
     * @param bucketKind {@code day}, {@code month} or {@code all}
     * @param bucket the day, the first of the month, or 1970-01-01
     * @param groupValues the dimensions' values, joined by U+001F; empty for one that was not answered
     */
    static String text(
            String tenant,
            String surveyId,
            String dimensions,
            String bucketKind,
            LocalDate bucket,
            String groupValues) {
        return tenant + PART + surveyId + PART + dimensions + PART + bucketKind + PART + bucket + PART + groupValues;
    }

    /** Tenant, survey, dimensions, kind, bucket and values of a text. */
    static String[] parts(String text) {
        String[] parts = new String[PARTS];
        int start = 0;
        for (int i = 0; i < PARTS - 1; i++) {
            int end = text.indexOf(PART, start);
            parts[i] = text.substring(start, end);
            start = end + 1;
        }
        parts[PARTS - 1] = text.substring(start);
        return parts;
    }
}
