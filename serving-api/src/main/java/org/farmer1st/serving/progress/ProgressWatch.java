package org.farmer1st.serving.progress;

import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.serving.postgres.Postgres;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows how far the live views are, and tells those who wait for a lane to get somewhere. One thread asks Postgres for
 * all of them: five times a second, and while somebody waits after a pause of four times what the last answer took, which is
 * 3 ms where Postgres is quick, and no more than a fifth of its time where it isn't. It has a connection of its own, so that slow
 * questions of others don't delay it. No waiting request holds a thread.
 *
 * <p>State: the latest progress, and those who wait, at most {@link #MOST_WAITING} of them, each for as long as its
 * patience lasts.
 */
public final class ProgressWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProgressWatch.class);
    private static final long LEAST_BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(3);
    private static final long MOST_BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int PAUSES = 4;
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int MOST_WAITING = 10_000;

    private final Postgres postgres;
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waitingCount = new AtomicInteger();
    private final Thread thread = new Thread(this::run, "progress-watch");
    private volatile Map<String, ViewProgress> latest = Map.of();
    private volatile boolean reachable;
    private volatile boolean closed;

    private record Waiting(String view, int lane, long offset, CompletableFuture<Boolean> reached) {}

    /** @param postgres a pool of its own; one connection is enough */
    public ProgressWatch(Postgres postgres) {
        this.postgres = postgres;
        thread.setDaemon(true);
    }

    /** Begins to ask. */
    public void start() {
        thread.start();
    }

    /** A view's progress when it was last asked for; {@link ViewProgress#NONE} where it was never had. */
    public ViewProgress latest(String view) {
        return latest.getOrDefault(view, ViewProgress.NONE);
    }

    /** Whether Postgres answered the last question. */
    public boolean reachable() {
        return reachable;
    }

    /**
     * Waits for a lane of a view to cover an offset of {@code survey.submissions}.
     *
     * @return completes with true as soon as it does, with false when the patience is over or too many wait
     */
    public CompletableFuture<Boolean> reach(String view, int lane, long offset, Duration patience) {
        if (latest(view).covers(lane, offset)) {
            return CompletableFuture.completedFuture(true);
        }
        if (waitingCount.incrementAndGet() > MOST_WAITING) {
            waitingCount.decrementAndGet();
            return CompletableFuture.completedFuture(false);
        }
        CompletableFuture<Boolean> reached =
                new CompletableFuture<Boolean>().completeOnTimeout(false, patience.toMillis(), TimeUnit.MILLISECONDS);
        waiting.add(new Waiting(view, lane, offset, reached));
        LockSupport.unpark(thread);
        return reached;
    }

    private void run() {
        while (!closed) {
            long asked = System.nanoTime();
            try {
                latest = postgres.readHere(ViewProgress::readAll);
                reachable = true;
            } catch (ApiException e) {
                reachable = false;
            } catch (RuntimeException e) {
                reachable = false;
                LOG.error("Asking for the progress of the views failed", e);
            }
            waiting.removeIf(this::isOver);
            long pause = PAUSES * (System.nanoTime() - asked);
            LockSupport.parkNanos(
                    this,
                    waiting.isEmpty() ? IDLE_NANOS : Math.max(LEAST_BUSY_NANOS, Math.min(MOST_BUSY_NANOS, pause)));
        }
    }

    private boolean isOver(Waiting one) {
        if (!one.reached().isDone() && latest(one.view()).covers(one.lane(), one.offset())) {
            one.reached().completeAsync(() -> true);
        } else if (!one.reached().isDone()) {
            return false;
        }
        waitingCount.decrementAndGet();
        return true;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
