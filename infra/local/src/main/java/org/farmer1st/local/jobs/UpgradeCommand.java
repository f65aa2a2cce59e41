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

/** {@code job upgrade}: goes on with a changed job over the state and rows of the one that runs. */
@Command(
        name = "upgrade",
        description = {
            "Stops a job with a savepoint and goes on from there with what it is written as now.",
            "Whether the changed job can do that is tried before anything is stopped; where it can't, job diff and job promote are the way.",
            "A Kafka Streams job has no savepoints: its state is in Kafka. It can be upgraded while its tables and its changes look as they did."
        },
        mixinStandardHelpOptions = true)
final class UpgradeCommand implements Callable<Integer> {

    @ParentCommand
    private JobCommand job;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "An attached job.")
    private String name;

    @Override
    public Integer call() throws Exception {
        return Interruption.watching(spec.commandLine().getErr(), this::upgrade);
    }

    private int upgrade() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        JobCluster cluster = job.cluster();
        Attachment attachment = new Attachment(cluster, out);
        AttachedJob attached = attachment.require(name);
        Program program = new Programs(job.place().root(), cluster.distribution(), cluster.settings(), out)
                .build(JobSource.find(job.place().root(), name));
        attachment.upgrade(attachment.tidy(attached), program);
        out.flush();
        return ExitCode.OK;
    }
}
