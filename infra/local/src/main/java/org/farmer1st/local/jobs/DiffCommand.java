package org.farmer1st.local.jobs;

import java.io.PrintWriter;
import java.nio.channels.ClosedByInterruptException;
import java.sql.Connection;
import java.util.concurrent.Callable;
import org.farmer1st.local.CommandFailed;
import org.farmer1st.local.supervisor.AttachedJob;
import org.farmer1st.local.supervisor.JobCluster;
import org.farmer1st.postgres.attached.AttachedView;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code job diff}: shows what a changed job would change in its view. */
@Command(
        name = "diff",
        description = {
            "Runs a changed job over the real topics in the shadow, as another generation of its view, until it includes all that the live view does; then shows the rows that it adds, removes and changes.",
            "The shadow goes on for job promote, unless --drop is given. Nobody reads it, and the live view goes on."
        },
        mixinStandardHelpOptions = true)
final class DiffCommand implements Callable<Integer> {

    @ParentCommand
    private JobCommand job;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "An attached job.")
    private String name;

    @Option(names = "--drop", description = "Drop the shadow afterwards.")
    private boolean drop;

    @Option(
            names = "--examples",
            paramLabel = "N",
            defaultValue = "5",
            description = "How many rows to show of each kind (default: ${DEFAULT-VALUE}).")
    private int examples;

    @Override
    public Integer call() throws Exception {
        return Interruption.watching(spec.commandLine().getErr(), this::diff);
    }

    private int diff() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        JobCluster cluster = job.cluster();
        Attachment attachment = new Attachment(cluster, out);
        AttachedJob attached = attachment.require(name);
        Program program = new Programs(job.place().root(), cluster.distribution(), cluster.settings(), out)
                .build(JobSource.find(job.place().root(), name));
        AttachedJob tidied = attachment.tidy(attached);
        boolean wasThere = attachment.hasShadowOf(tidied, program);
        AttachedView shadow = attachment.shadow(tidied, program);
        AttachedJob both = attachment.require(name);
        try {
            attachment.awaitCaughtUp(both, shadow.generation());
            try (Connection connection = cluster.database()) {
                new ViewDifference(connection, attachment.liveOf(both), shadow, examples).print(out);
            }
        } catch (InterruptedException | ClosedByInterruptException e) {
            Interruption.over();
            if (wasThere) {
                throw new CommandFailed("Interrupted: the shadow of an earlier diff goes on.", e);
            }
            attachment.dropShadow(both);
            throw new CommandFailed("Interrupted: the shadow was dropped, and the live view is as it was.", e);
        }
        if (drop) {
            attachment.dropShadow(both);
            out.println("The shadow was dropped.");
        } else {
            out.println("The shadow goes on. To make it live: ./farmer1st job promote " + name
                    + ". To drop it: ./farmer1st job diff " + name + " --drop.");
        }
        out.flush();
        return ExitCode.OK;
    }
}
