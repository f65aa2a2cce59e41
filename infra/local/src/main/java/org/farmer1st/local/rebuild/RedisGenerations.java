package org.farmer1st.local.rebuild;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.Map;
import org.farmer1st.local.CommandFailed;

/** The generations that a view has in Redis, under {@code view:VIEW:GENERATION:}; the view survey_cells has none. */
final class RedisGenerations implements AutoCloseable {

    private static final long KEYS_AT_A_TIME = 500;
    private static final long BETWEEN_LOOKS_MS = 50;

    private final String view;
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;

    RedisGenerations(String url, String view) {
        this.view = view;
        this.client = RedisClient.create(url);
        this.connection = client.connect();
    }

    /**
     * Waits until a generation is as far in Redis as another one was in Postgres. Returns at once for a view that Redis does
     * not hold.
     *
     * @param goal by lane the last offset
     */
    void awaitLanes(int generation, Map<Integer, Long> goal, Duration patience) throws InterruptedException {
        if (!view.equals("points")) {
            return;
        }
        long deadline = System.nanoTime() + patience.toNanos();
        for (Map.Entry<Integer, Long> lane : goal.entrySet()) {
            while (upto(generation, lane.getKey()) < lane.getValue()) {
                if (System.nanoTime() > deadline) {
                    throw new CommandFailed(
                            "Generation " + generation + " of " + view + " does not get into Redis: lane "
                                    + lane.getKey() + " is behind. The log of flink-taskmanager says why.");
                }
                Thread.sleep(BETWEEN_LOOKS_MS);
            }
        }
    }

    private long upto(int generation, int lane) {
        String upto = commands().hget(prefix(generation) + "progress:" + lane, "upto");
        return upto == null ? -1 : Long.parseLong(upto);
    }

    /** Deletes what a generation has. */
    void delete(int generation) {
        ScanArgs matching = ScanArgs.Builder.matches(prefix(generation) + "*").limit(KEYS_AT_A_TIME);
        ScanCursor cursor = ScanCursor.INITIAL;
        while (!cursor.isFinished()) {
            KeyScanCursor<String> found = commands().scan(cursor, matching);
            if (!found.getKeys().isEmpty()) {
                commands().unlink(found.getKeys().toArray(String[]::new));
            }
            cursor = found;
        }
    }

    private String prefix(int generation) {
        return "view:" + view + ':' + generation + ':';
    }

    private RedisCommands<String, String> commands() {
        return connection.sync();
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
