package org.farmer1st.local.sample;

/** How fast a load is sent: evenly, at a rate that may be changed while it is. Safe for use by several threads. */
public final class Pace {

    private double perSecond;
    private long next = System.nanoTime();

    /** @param perSecond requests a second; 0 for as fast as they are answered */
    public Pace(double perSecond) {
        this.perSecond = perSecond;
    }

    /** From now on as fast as requests are answered. */
    public synchronized void release() {
        perSecond = 0;
    }

    /** Returns when the next request is due. Turns that nobody was there to take, in an outage, are not made up for. */
    public void await() throws InterruptedException {
        long wait;
        synchronized (this) {
            if (perSecond <= 0) {
                return;
            }
            long now = System.nanoTime();
            next = Math.max(next + (long) (1e9 / perSecond), now);
            wait = next - now;
        }
        if (wait > 0) {
            Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
        }
    }
}
