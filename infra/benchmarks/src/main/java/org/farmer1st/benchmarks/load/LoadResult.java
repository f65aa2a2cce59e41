package org.farmer1st.benchmarks.load;

import java.time.Duration;
import org.farmer1st.benchmarks.measure.Latency;

/**
 * What a load came to. Every request was answered, and every answer said that it was accepted.
 *
 * @param operations done: requests, or items of batches
 * @param requests answered
 * @param elapsed from the first request to the last answer
 * @param latency of requests; in an open loop from the time that they were to be sent
 */
public record LoadResult(long operations, long requests, Duration elapsed, Latency latency) {

    private static final double NANOS_A_SECOND = 1e9;

    /** Operations a second. */
    public double perSecond() {
        return operations * NANOS_A_SECOND / elapsed.toNanos();
    }
}
