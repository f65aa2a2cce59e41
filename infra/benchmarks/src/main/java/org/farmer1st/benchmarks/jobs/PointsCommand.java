package org.farmer1st.benchmarks.jobs;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
            "",
            "With --rules it measures something else: what a record costs where a farmer has 300 days and more, without rules"
                    + " and with them, beside farmers of five days.",
            ""
        })
public final class PointsCommand extends StreamsCommand {

    @Option(
            names = "--rules",
            description =
                    "Measures instead what farmers' days cost, and rules: a bonus, a cap and streaks. --warm-up is then how"
                            + " many records there are before, 300 of each farmer; takes --quick, --rounds, --records, --questions,"
                            + " --commit-interval, --json and --profile as well.")
    private boolean rules;

    public PointsCommand() {
        super("points", StreamsSubject.POINTS);
    }

    @Override
    JobReport measure(Path root, StreamsSettings settings) throws IOException, InterruptedException {
        if (!rules) {
            return super.measure(root, settings);
        }
        require(!choosesParts(), "--rules measures no parts: leave --only out, or --rules");
        return new RulesBenchmark(root, settings).run();
    }
}
