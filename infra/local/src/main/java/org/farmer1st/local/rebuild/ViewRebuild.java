package org.farmer1st.local.rebuild;

import java.io.IOException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.farmer1st.local.CommandFailed;
import org.farmer1st.local.client.Progress;
import org.farmer1st.local.supervisor.ViewJob;
import org.farmer1st.postgres.GenerationComparison;
import org.farmer1st.postgres.GenerationComparison.Found;
import org.farmer1st.postgres.Generations;

/**
 * One rebuild of a view: a further generation of it is built by a second instance of its job, from the log's beginning. The
 * live generation is touched only at the end, by the statement that makes another one live.
 *
 * <p>Only one runs at a time for a view. One that was broken off leaves a generation and a job, which the next one removes.
 */
final class ViewRebuild {

    private static final Duration WITHOUT_PROGRESS = Duration.ofMinutes(5);
    private static final Duration COMPARING = Duration.ofMinutes(2);
    private static final Duration SWAPPING = Duration.ofMinutes(1);
    private static final Duration READERS_OF_THE_OLD = Duration.ofSeconds(2);
    private static final long BETWEEN_LOOKS_MS = 200;
    private static final long BETWEEN_TRIES_MS = 5;

    private final ViewJob job;
    private final String view;
    private final PrintWriter out;

    ViewRebuild(ViewJob job, String view, PrintWriter out) {
        this.job = job;
        this.view = view;
        this.out = out;
    }

    /**
     * Runs it.
     *
     * @param verifyOnly whether the new generation is deleted afterwards instead of made live
     * @return what the comparison found
     */
    Found run(boolean verifyOnly) throws SQLException, IOException, InterruptedException {
        try (Connection connection = job.database();
                RedisGenerations redis = new RedisGenerations(job.redisUrl(), view)) {
            if (!lock(connection)) {
                throw new CommandFailed("The view " + view + " is being rebuilt already.");
            }
            int live = Generations.live(connection, view)
                    .orElseThrow(() -> new CommandFailed("The view " + view + " has no rows yet: its job never ran."));
            List<Integer> existing = Generations.existing(connection, view);
            for (int left : existing) {
                if (left != live) {
                    say("Removing generation " + left + ", which was left behind");
                    remove(connection, redis, left);
                }
            }
            int next = Math.max(live, existing.stream().mapToInt(i -> i).max().orElse(live)) + 1;
            boolean isLive = false;
            try {
                say("Building generation " + next + " of " + view + " beside generation " + live);
                Generations.create(connection, view, next, job.lanes());
                job.build(next);
                catchUp(connection, live, next);
                Found found = compare(connection, live, next);
                if (!verifyOnly) {
                    redis.awaitLanes(next, Generations.progress(connection, view, live), SWAPPING);
                    swap(connection, live, next);
                    isLive = true;
                    say("Generation " + next + " is live");
                    job.handOver(next);
                    Thread.sleep(READERS_OF_THE_OLD.toMillis());
                    remove(connection, redis, live);
                }
                return found;
            } finally {
                if (!isLive) {
                    remove(connection, redis, next);
                }
            }
        }
    }

    /** Held until the connection is closed. */
    private boolean lock(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT pg_try_advisory_lock(hashtextextended(?, 0))")) {
            statement.setString(1, "rebuild of " + view);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getBoolean(1);
            }
        }
    }

    private void remove(Connection connection, RedisGenerations redis, int generation)
            throws SQLException, IOException, InterruptedException {
        job.stopBuilding(generation);
        Generations.delete(connection, view, generation);
        redis.delete(generation);
    }

    /** Returns when every lane is as far as the live one was at the beginning. */
    private void catchUp(Connection connection, int live, int next)
            throws SQLException, IOException, InterruptedException {
        Map<Integer, Long> goal = Generations.progress(connection, view, live);
        long total = goal.values().stream().mapToLong(upto -> upto + 1).sum();
        long done = 0;
        long moved = System.nanoTime();
        try (Progress progress = Progress.of("Building " + view, total, out)) {
            while (done < total) {
                Map<Integer, Long> reached = Generations.progress(connection, view, next);
                long now = goal.entrySet().stream()
                        .mapToLong(lane -> 1 + Math.min(lane.getValue(), reached.getOrDefault(lane.getKey(), -1L)))
                        .sum();
                if (now > done) {
                    progress.advance(now - done);
                    done = now;
                    moved = System.nanoTime();
                } else if (System.nanoTime() - moved > WITHOUT_PROGRESS.toNanos() || !job.isBuilding(next)) {
                    throw new CommandFailed("Generation " + next + " of " + view + " is not being built: " + done
                            + " of " + total + " records are in it. The log of flink-taskmanager says why.");
                }
                Thread.sleep(BETWEEN_LOOKS_MS);
            }
        }
    }

    private Found compare(Connection connection, int live, int next) throws SQLException, InterruptedException {
        GenerationComparison comparison = new GenerationComparison(view, live, next);
        Found all = new Found(0, 0, List.of());
        try (Progress progress = Progress.of("Comparing lanes", job.lanes(), out)) {
            for (int lane = 0; lane < job.lanes(); lane++) {
                long deadline = System.nanoTime() + COMPARING.toNanos();
                Optional<Found> found = comparison.compare(connection, lane);
                while (found.isEmpty()) {
                    if (System.nanoTime() > deadline) {
                        throw new CommandFailed("Lane " + lane + " of " + view + " never stood at one offset in both"
                                + " generations for " + COMPARING.toSeconds()
                                + " s. Try again when less is being sent.");
                    }
                    Thread.sleep(BETWEEN_TRIES_MS);
                    found = comparison.compare(connection, lane);
                }
                all = all.and(found.get());
                progress.advance(1);
            }
        }
        return all;
    }

    private void swap(Connection connection, int live, int next) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + SWAPPING.toNanos();
        while (!Generations.replaceLive(connection, view, live, next)) {
            if (System.nanoTime() > deadline) {
                throw new CommandFailed("Generation " + next + " of " + view
                        + " stayed behind the live one. Try again when less is being sent.");
            }
            Thread.sleep(BETWEEN_TRIES_MS);
        }
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
