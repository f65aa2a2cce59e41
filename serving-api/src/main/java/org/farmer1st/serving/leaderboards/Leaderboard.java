package org.farmer1st.serving.leaderboards;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.farmer1st.serving.progress.ViewProgress;

/** Farmers by points, most first, equal ones by id. Farmers without points are not on it. */
record Leaderboard(List<Entry> entries, ViewProgress progress) {

    /** @param rank from 1, no two alike */
    record Entry(int rank, String farmerId, long points) {}

    /** A farmer's points, not ranked yet. */
    record Score(String farmerId, long points) {}

    /** The first of the scores, which hold at least those. */
    static Leaderboard of(List<Score> scores, int most, ViewProgress progress) {
        List<Score> sorted = scores.stream()
                .filter(score -> score.points() > 0)
                .sorted(Comparator.comparingLong(Score::points).reversed().thenComparing(Score::farmerId))
                .limit(most)
                .toList();
        List<Entry> entries = new ArrayList<>();
        for (Score score : sorted) {
            entries.add(new Entry(entries.size() + 1, score.farmerId(), score.points()));
        }
        return new Leaderboard(List.copyOf(entries), progress);
    }
}
