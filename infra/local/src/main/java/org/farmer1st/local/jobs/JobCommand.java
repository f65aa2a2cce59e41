package org.farmer1st.local.jobs;

import java.io.IOException;
import java.util.List;
import org.farmer1st.local.FarmerCommand;
import org.farmer1st.local.Place;
import org.farmer1st.local.supervisor.JobCluster;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code job}: what data teams do. */
@Command(
        name = "job",
        description = "Attaches stream jobs of a data team's own, and looks after them.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            NewCommand.class,
            TestCommand.class,
            RunCommand.class,
            SubmitCommand.class,
            ListCommand.class,
            LogsCommand.class,
            StopCommand.class,
            UpgradeCommand.class,
            DiffCommand.class,
            PromoteCommand.class,
            RemoveCommand.class
        },
        mixinStandardHelpOptions = true)
public final class JobCommand implements Runnable {

    @ParentCommand
    private FarmerCommand farmer;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "Say what to do with jobs: " + String.join(", ", names()) + ". The way from nothing to rows that others"
                        + " can read is in docs/data-team.md.");
    }

    private List<String> names() {
        return List.copyOf(spec.commandLine().getSubcommands().keySet());
    }

    Place place() {
        return farmer.place();
    }

    JobCluster cluster() throws IOException {
        return JobCluster.of(farmer.place());
    }
}
