package org.farmer1st.pointsviews.balances;

import java.time.YearMonth;
import java.util.Objects;
import org.farmer1st.events.FarmerBalances;
import org.farmer1st.events.LedgerPosting;
import org.farmer1st.events.PointsTransfer;
import org.farmer1st.flink.lane.LaneEntries;
import org.farmer1st.pointsviews.balances.PointsEntry.FarmerEntry;
import org.farmer1st.pointsviews.balances.PointsEntry.ScoreEntry;

/**
 * Which leaderboards a farmer is on, and with how many points: what was earned, whatever has become of it since. A board is
 * {@code MONTH:SCOPE}: the month, {@code 2026-11}, of the days that the transfers belong to, or {@code all}; and {@code tenant},
 * {@code survey:ID} or {@code region:NAME}. A farmer is on the boards of one region, with all that they ever earned: who moves,
 * moves with it.
 */
final class Leaderboards {

    private static final String SCORE = "s";
    private static final String ALL = "all";
    private static final String TENANT = "tenant";
    private static final String SURVEY = "survey:";
    private static final String REGION = "region:";

    private Leaderboards() {}

    /** Applies a posting's balances, and with them its farmer's region, and what it adds to the boards. */
    static void apply(LedgerPosting posting, LaneEntries<PointsEntry> entries) {
        FarmerBalances balances = posting.getBalances();
        if (balances == null) {
            return;
        }
        FarmerEntry farmer = PointsRules.farmer(balances, entries);
        String before = farmer.balances() == null ? null : farmer.balances().getRegion();
        if (!Objects.equals(before, balances.getRegion())) {
            leave(farmer, before, entries);
            farmer.update(balances);
            enter(farmer, entries);
        }
        farmer.update(balances);
        for (PointsTransfer transfer : posting.getTransfers()) {
            long points = PointsRules.earned(transfer);
            if (points != 0) {
                earn(farmer, transfer, points, entries);
            }
        }
    }

    private static void earn(
            FarmerEntry farmer, PointsTransfer transfer, long points, LaneEntries<PointsEntry> entries) {
        YearMonth month = YearMonth.from(PointsRules.day(transfer));
        farmer.earn(month, points);
        for (String period : new String[] {ALL, month.toString()}) {
            score(farmer.balances(), period, TENANT, entries).add(points);
            if (transfer.getSurveyId() != null) {
                score(farmer.balances(), period, SURVEY + transfer.getSurveyId(), entries)
                        .add(points);
            }
            if (farmer.balances().getRegion() != null) {
                score(farmer.balances(), period, REGION + farmer.balances().getRegion(), entries)
                        .add(points);
            }
        }
    }

    private static void leave(FarmerEntry farmer, String region, LaneEntries<PointsEntry> entries) {
        if (region != null) {
            score(farmer.balances(), ALL, REGION + region, entries).set(0);
            for (YearMonth month : farmer.earned().keySet()) {
                score(farmer.balances(), month.toString(), REGION + region, entries)
                        .set(0);
            }
        }
    }

    private static void enter(FarmerEntry farmer, LaneEntries<PointsEntry> entries) {
        String region = farmer.balances().getRegion();
        if (region != null) {
            long all =
                    farmer.earned().values().stream().mapToLong(Long::longValue).sum();
            score(farmer.balances(), ALL, REGION + region, entries).set(all);
            farmer.earned()
                    .forEach((month, points) -> score(farmer.balances(), month.toString(), REGION + region, entries)
                            .set(points));
        }
    }

    private static ScoreEntry score(
            FarmerBalances farmer, String period, String scope, LaneEntries<PointsEntry> entries) {
        String board = period + ':' + scope;
        String key = SCORE + farmer.getTenant() + '/' + farmer.getFarmerId() + '/' + board;
        return (ScoreEntry) entries.change(key, () -> new ScoreEntry(farmer.getTenant(), board, farmer.getFarmerId()));
    }
}
