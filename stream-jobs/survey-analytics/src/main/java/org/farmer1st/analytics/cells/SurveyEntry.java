package org.farmer1st.analytics.cells;

/** What is kept of a lane: cells, and the numbers that the lane gave its farmers. */
public sealed interface SurveyEntry {

    /** A farmer's number in the lane, from 0 in order of appearance; it never changes. */
    record FarmerNumber(int number) implements SurveyEntry {}

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
