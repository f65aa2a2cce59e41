package org.farmer1st.pointsviews.balances;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.farmer1st.flink.lane.LaneEntries;
import org.farmer1st.pointsviews.RandomPostings;
import org.farmer1st.pointsviews.balances.PointsEntry.ScoreEntry;
import org.junit.jupiter.api.Test;

/** Leaderboards, kept up with each posting, against sums over all transfers and the farmers' regions in the end. */
class LeaderboardsTest {

    private static final int HISTORIES = 500;

    private static final class MapEntries implements LaneEntries<PointsEntry> {
        private final Map<String, PointsEntry> kept = new HashMap<>();

        @Override
        public PointsEntry find(String key) {
            return kept.get(key);
        }

        @Override
        public PointsEntry change(String key, Supplier<PointsEntry> initial) {
            return kept.computeIfAbsent(key, k -> initial.get());
        }
    }

    @Test
    void everyBoardIsTheSumOfItsTransfersWhereverFarmersMove() {
        long seed = Long.getLong("leaderboards.seed", System.nanoTime());
        System.out.println("leaderboards: -Dleaderboards.seed=" + seed);
        Random seeds = new Random(seed);
        for (int history = 0; history < HISTORIES; history++) {
            RandomPostings postings = new RandomPostings(new Random(seeds.nextLong()), 0);
            MapEntries entries = new MapEntries();
            int length = 1 + seeds.nextInt(120);
            for (int posting = 0; posting < length; posting++) {
                Leaderboards.apply(postings.next(), entries);
            }
            assertThat(boards(entries)).as("seed " + seed).isEqualTo(postings.boards());
        }
    }

    private static Map<String, Map<String, Long>> boards(MapEntries entries) {
        Map<String, Map<String, Long>> boards = new TreeMap<>();
        for (PointsEntry entry : entries.kept.values()) {
            if (entry instanceof ScoreEntry score && score.points() != 0) {
                boards.computeIfAbsent(score.board(), b -> new TreeMap<>()).put(score.farmerId(), score.points());
            }
        }
        return boards;
    }
}
