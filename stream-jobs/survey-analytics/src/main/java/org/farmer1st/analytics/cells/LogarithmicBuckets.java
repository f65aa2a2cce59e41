package org.farmer1st.analytics.cells;

import java.util.stream.IntStream;

/**
 * Buckets whose representative is within 1 % of every value in them, for magnitudes from 1e-9 to 1e15; smaller ones are
 * zero, larger ones are in the last bucket. Source: Masson, Rim, Lee, "DDSketch: a fast and fully-mergeable quantile
 * sketch with relative-error guarantees", VLDB 2019, section 2.
 *
 * <p>A bucket is a number: 0 holds zero, negative buckets negative values, and buckets are in the order of their values.
 */
final class LogarithmicBuckets {

    /** The relative error. */
    static final double ERROR = 0.01;

    private static final double LEAST = 1e-9;
    private static final double MOST = 1e15;
    private static final double GAMMA = (1 + ERROR) / (1 - ERROR);
    private static final double LOG_GAMMA = Math.log(GAMMA);
    private static final int OFFSET = 1 - (int) Math.ceil(Math.log(LEAST) / LOG_GAMMA);

    /** Buckets are from minus this to this: 2,764. */
    static final int LAST = OFFSET + (int) Math.ceil(Math.log(MOST) / LOG_GAMMA);

    /** Of the buckets from 0 on: a row has up to thousands of them, and is encoded with each of its changes. */
    private static final double[] REPRESENTATIVES = IntStream.rangeClosed(0, LAST)
            .mapToDouble(bucket -> bucket == 0 ? 0 : 2 * Math.pow(GAMMA, bucket - OFFSET) / (GAMMA + 1))
            .toArray();

    private LogarithmicBuckets() {}

    static int of(double value) {
        double magnitude = Math.abs(value);
        if (magnitude < LEAST) {
            return 0;
        }
        int bucket = Math.min(LAST, OFFSET + (int) Math.ceil(Math.log(magnitude) / LOG_GAMMA));
        return value < 0 ? -bucket : bucket;
    }

    static double representative(int bucket) {
        return bucket < 0 ? -REPRESENTATIVES[-bucket] : REPRESENTATIVES[bucket];
    }
}
