package org.farmer1st.pointsviews.balances;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.farmer1st.events.ExpiringPoints;
import org.farmer1st.events.FarmerBalances;
import org.farmer1st.events.PointsTransfer;
import org.farmer1st.flink.state.Codec;

/** What is kept of a lane: farmers' balances, the rules that it was told of, and what each of the two stores needs besides. */
public sealed interface PointsEntry {

    /** A farmer's newest balances, and where leaderboards are kept, what the farmer earned in each month. */
    final class FarmerEntry implements PointsEntry {
        private FarmerBalances balances;
        private final SortedMap<YearMonth, Long> earned = new TreeMap<>();

        /** Balances are absolute: the newest posting's replace what was there. */
        void update(FarmerBalances newest) {
            balances = newest;
        }

        void earn(YearMonth month, long points) {
            earned.merge(month, points, Math::addExact);
        }

        /** null before the first {@link #update}. */
        FarmerBalances balances() {
            return balances;
        }

        SortedMap<YearMonth, Long> earned() {
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

    /** A farmer's points on a leaderboard. */
    final class ScoreEntry implements PointsEntry {
        private final String tenant;
        private final String board;
        private final String farmerId;
        private long points;

        /** @param board {@code MONTH:SCOPE} */
        ScoreEntry(String tenant, String board, String farmerId) {
            this.tenant = tenant;
            this.board = board;
            this.farmerId = farmerId;
        }

        void add(long more) {
            points = Math.addExact(points, more);
        }

        void set(long absolute) {
            points = absolute;
        }

        String tenant() {
            return tenant;
        }

        String board() {
            return board;
        }

        String farmerId() {
            return farmerId;
        }

        long points() {
            return points;
        }

        private ScoreEntry copy() {
            ScoreEntry copy = new ScoreEntry(tenant, board, farmerId);
            copy.points = points;
            return copy;
        }
    }

    /**
     * A version of a tenant's rules, as the lane was told.
     *
     * @param content JSON: {@code {"inForceFrom", "tiers": [{"name", "fromPoints"}]}}
     */
    record RulesEntry(String tenant, int version, int lane, String content) implements PointsEntry {}

    /**
     * The layout of entries in state. Those of before leaderboards by month can't be read: they don't hold what months need, and a
     * job without a checkpoint computes it.
     */
    final class PointsEntryCodec implements Codec<PointsEntry> {
        private static final long serialVersionUID = 1L;
        private static final int FARMER = 1;
        private static final int TRANSFER = 2;
        private static final int SCORE = 3;
        private static final int RULES = 4;

        @Override
        public Class<PointsEntry> type() {
            return PointsEntry.class;
        }

        @Override
        public int version() {
            return 4;
        }

        @Override
        public int oldestVersion() {
            return 3;
        }

        @Override
        public void write(PointsEntry value, DataOutput out) throws IOException {
            if (value instanceof FarmerEntry farmer) {
                out.writeByte(FARMER);
                writeFarmer(farmer, out);
            } else if (value instanceof TransferEntry entry) {
                out.writeByte(TRANSFER);
                out.writeLong(entry.postingOffset());
                out.writeInt(entry.ordinal());
                TransferLayout.write(entry.transfer(), out);
            } else if (value instanceof ScoreEntry score) {
                out.writeByte(SCORE);
                out.writeUTF(score.tenant);
                out.writeUTF(score.board);
                out.writeUTF(score.farmerId);
                out.writeLong(score.points);
            } else if (value instanceof RulesEntry rules) {
                out.writeByte(RULES);
                out.writeUTF(rules.tenant());
                out.writeInt(rules.version());
                out.writeInt(rules.lane());
                out.writeUTF(rules.content());
            }
        }

        private static void writeFarmer(FarmerEntry farmer, DataOutput out) throws IOException {
            FarmerBalances balances = farmer.balances;
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
            TransferLayout.writeOptional(balances.getRegion(), out);
            out.writeInt(farmer.earned.size());
            for (Map.Entry<YearMonth, Long> month : farmer.earned.entrySet()) {
                out.writeInt(month.getKey().getYear());
                out.writeByte(month.getKey().getMonthValue());
                out.writeLong(month.getValue());
            }
        }

        @Override
        public PointsEntry read(int version, DataInput in) throws IOException {
            int kind = in.readByte();
            return switch (kind) {
                case FARMER -> readFarmer(in);
                case TRANSFER -> new TransferEntry(in.readLong(), in.readInt(), TransferLayout.read(version, in));
                case SCORE -> readScore(in);
                case RULES -> new RulesEntry(in.readUTF(), in.readInt(), in.readInt(), in.readUTF());
                default -> throw new IOException("No entry is of kind " + kind);
            };
        }

        private static FarmerEntry readFarmer(DataInput in) throws IOException {
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
                    readExpiring(in),
                    TransferLayout.readOptional(in));
            int months = in.readInt();
            for (int i = 0; i < months; i++) {
                farmer.earned.put(YearMonth.of(in.readInt(), in.readByte()), in.readLong());
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

        private static ScoreEntry readScore(DataInput in) throws IOException {
            ScoreEntry score = new ScoreEntry(in.readUTF(), in.readUTF(), in.readUTF());
            score.points = in.readLong();
            return score;
        }

        @Override
        public PointsEntry copy(PointsEntry value) {
            if (value instanceof FarmerEntry farmer) {
                return farmer.copy();
            }
            return value instanceof ScoreEntry score ? score.copy() : value;
        }
    }
}
