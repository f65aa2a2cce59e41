package org.farmer1st.ingest.log;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Bounds how much is under way at once, so that a slow broker is felt by callers and not by this process's memory. */
public final class InFlight {

    private final int most;
    private final Semaphore free;

    /** @param most what may be under way at once */
    public InFlight(int most) {
        this.most = most;
        this.free = new Semaphore(most);
    }

    /** Takes a place, or not; never waits. Every place taken is given back with {@link #leave}. */
    public boolean tryEnter() {
        return free.tryAcquire();
    }

    /** Takes a place, and waits for one; false where none came free in time. */
    public boolean tryEnter(Duration wait) {
        try {
            return free.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Gives a place back. */
    public void leave() {
        free.release();
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
