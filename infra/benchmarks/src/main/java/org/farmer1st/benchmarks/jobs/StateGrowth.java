package org.farmer1st.benchmarks.jobs;

import org.farmer1st.benchmarks.measure.Spread;

/**
 * What a job's state came to at some size.
 *
 * @param responses that the state is of
 * @param records of which the cost was measured, up to this size: the latter half of it, compactions and all
 * @param processorMicros processor time a record over all of these, in microseconds
 * @param ofParts the same of each part of them
 * @param stateBytes on disk
 * @param stateBytesEach a response
 * @param restoreSeconds from {@code kill -9} and a new start to having every lane with its state
 */
record StateGrowth(
        long responses,
        long records,
        double processorMicros,
        Spread ofParts,
        long stateBytes,
        double stateBytesEach,
        double restoreSeconds) {}
