package org.farmer1st.analytics.cells;

/** What is kept of a lane: cells, the numbers that the lane gave its farmers, and the conflicts. */
public sealed interface SurveyEntry {

    /** A farmer's number in the lane, from 0 in order of appearance; it never changes. */
    record FarmerNumber(int number) implements SurveyEntry {}

    /** A submission that conflicts with what stands, and when Kafka got it (milliseconds since 1970); it never changes. */
    record Conflict(long submissionOffset, long at) implements SurveyEntry {}

    /** How many numbers the lane gave. */
    final class FarmerCount implements SurveyEntry {
        int given;

        FarmerCount(int given) {
            this.given = given;
        }
    }

    /** Everything counted in one cell. */
    final class CellEntry implements SurveyEntry {
        final Cell cell;

        CellEntry(Cell cell) {
            this.cell = cell;
        }
    }
}
