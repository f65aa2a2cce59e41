package org.farmer1st.benchmarks.jobs;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.farmer1st.benchmarks.command.WrongUse;
import org.farmer1st.benchmarks.jobs.AnalyticsSettings.Part;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench analytics}: what survey-analytics costs. */
@Command(
        name = "analytics",
        description = {
            "Measures survey-analytics on a survey of 12 questions and 2 dimensions, from facts in Kafka to rows in Postgres:"
                    + " records/s a core, beside a loop that only reads and decodes the same facts, and beside one that"
                    + " counts the same by hand in memory; and the rows/s that its way of writing comes to, beside the"
                    + " stock JDBC sink's and COPY.",
            "",
            "It starts a Kafka, a registry, a Postgres and a Flink cluster of its own, on free ports, in a temporary directory."
                    + " About ten minutes, with --quick two; about 3 GB of memory. Leave the machine alone meanwhile: the"
                    + " report says what else it did.",
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
public final class AnalyticsCommand implements Callable<Integer> {

    private static final int LEAST_RECORDS = 100;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--quick",
            description =
                    "2 rounds of 50000 records after 100000 of warm-up, and of 1000 rows a lane: to try something, not to"
                            + " quote.")
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
            description = "How many records each process has first, which is discarded (default: 1000000).")
    private Long warmUp;

    @Option(
            names = "--questions",
            paramLabel = "N",
            defaultValue = "12",
            description = "Answers of a response, 12 at least (default: ${DEFAULT-VALUE}).")
    private int questions;

    @Option(
            names = "--rows",
            paramLabel = "N",
            description = "Rows that each way of writing writes a round, in each of 16 lanes (default: 5000).")
    private Integer rows;

    @Option(
            names = "--sql-records",
            paramLabel = "N",
            description = "Responses a round for each of the SQL jobs, 100 at least (default: 2000).")
    private Long sqlRecords;

    @Option(
            names = "--only",
            paramLabel = "PART",
            split = ",",
            description = "Measures these parts alone, of cost, sql (with cost, beside it) and sink (default: all).")
    private List<String> only;

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes everything that was measured to a file.")
    private Path json;

    @Option(
            names = "--profile",
            paramLabel = "DIR",
            description =
                    "After cost, records where the TaskManager's processor time goes with as many records as a round has, and"
                            + " leaves a summary (.txt) and the recording (.jfr) there.")
    private Path profile;

    @Override
    public Integer call() throws IOException, InterruptedException, SQLException {
        AnalyticsSettings settings = settings();
        Path root = Path.of(System.getProperty("farmer1st.root", "")).toAbsolutePath();
        JobReport report;
        try (AnalyticsBenchmark benchmark = new AnalyticsBenchmark(root, settings)) {
            report = benchmark.run();
        }
        report.publish(json, spec.commandLine().getOut());
        return CommandLine.ExitCode.OK;
    }

    private AnalyticsSettings settings() {
        long chosenRecords = records != null ? records : quick ? 50_000 : 200_000;
        long chosenWarmUp = warmUp != null ? warmUp : quick ? 100_000 : 1_000_000;
        int chosenRounds = rounds != null ? rounds : quick ? 2 : 5;
        int chosenRows = rows != null ? rows : quick ? 1_000 : 5_000;
        long chosenSqlRecords = sqlRecords != null ? sqlRecords : 2_000;
        require(chosenSqlRecords >= LEAST_RECORDS, "--sql-records is " + LEAST_RECORDS + " or more");
        require(chosenRounds >= 1, "--rounds is 1 or more");
        require(chosenRecords >= LEAST_RECORDS, "--records is " + LEAST_RECORDS + " or more");
        require(chosenWarmUp >= LEAST_RECORDS, "--warm-up is " + LEAST_RECORDS + " or more");
        require(
                questions >= SampleResponses.LEAST_QUESTIONS && questions <= 1_000,
                "--questions is from " + SampleResponses.LEAST_QUESTIONS + " to 1000");
        require(chosenRows >= 1 && chosenRows <= 100_000, "--rows is from 1 to 100000");
        return new AnalyticsSettings(
                chosenRounds,
                chosenRecords,
                chosenWarmUp,
                questions,
                chosenRows,
                chosenSqlRecords,
                WrongUse.parts(Part.class, only, spec),
                Optional.ofNullable(profile));
    }

    private void require(boolean right, String otherwise) {
        WrongUse.unless(right, spec, otherwise);
    }
}
