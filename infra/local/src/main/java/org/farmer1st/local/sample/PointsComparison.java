package org.farmer1st.local.sample;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.farmer1st.local.client.ApiAnswer;
import org.farmer1st.local.client.ApiClient;
import org.farmer1st.local.client.RequestPath;

/** Holds balances, transfers and leaderboards, as they are served, against what they should be. */
public final class PointsComparison {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MOST_DIFFERENCES = 25;
    private static final int PLACES = 100;

    private final ApiClient serving;

    /** @param serving as an admin of the tenant */
    public PointsComparison(ApiClient serving) {
        this.serving = serving;
    }

    /**
     * What responses are worth where each has its survey's base.
     *
     * @param responses how many of each farmer count
     */
    public static Map<String, Long> points(Map<String, Long> responses, long base) {
        Map<String, Long> points = new HashMap<>();
        responses.forEach((farmer, count) -> points.put(farmer, count * base));
        return points;
    }

    /**
     * Compares every farmer's balance with what it should be, and with the sum of its transfers.
     *
     * @param farmers everybody who ever sent anything
     * @param balances of each farmer; nobody here: nothing
     * @return the differences, in words; empty where there are none
     */
    public List<String> compareBalances(Set<String> farmers, Map<String, Long> balances)
            throws IOException, InterruptedException {
        List<String> differences = new ArrayList<>();
        for (String farmer : new TreeSet<>(farmers)) {
            long expected = balances.getOrDefault(farmer, 0L);
            String path = "/v1/farmers/" + RequestPath.segment(farmer) + "/points";
            ApiAnswer answer = serving.sendUntilAnswered("GET", path, null, PATIENCE);
            if (!answer.ok()) {
                differences.add(path + ": status " + answer.status() + ", " + answer.explanation());
            } else if (answer.data().path("balance").asLong(Long.MIN_VALUE) != expected) {
                differences.add(path + ": " + answer.data() + ", the balance should be " + expected);
            }
            long transferred = transferred(path + "/transfers", differences);
            if (transferred != expected) {
                differences.add(path + "/transfers: add up to " + transferred + ", should be " + expected);
            }
            if (differences.size() >= MOST_DIFFERENCES) {
                break;
            }
        }
        return differences;
    }

    private long transferred(String path, List<String> differences) throws IOException, InterruptedException {
        long sum = 0;
        String cursor = null;
        do {
            String page = path + "?limit=100" + (cursor == null ? "" : "&cursor=" + RequestPath.segment(cursor));
            ApiAnswer answer = serving.sendUntilAnswered("GET", page, null, PATIENCE);
            if (!answer.ok()) {
                differences.add(page + ": status " + answer.status() + ", " + answer.explanation());
                return sum;
            }
            for (JsonNode transfer : answer.data()) {
                sum += transfer.path("amount").asLong();
            }
            JsonNode pagination = answer.body().path("pagination");
            cursor = pagination.path("hasMore").asBoolean()
                    ? pagination.path("nextCursor").asText(null)
                    : null;
        } while (cursor != null);
        return sum;
    }

    /**
     * Compares a leaderboard's entries with what they should be.
     *
     * @param scope {@code tenant} or {@code survey:ID}
     * @param points what each farmer earned in that scope
     */
    public List<String> compareLeaderboard(String scope, Map<String, Long> points)
            throws IOException, InterruptedException {
        List<String> differences = new ArrayList<>();
        String path = "/v1/leaderboards/" + RequestPath.segment(scope) + "?limit=" + PLACES;
        ApiAnswer answer = serving.sendUntilAnswered("GET", path, null, PATIENCE);
        if (!answer.ok()) {
            differences.add(path + ": status " + answer.status() + ", " + answer.explanation());
            return differences;
        }
        List<Long> expected = points.values().stream()
                .filter(earned -> earned > 0)
                .sorted((left, right) -> Long.compare(right, left))
                .toList();
        Map<String, Long> served = new HashMap<>();
        int position = 0;
        for (JsonNode entry : answer.data()) {
            String farmer = entry.path("farmerId").asText();
            long told = entry.path("points").asLong();
            served.put(farmer, told);
            if (told != points.getOrDefault(farmer, 0L)) {
                differences.add(path + ": " + entry + ", should be " + points.getOrDefault(farmer, 0L));
            }
            if (position >= expected.size() || told != expected.get(position)) {
                differences.add(path + ": place " + (position + 1) + " has " + told + " points");
            }
            position++;
        }
        if (served.size() != Math.min(PLACES, expected.size())) {
            differences.add(
                    path + ": has " + served.size() + " places, of " + expected.size() + " farmers with points");
        }
        return differences;
    }
}
