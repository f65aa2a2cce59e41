package org.farmer1st.benchmarks.jobs;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.farmer1st.benchmarks.command.WrongUse;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench freshness}: how long a response takes from accepted to visible. */
@Command(
        name = "freshness",
        description = {
            "Measures how long it takes from a response being accepted over HTTP to an aggregate over HTTP that counts it, with"
                    + " exactly-once intake and checkpoints on, while responses arrive evenly; and where the time goes.",
            "",
            "It starts a Kafka, a registry, a Redis, a Postgres, a Flink cluster, ingest-api, response-intake and serving-api of"
                    + " its own, on free ports, in a temporary directory. About eleven minutes, with --quick one and a half;"
                    + " about 4 GB of memory. Leave the machine alone meanwhile: the report says what else it did.",
            ""
        },
        sortOptions = false,
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:measured, whether the aims were met or not",
            "1:failed; the message says what to do next",
            "2:wrong use"
        })
public final class FreshnessCommand implements Callable<Integer> {

    private static final double LEAST_SECONDS = 0.1;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--quick",
            description = "One round of 10 s at each rate after 20 s of warm-up: to try something, not to quote.")
    private boolean quick;

    @Option(names = "--rounds", paramLabel = "N", description = "Each rate is measured once a round (default: 5).")
    private Integer rounds;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "How long one measurement takes, in seconds (default: 20).")
    private Double seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            description =
                    "How long everything is warmed up at the highest rate, in seconds, which is discarded; for minutes"
                            + " the JVMs' compilers take much of two processors (default: 300).")
    private Double warmUp;

    @Option(
            names = "--rates",
            paramLabel = "N",
            split = ",",
            defaultValue = "100,500,1000",
            description = "Responses a second (default: ${DEFAULT-VALUE}).")
    private List<Double> rates;

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes everything that was measured to a file.")
    private Path json;

    @Option(
            names = "--profile",
            paramLabel = "DIR",
            description =
                    "At the end, records where the TaskManager's processor time goes at the highest rate, for as long as one"
                            + " measurement takes, and leaves a summary (.txt) and the recording (.jfr) there.")
    private Path profile;

    @Override
    public Integer call() throws IOException, InterruptedException, SQLException {
        double chosenSeconds = seconds != null ? seconds : quick ? 10 : 20;
        double chosenWarmUp = warmUp != null ? warmUp : quick ? 20 : 300;
        int chosenRounds = rounds != null ? rounds : quick ? 1 : 5;
        require(chosenRounds >= 1, "--rounds is 1 or more");
        require(chosenSeconds >= LEAST_SECONDS, "--seconds is " + LEAST_SECONDS + " or more");
        require(chosenWarmUp >= LEAST_SECONDS, "--warm-up is " + LEAST_SECONDS + " or more");
        require(rates.stream().allMatch(rate -> rate >= 1 && rate <= 100_000), "--rates are from 1 to 100000");
        FreshnessSettings settings = new FreshnessSettings(
                chosenRounds, duration(chosenSeconds), duration(chosenWarmUp), rates, Optional.ofNullable(profile));
        Path root = Path.of(System.getProperty("farmer1st.root", "")).toAbsolutePath();
        JobReport report;
        try (FreshnessBenchmark benchmark = new FreshnessBenchmark(root, settings)) {
            report = benchmark.run();
        }
        report.publish(json, spec.commandLine().getOut());
        return CommandLine.ExitCode.OK;
    }

    private void require(boolean right, String otherwise) {
        WrongUse.unless(right, spec, otherwise);
    }

    private static Duration duration(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }
}
