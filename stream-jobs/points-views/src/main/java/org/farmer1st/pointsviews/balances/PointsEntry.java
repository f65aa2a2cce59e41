package org.farmer1st.pointsviews.balances;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.farmer1st.events.ExpiringPoints;
import org.farmer1st.events.FarmerBalances;
import org.farmer1st.events.PointsTransfer;
import org.farmer1st.events.SurveyPoints;
import org.farmer1st.flink.state.Codec;

/** What is kept of a lane: farmers' balances, and transfers where the view shows them. */
public sealed interface PointsEntry {

    /** A farmer's newest balances, and what each survey has earned them. */
    final class FarmerEntry implements PointsEntry {
        private FarmerBalances balances;
        private final Map<String, Long> earned = new TreeMap<>();

        /** Balances are absolute: the newest posting's replace what was there. */
        void update(FarmerBalances newest) {
            balances = newest;
            for (SurveyPoints survey : newest.getSurveys()) {
                earned.put(survey.getSurveyId(), survey.getEarned());
            }
        }

        FarmerBalances balances() {
            return balances;
        }

        Map<String, Long> earned() {
            return earned;
        }

        private FarmerEntry copy() {
            FarmerEntry copy = new FarmerEntry();
            copy.balances = balances;
            copy.earned.putAll(earned);
            return copy;
        }
    }

    /**
     * A transfer.
     *
     * @param postingOffset where in the lane its posting stands
     * @param ordinal which of the posting's transfers it is, from 0
     */
    record TransferEntry(long postingOffset, int ordinal, PointsTransfer transfer) implements PointsEntry {}

    /** The layout of entries in state. */
    final class PointsEntryCodec implements Codec<PointsEntry> {
        private static final long serialVersionUID = 1L;
        private static final int FARMER = 1;
        private static final int TRANSFER = 2;

        @Override
        public Class<PointsEntry> type() {
            return PointsEntry.class;
        }

        @Override
        public int version() {
            return 2;
        }

        @Override
        public void write(PointsEntry value, DataOutput out) throws IOException {
            if (value instanceof FarmerEntry farmer) {
                FarmerBalances balances = farmer.balances;
                out.writeByte(FARMER);
                out.writeUTF(balances.getTenant());
                out.writeUTF(balances.getFarmerId());
                out.writeLong(balances.getAvailable());
                out.writeLong(balances.getPending());
                out.writeLong(balances.getReserved());
                out.writeLong(balances.getPaid());
                out.writeLong(balances.getExpired());
                out.writeLong(balances.getOwed());
                out.writeInt(balances.getExpiring().size());
                for (ExpiringPoints points : balances.getExpiring()) {
                    out.writeLong(points.getAmount());
                    out.writeLong(points.getOn().toEpochDay());
                }
                out.writeInt(farmer.earned.size());
                for (Map.Entry<String, Long> survey : farmer.earned.entrySet()) {
                    out.writeUTF(survey.getKey());
                    out.writeLong(survey.getValue());
                }
            } else if (value instanceof TransferEntry entry) {
                out.writeByte(TRANSFER);
                out.writeLong(entry.postingOffset());
                out.writeInt(entry.ordinal());
                TransferLayout.write(entry.transfer(), out);
            }
        }

        @Override
        public PointsEntry read(int version, DataInput in) throws IOException {
            int kind = in.readByte();
            return switch (kind) {
                case FARMER -> readFarmer(version, in);
                case TRANSFER -> new TransferEntry(in.readLong(), in.readInt(), TransferLayout.read(in));
                default -> throw new IOException("No entry is of kind " + kind);
            };
        }

        private static FarmerEntry readFarmer(int version, DataInput in) throws IOException {
            FarmerEntry farmer = new FarmerEntry();
            farmer.balances = new FarmerBalances(
                    in.readUTF(),
                    in.readUTF(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    List.of(),
                    version == 1 ? List.of() : readExpiring(in));
            int surveys = in.readInt();
            for (int i = 0; i < surveys; i++) {
                farmer.earned.put(in.readUTF(), in.readLong());
            }
            return farmer;
        }

        private static List<ExpiringPoints> readExpiring(DataInput in) throws IOException {
            List<ExpiringPoints> expiring = new ArrayList<>();
            int days = in.readInt();
            for (int i = 0; i < days; i++) {
                expiring.add(new ExpiringPoints(in.readLong(), LocalDate.ofEpochDay(in.readLong())));
            }
            return expiring;
        }

        @Override
        public PointsEntry copy(PointsEntry value) {
            return value instanceof FarmerEntry farmer ? farmer.copy() : value;
        }
    }
}
