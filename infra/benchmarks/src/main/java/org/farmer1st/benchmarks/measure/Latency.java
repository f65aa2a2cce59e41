package org.farmer1st.benchmarks.measure;

import org.HdrHistogram.Histogram;

/**
 * How long answers took, in milliseconds.
 *
 * @param count how many there were
 */
public record Latency(long count, double p50, double p90, double p99, double p999, double max) {

    private static final double NANOS_A_MILLISECOND = 1e6;

    /** @param nanos what was recorded, in nanoseconds */
    public static Latency of(Histogram nanos) {
        return new Latency(
                nanos.getTotalCount(),
                nanos.getValueAtPercentile(50) / NANOS_A_MILLISECOND,
                nanos.getValueAtPercentile(90) / NANOS_A_MILLISECOND,
                nanos.getValueAtPercentile(99) / NANOS_A_MILLISECOND,
                nanos.getValueAtPercentile(99.9) / NANOS_A_MILLISECOND,
                nanos.getMaxValue() / NANOS_A_MILLISECOND);
    }
}
