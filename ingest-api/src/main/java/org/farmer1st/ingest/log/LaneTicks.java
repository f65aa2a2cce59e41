package org.farmer1st.ingest.log;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a tick into each lane that has been silent for a second, then after two more, four more, and every five seconds
 * from there on, until there is traffic again: so that readers can tell a quiet lane from a stalled one (design, section
 * 3). Every instance does this for itself; intake drops what is more than needed.
 */
public final class LaneTicks implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LaneTicks.class);
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final long FIRST_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long LONGEST_NANOS = Duration.ofSeconds(5).toNanos();

    private final EventLog log;
    private final Lane[] lanes;
    private final ScheduledExecutorService clock;

    /** What is known of one lane; touched by the clock's thread only, but for {@code underWay}. */
    private static final class Lane {
        private long traffic;
        private long lastTick;
        private long silence = FIRST_NANOS;
        private volatile boolean underWay;
    }

    public LaneTicks(EventLog log) {
        this.log = log;
        this.lanes = new Lane[log.lanes().count()];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = new Lane();
        }
        this.clock = Executors.newSingleThreadScheduledExecutor(runnable -> {
            Thread thread = new Thread(runnable, "lane-ticks");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins to look at the lanes, and returns. */
    public void start() {
        clock.scheduleAtFixedRate(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            if (log.problem().isEmpty()) {
                long now = System.nanoTime();
                for (int lane = 0; lane < lanes.length; lane++) {
                    look(lane, now);
                }
            }
        } catch (RuntimeException e) {
            LOG.error("Looking for silent lanes failed", e);
        }
    }

    private void look(int number, long now) {
        Lane lane = lanes[number];
        long traffic = log.lastTraffic(number);
        if (traffic != lane.traffic) {
            lane.traffic = traffic;
            lane.lastTick = traffic;
            lane.silence = FIRST_NANOS;
        }
        if (lane.underWay || now - lane.lastTick < lane.silence) {
            return;
        }
        lane.lastTick = now;
        lane.silence = Math.min(2 * lane.silence, LONGEST_NANOS);
        lane.underWay = true;
        log.tick(number).whenComplete((written, error) -> lane.underWay = false);
    }

    /** Stops ticking. */
    @Override
    public void close() {
        clock.shutdownNow();
    }
}
