package org.farmer1st.benchmarks.jobs;

import picocli.CommandLine.Command;

/** {@code bench points}: what loyalty-points costs. */
@Command(
        name = "points",
        description = {
            "Measures loyalty-points: records/s a core, exactly once and at least once at the same commit interval, beside"
                    + " a consumer that only decodes the same records; its delay, from the append of a fact to its"
                    + " posting being readable, committed; what a record costs as the state grows, what the state takes,"
                    + " and how long it is away after kill -9.",
            "",
            "It starts Kafkas and registries of its own, on free ports, in a temporary directory. About fifteen minutes,"
                    + " with --quick three; about 3 GB of memory. Leave the machine alone meanwhile: the report says"
                    + " what else it did.",
            ""
        })
public final class PointsCommand extends StreamsCommand {

    public PointsCommand() {
        super("points", StreamsSubject.POINTS);
    }
}
