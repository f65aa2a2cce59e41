package org.farmer1st.local.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The pauses between tries: from 100 ms doubling to 3 s, jittered by half, until the patience is used up. */
public final class Backoff {

    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(3);

    private final long deadline;
    private Duration next = FIRST;

    /** @param patience how long, from now, tries may go on */
    public Backoff(Duration patience) {
        this.deadline = System.nanoTime() + patience.toNanos();
    }

    /**
     * Waits before the next try.
     *
     * @param asked what the other side asked for; a longer own pause wins
     * @return false, without waiting, where the next try would come too late
     */
    public boolean pause(Duration asked) throws InterruptedException {
        long half = next.toMillis() / 2;
        long own = half + ThreadLocalRandom.current().nextLong(half + 1);
        long millis = Math.max(own, asked.toMillis());
        if (System.nanoTime() + millis * 1_000_000 > deadline) {
            return false;
        }
        Thread.sleep(millis);
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return true;
    }
}
