package org.farmer1st.local.jobs;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.farmer1st.local.supervisor.AttachedJob;
import org.farmer1st.local.supervisor.JobCluster;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code job remove}: takes a job and its view away. */
@Command(
        name = "remove",
        description = {
            "Takes a job off the cluster and DELETES ITS VIEW with all rows. What it is written in stays, and its dead letters do."
        },
        mixinStandardHelpOptions = true)
final class RemoveCommand implements Callable<Integer> {

    @ParentCommand
    private JobCommand job;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "An attached job.")
    private String name;

    @Override
    public Integer call() throws Exception {
        return Interruption.watching(spec.commandLine().getErr(), this::remove);
    }

    private int remove() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        JobCluster cluster = job.cluster();
        Attachment attachment = new Attachment(cluster, out);
        Optional<AttachedJob> attached = cluster.jobs().find(name);
        if (attached.isPresent()) {
            attachment.remove(attached.get());
            out.println(name + " and its view " + attached.get().view() + " are gone.");
        } else if (attachment.removeViews(name)) {
            out.println("No job " + name + " is attached; the view that it left is gone.");
        } else {
            attachment.require(name);
        }
        out.flush();
        return ExitCode.OK;
    }
}
