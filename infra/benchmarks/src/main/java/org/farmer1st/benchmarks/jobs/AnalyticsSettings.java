package org.farmer1st.benchmarks.jobs;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * What is measured, and for how long.
 *
 * @param rounds in each of which every subject is measured once
 * @param records of a round
 * @param warmUp records that are discarded first
 * @param questions of the survey
 * @param rowsALane that each way of writing rows writes in a round
 * @param sqlRecords of a round for each SQL job, which takes far longer for one
 * @param parts that are measured
 * @param profile where to leave a profile
 */
record AnalyticsSettings(
        int rounds,
        long records,
        long warmUp,
        int questions,
        int rowsALane,
        long sqlRecords,
        Set<Part> parts,
        Optional<Path> profile) {

    /** What can be left out. */
    enum Part {
        COST,
        SQL,
        SINK
    }
}
