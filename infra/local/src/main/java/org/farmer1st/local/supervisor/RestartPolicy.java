package org.farmer1st.local.supervisor;

import java.time.Duration;

/**
 * When something that failed is tried again, and when a start is given up. The first try after a death comes at once; then the
 * pauses double up to half a minute, until it has been well for a minute.
 */
final class RestartPolicy {

    /** While the platform starts, so many failures of one component in a row end the start. */
    static final int TRIES_AT_START = 3;

    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration WELL = Duration.ofMinutes(1);

    private int failures;

    /** @param lasted how long it had been ready before it failed; zero where it never was */
    Duration pauseAfterFailure(Duration lasted) {
        if (lasted.compareTo(WELL) >= 0) {
            failures = 0;
        }
        failures++;
        if (failures == 1) {
            return Duration.ZERO;
        }
        Duration pause = Duration.ofMillis(500L << Math.min(failures - 2, 16));
        return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }

    /** How many failures there were in a row. */
    int failures() {
        return failures;
    }
}
