package org.farmer1st.analytics.cells;

import org.farmer1st.analytics.cells.SurveyEntry.CellEntry;
import org.farmer1st.analytics.cells.SurveyEntry.Conflict;
import org.farmer1st.analytics.cells.SurveyEntry.FarmerCount;
import org.farmer1st.analytics.cells.SurveyEntry.FarmerNumber;
import org.farmer1st.events.NoChange;
import org.farmer1st.events.NoChangeReason;
import org.farmer1st.events.ResponseAdded;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.ResponseReplaced;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.ResponseWithdrawn;
import org.farmer1st.flink.lane.LaneEntries;

/**
 * What a fact does to the cells: an added response is counted in every row that it belongs to, a replaced one is taken
 * out of the rows of its former version and counted in those of the new one, a withdrawn one is taken out. A conflict counts
 * nothing, and is kept for whoever asks what became of it. Nothing but the facts and their order enters.
 */
final class SurveyCellRules {

    private static final String CELL = "c";
    private static final String FARMER = "f";
    private static final String FARMER_COUNT = "n";
    private static final String CONFLICT = "x";

    private SurveyCellRules() {}

    static void apply(ResponseFact fact, LaneEntries<SurveyEntry> entries) {
        Object change = fact.getChange();
        if (change instanceof ResponseAdded added) {
            count(added.getAfter(), 1, entries);
        } else if (change instanceof ResponseReplaced replaced) {
            count(replaced.getBefore(), -1, entries);
            count(replaced.getAfter(), 1, entries);
        } else if (change instanceof ResponseWithdrawn withdrawn) {
            count(withdrawn.getBefore(), -1, entries);
        } else if (change instanceof NoChange unchanged && unchanged.getReason() == NoChangeReason.CONFLICT) {
            long at = fact.getCoveredAt().toEpochMilli();
            entries.change(CONFLICT + fact.getCovered(), () -> new Conflict(fact.getCovered(), at));
        }
    }

    private static void count(ResponseVersion version, int times, LaneEntries<SurveyEntry> entries) {
        int farmer = farmerNumber(version, entries);
        for (String key : CellKeys.of(version)) {
            CellEntry entry = (CellEntry) entries.change(CELL + key, () -> new CellEntry(new Cell()));
            entry.cell.count(version, farmer, times);
        }
    }

    private static int farmerNumber(ResponseVersion version, LaneEntries<SurveyEntry> entries) {
        String key = FARMER + version.getTenant() + '/' + version.getFarmerId();
        if (entries.find(key) instanceof FarmerNumber known) {
            return known.number();
        }
        FarmerCount count = (FarmerCount) entries.change(FARMER_COUNT, () -> new FarmerCount(0));
        int number = count.given++;
        entries.change(key, () -> new FarmerNumber(number));
        return number;
    }

    /** The parts of a cell's key, in the order of {@link CellKey}; null where the entry is no cell. */
    static String[] cellKey(String key) {
        return key.startsWith(CELL) ? CellKey.parts(key.substring(CELL.length())) : null;
    }
}
