package org.farmer1st.analytics.cells;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import org.farmer1st.analytics.cells.SurveyEntry.CellEntry;
import org.farmer1st.analytics.cells.SurveyEntry.Conflict;
import org.farmer1st.analytics.cells.SurveyEntry.FarmerCount;
import org.farmer1st.analytics.cells.SurveyEntry.FarmerNumber;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.flink.lane.FlushRows;
import org.farmer1st.flink.lane.LaneEntries;
import org.farmer1st.flink.lane.LaneView;
import org.farmer1st.flink.state.Codec;

/**
 * The view survey_cells of one lane: table 0 is views.survey_cells, table 1 views.receipt_conflicts.
 *
 * <p>State: a cell for each group and time that ever had a response ({@link CellKeys} says how many a response has,
 * {@link Cell} how large they are), a number for each farmer that the lane saw, and some 40 bytes for each submission that
 * ever conflicted. A cell whose responses are all gone
 * stays, as an empty row: what was once written must be overwritten.
 */
public final class SurveyCellsView implements LaneView<ResponseFact, SurveyEntry> {

    private static final long serialVersionUID = 1L;
    private static final int CELLS = 0;
    private static final int CONFLICTS = 1;

    private transient RowEncoder encoder;

    @Override
    public Codec<SurveyEntry> codec() {
        return new SurveyEntryCodec();
    }

    @Override
    public long covered(ResponseFact fact) {
        return fact.getCovered();
    }

    @Override
    public Instant coveredAt(ResponseFact fact) {
        return fact.getCoveredAt();
    }

    @Override
    public void apply(long offset, ResponseFact fact, LaneEntries<SurveyEntry> entries) {
        SurveyCellRules.apply(fact, entries);
    }

    @Override
    public void rows(String key, SurveyEntry entry, FlushRows rows) {
        if (entry instanceof CellEntry counted) {
            String[] parts = SurveyCellRules.cellKey(key);
            if (encoder == null) {
                encoder = new RowEncoder();
            }
            rows.add(CELLS, parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], encoder.encode(counted.cell));
        } else if (entry instanceof Conflict conflict) {
            rows.add(
                    CONFLICTS,
                    conflict.submissionOffset(),
                    Instant.ofEpochMilli(conflict.at()).toString());
        }
    }

    @Override
    public boolean hasRows(SurveyEntry entry) {
        return entry instanceof CellEntry || entry instanceof Conflict;
    }

    @Override
    public int tables() {
        return 2;
    }

    /** The layout of entries in state. */
    public static final class SurveyEntryCodec implements Codec<SurveyEntry> {
        private static final long serialVersionUID = 1L;
        private static final int CELL = 1;
        private static final int FARMER_NUMBER = 2;
        private static final int FARMER_COUNT = 3;
        private static final int CONFLICT = 4;

        @Override
        public Class<SurveyEntry> type() {
            return SurveyEntry.class;
        }

        @Override
        public int version() {
            return 4;
        }

        @Override
        public int oldestVersion() {
            return 4;
        }

        @Override
        public void write(SurveyEntry value, DataOutput out) throws IOException {
            if (value instanceof CellEntry counted) {
                out.writeByte(CELL);
                counted.cell.write(out);
            } else if (value instanceof FarmerNumber farmer) {
                out.writeByte(FARMER_NUMBER);
                out.writeInt(farmer.number());
            } else if (value instanceof FarmerCount count) {
                out.writeByte(FARMER_COUNT);
                out.writeInt(count.given);
            } else if (value instanceof Conflict conflict) {
                out.writeByte(CONFLICT);
                out.writeLong(conflict.submissionOffset());
                out.writeLong(conflict.at());
            }
        }

        @Override
        public SurveyEntry read(int version, DataInput in) throws IOException {
            int kind = in.readByte();
            return switch (kind) {
                case CELL -> new CellEntry(Cell.read(in));
                case FARMER_NUMBER -> new FarmerNumber(in.readInt());
                case FARMER_COUNT -> new FarmerCount(in.readInt());
                case CONFLICT -> new Conflict(in.readLong(), in.readLong());
                default -> throw new IOException("No entry is of kind " + kind);
            };
        }

        @Override
        public SurveyEntry copy(SurveyEntry value) {
            if (value instanceof CellEntry counted) {
                return new CellEntry(counted.cell.copy());
            }
            if (value instanceof FarmerCount count) {
                return new FarmerCount(count.given);
            }
            return value;
        }
    }
}
