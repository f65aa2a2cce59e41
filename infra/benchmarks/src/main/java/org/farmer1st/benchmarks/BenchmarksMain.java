package org.farmer1st.benchmarks;

import java.io.IOException;
import org.farmer1st.benchmarks.ingest.IngestCommand;
import org.farmer1st.benchmarks.jobs.AnalyticsCommand;
import org.farmer1st.benchmarks.jobs.FreshnessCommand;
import org.farmer1st.benchmarks.jobs.IntakeCommand;
import org.farmer1st.benchmarks.jobs.PointsCommand;
import org.farmer1st.benchmarks.load.LoadFailedException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The process behind {@code ./farmer1st bench}: one class a benchmark. The system property {@code farmer1st.root} is the
 * checkout.
 */
@Command(
        name = "farmer1st bench",
        description = "Measures what the platform costs, beside references in the same run.",
        synopsisSubcommandLabel = "BENCHMARK",
        mixinStandardHelpOptions = true,
        subcommands = {
            IngestCommand.class,
            IntakeCommand.class,
            PointsCommand.class,
            AnalyticsCommand.class,
            FreshnessCommand.class
        })
public final class BenchmarksMain implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to measure: one of the benchmarks below.");
    }

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The command line, ready to be executed; for {@code main} and for tests. */
    public static CommandLine commandLine() {
        return new CommandLine(new BenchmarksMain()).setExecutionExceptionHandler((problem, command, parsed) -> {
            boolean explained = problem instanceof LoadFailedException || problem instanceof IOException;
            command.getErr().println(explained ? problem.getMessage() : "Unexpected: " + problem);
            if (!explained || System.getenv("FARMER1ST_TRACE") != null) {
                problem.printStackTrace(command.getErr());
            }
            return CommandLine.ExitCode.SOFTWARE;
        });
    }
}
