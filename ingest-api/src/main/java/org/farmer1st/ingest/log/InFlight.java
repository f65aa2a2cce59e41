package org.farmer1st.ingest.log;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Bounds how much is under way at once, in requests and in their bytes, so that a slow broker is felt by callers and not by this process's memory. */
public final class InFlight {

    private static final int PLACE_BYTES = 4 << 10;

    private final int most;
    private final Semaphore free;

    /** @param most what may be under way at once */
    public InFlight(int most) {
        this.most = most;
        this.free = new Semaphore(most);
    }

    /** The places of something of so many bytes: one for each 4 KiB, so that memory is bounded too. */
    public int placesOf(int bytes) {
        return Math.min(most, 1 + bytes / PLACE_BYTES);
    }

    /** Takes a place, or not; never waits. Every place taken is given back with {@link #leave}. */
    public boolean tryEnter() {
        return free.tryAcquire();
    }

    /** Takes places, and waits for them; false where they did not come free in time. */
    public boolean tryEnter(int places, Duration wait) {
        try {
            return free.tryAcquire(places, wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Gives a place back. */
    public void leave() {
        leave(1);
    }

    /** Gives places back. */
    public void leave(int places) {
        free.release(places);
    }

    /** How much is under way. */
    public int count() {
        return most - free.availablePermits();
    }

    /** Waits until nothing is under way, and lets nothing more in; false where that took too long. */
    public boolean drain(Duration wait) {
        try {
            return free.tryAcquire(most, wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
