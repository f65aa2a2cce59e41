package org.farmer1st.benchmarks.jobs;

import picocli.CommandLine.Command;

/** {@code bench intake}: what response-intake costs. */
@Command(
        name = "intake",
        description = {
            "Measures response-intake: records/s a core, exactly once and at least once at the same commit interval, beside"
                    + " a consumer that only decodes the same records; its delay, from the append of a submission to its"
                    + " fact being readable, committed; what a record costs as the state grows, what the state takes,"
                    + " and how long it is away after kill -9.",
            "",
            "It starts Kafkas and registries of its own, on free ports, in a temporary directory. About fifteen minutes,"
                    + " with --quick three; about 3 GB of memory. Leave the machine alone meanwhile: the report says"
                    + " what else it did.",
            ""
        })
public final class IntakeCommand extends StreamsCommand {

    public IntakeCommand() {
        super("intake", StreamsSubject.INTAKE);
    }
}
