package org.farmer1st.benchmarks.jobs;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.farmer1st.benchmarks.command.WrongUse;
import org.farmer1st.benchmarks.jobs.StreamsSettings.Part;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What {@code bench intake} and {@code bench points} have in common. */
@Command(
        sortOptions = false,
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:measured, whether the aims were met or not",
            "1:failed; the message says what to do next",
            "2:wrong use"
        })
abstract class StreamsCommand implements Callable<Integer> {

    private static final int LEAST_RECORDS = 100;
    private static final int LEAST_STATE = 1_000;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--quick",
            description =
                    "2 rounds of 50000 records after 200000 of warm-up, 20000 and 100000 responses of state, delays of 5 s:"
                            + " to try something, not to quote.")
    private boolean quick;

    @Option(names = "--rounds", paramLabel = "N", description = "Each subject is measured once a round (default: 5).")
    private Integer rounds;

    @Option(
            names = "--records",
            paramLabel = "N",
            description = "How many records lie there for each measurement (default: 200000).")
    private Long records;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "How many records each process has first, which is discarded (default: 600000).")
    private Long warmUp;

    @Option(
            names = "--responses",
            paramLabel = "N",
            split = ",",
            description =
                    "How many responses the state is of when it is measured and lost, ascending; takes 5 KB of disk for"
                            + " each (default: 100000,1000000).")
    private List<Long> sizes;

    @Option(
            names = "--questions",
            paramLabel = "N",
            defaultValue = "30",
            description = "Answers of a response, 12 at least (default: ${DEFAULT-VALUE}).")
    private int questions;

    @Option(
            names = "--commit-interval",
            paramLabel = "MS",
            defaultValue = "20",
            description = "The job's, in milliseconds (default: ${DEFAULT-VALUE}).")
    private int commitMillis;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Records a second of the open loop that shows the delay (default: ${DEFAULT-VALUE}).")
    private double perSecond;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "How long a delay is measured, in seconds, 60 at most (default: 20).")
    private Double seconds;

    @Option(
            names = "--only",
            paramLabel = "PART",
            split = ",",
            description = "Measures these parts alone, of cost, delay and state (default: all).")
    private List<String> only;

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes everything that was measured to a file.")
    private Path json;

    @Option(
            names = "--profile",
            paramLabel = "DIR",
            description =
                    "After cost or delay, records where the job's processor time goes with as many records as a round has, and"
                            + " leaves a summary (.txt) and the recording (.jfr) there.")
    private Path profile;

    private final String benchmark;
    private final StreamsSubject subject;

    StreamsCommand(String benchmark, StreamsSubject subject) {
        this.benchmark = benchmark;
        this.subject = subject;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        StreamsSettings settings = settings();
        Path root = Path.of(System.getProperty("farmer1st.root", "")).toAbsolutePath();
        JobReport report = measure(root, settings);
        report.publish(json, spec.commandLine().getOut());
        return CommandLine.ExitCode.OK;
    }

    /** Measures what was asked for. */
    JobReport measure(Path root, StreamsSettings settings) throws IOException, InterruptedException {
        return new StreamsBenchmark(benchmark, root, subject, settings).run();
    }

    /** Whether parts were chosen. */
    final boolean choosesParts() {
        return only != null;
    }

    private StreamsSettings settings() {
        List<Long> chosenSizes =
                sizes != null ? sizes : quick ? List.of(20_000L, 100_000L) : List.of(100_000L, 1_000_000L);
        long chosenRecords = records != null ? records : quick ? 50_000 : 200_000;
        long chosenWarmUp = warmUp != null ? warmUp : quick ? 200_000 : 600_000;
        int chosenRounds = rounds != null ? rounds : quick ? 2 : 5;
        double chosenSeconds = seconds != null ? seconds : quick ? 5 : 20;
        require(chosenRounds >= 1, "--rounds is 1 or more");
        require(chosenRecords >= LEAST_RECORDS, "--records is " + LEAST_RECORDS + " or more");
        require(chosenWarmUp >= LEAST_RECORDS, "--warm-up is " + LEAST_RECORDS + " or more");
        require(
                chosenSizes.get(0) >= LEAST_STATE
                        && chosenSizes.equals(
                                chosenSizes.stream().sorted().distinct().toList()),
                "--responses are " + LEAST_STATE + " or more, each more than the one before it");
        require(
                questions >= SampleResponses.LEAST_QUESTIONS && questions <= 1_000,
                "--questions is from " + SampleResponses.LEAST_QUESTIONS + " to 1000");
        require(commitMillis >= 1 && commitMillis <= 5_000, "--commit-interval is from 1 to 5000");
        require(perSecond >= 1 && perSecond <= 100_000, "--rate is from 1 to 100000");
        require(chosenSeconds >= 0.1 && chosenSeconds <= 60, "--seconds is from 0.1 to 60");
        return new StreamsSettings(
                chosenRounds,
                chosenRecords,
                chosenWarmUp,
                questions,
                Duration.ofMillis(commitMillis),
                chosenSizes,
                perSecond,
                Duration.ofMillis(Math.round(chosenSeconds * 1000)),
                WrongUse.parts(Part.class, only, spec),
                Optional.ofNullable(profile));
    }

    final void require(boolean right, String otherwise) {
        WrongUse.unless(right, spec, otherwise);
    }
}
