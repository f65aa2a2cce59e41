package org.farmer1st.local.jobs;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.farmer1st.local.supervisor.AttachedJob;
import org.farmer1st.local.supervisor.JobCluster;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code job stop}: takes a job off the cluster; its view stays. */
@Command(
        name = "stop",
        description = {"Takes a job off the cluster. Its view stays as it is, and job submit goes on where it was."},
        mixinStandardHelpOptions = true)
final class StopCommand implements Callable<Integer> {

    @ParentCommand
    private JobCommand job;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "An attached job.")
    private String name;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        JobCluster cluster = job.cluster();
        Attachment attachment = new Attachment(cluster, out);
        AttachedJob attached = attachment.require(name);
        if (attached.stopped()) {
            out.println(name + " is stopped already.");
        } else {
            attachment.stop(attached);
            out.println(name + " is stopped. Its view stays readable as it is now; ./farmer1st job submit " + name
                    + " goes on from here, ./farmer1st job remove " + name + " takes it away.");
        }
        out.flush();
        return ExitCode.OK;
    }
}
