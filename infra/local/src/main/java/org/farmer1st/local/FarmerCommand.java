package org.farmer1st.local;

import java.nio.file.Path;
import org.farmer1st.local.bench.BenchCommand;
import org.farmer1st.local.client.LoadCommand;
import org.farmer1st.local.client.SurveyCommand;
import org.farmer1st.local.client.TokenCommand;
import org.farmer1st.local.demo.DemoCommand;
import org.farmer1st.local.drill.DrillCommand;
import org.farmer1st.local.jobs.JobCommand;
import org.farmer1st.local.letters.LettersCommand;
import org.farmer1st.local.points.LedgerCommand;
import org.farmer1st.local.rebuild.RebuildCommand;
import org.farmer1st.local.supervisor.DownCommand;
import org.farmer1st.local.supervisor.ResetCommand;
import org.farmer1st.local.supervisor.StatusCommand;
import org.farmer1st.local.supervisor.TestCommand;
import org.farmer1st.local.supervisor.UpCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The command line: {@code ./farmer1st} is a thin script over this. One class a subcommand; each reaches the place that it
 * works on through {@link #place()}.
 *
 * <p>Exit codes: 0 done, 1 failed ({@link CommandFailed} says what to do next), 2 wrong use.
 */
@Command(
        name = "farmer1st",
        description = "Farmer1st Streams on this machine.",
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        version = "Farmer1st Streams 0.1.0",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed; the message says what to do next", "2:wrong use"},
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            ResetCommand.class,
            TokenCommand.class,
            SurveyCommand.class,
            LoadCommand.class,
            JobCommand.class,
            DemoCommand.class,
            DrillCommand.class,
            BenchCommand.class,
            LettersCommand.class,
            LedgerCommand.class,
            RebuildCommand.class,
            TestCommand.class,
            HelpCommand.class
        })
public final class FarmerCommand implements Runnable {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Option(
            names = "--home",
            scope = ScopeType.INHERIT,
            paramLabel = "DIR",
            description = "Where data, logs and secrets are kept (default: .farmer1st in the checkout).")
    private Path home;

    @Option(
            names = "--port-offset",
            scope = ScopeType.INHERIT,
            paramLabel = "N",
            description = "Added to every port, so that a second platform can run beside the first. "
                    + "Remembered in the home directory.")
    private Integer portOffset;

    /** Where the platform that was asked for lives. */
    public Place place() {
        return Place.of(System.getProperties(), home, portOffset);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Say what to do: one of the commands below.");
    }

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command line, ready to be executed; for {@code main} and for tests. */
    public static CommandLine commandLine() {
        return new CommandLine(new FarmerCommand()).setExecutionExceptionHandler((problem, command, parsed) -> {
            if (problem instanceof CommandFailed) {
                command.getErr().println(problem.getMessage());
            } else {
                command.getErr().println("Unexpected: " + problem + ". Set FARMER1ST_TRACE=1 to see where.");
                if (System.getenv("FARMER1ST_TRACE") != null) {
                    problem.printStackTrace(command.getErr());
                }
            }
            return CommandLine.ExitCode.SOFTWARE;
        });
    }
}
