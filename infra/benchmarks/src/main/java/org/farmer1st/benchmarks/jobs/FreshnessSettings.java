package org.farmer1st.benchmarks.jobs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is measured, and for how long.
 *
 * @param rounds in each of which every rate is measured once
 * @param length of one measurement
 * @param warmUp at the highest rate, which is discarded
 * @param perSecond rates, in responses a second
 * @param profile where a profile of the TaskManager at the highest rate goes
 */
record FreshnessSettings(
        int rounds, Duration length, Duration warmUp, List<Double> perSecond, Optional<Path> profile) {}
