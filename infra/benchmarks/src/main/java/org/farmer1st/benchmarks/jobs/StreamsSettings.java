package org.farmer1st.benchmarks.jobs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is measured, and for how long.
 *
 * @param rounds in each of which every subject is measured once
 * @param records of a round
 * @param warmUp records that are discarded first
 * @param questions of the survey
 * @param commitInterval of the job
 * @param sizes at which the state is measured, in responses, ascending
 * @param perSecond records a second of the open loop
 * @param length of the open loop, each round
 * @param parts that are measured
 * @param profile where to leave profiles
 */
record StreamsSettings(
        int rounds,
        long records,
        long warmUp,
        int questions,
        Duration commitInterval,
        List<Long> sizes,
        double perSecond,
        Duration length,
        Set<Part> parts,
        Optional<Path> profile) {

    /** What can be left out. */
    enum Part {
        COST,
        DELAY,
        STATE
    }
}
