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

/** {@code job submit}: adds a job to the running cluster. */
@Command(
        name = "submit",
        description = {
            "Adds a job to the running cluster, beside the others, and its view to what can be read. A Kafka Streams job runs as"
                    + " a process of its own instead, kept by the supervisor; everything else is the same.",
            "It stays attached over down and up. A job that was stopped goes on where it was, as it was submitted."
        },
        mixinStandardHelpOptions = true)
final class SubmitCommand implements Callable<Integer> {

    @ParentCommand
    private JobCommand job;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "stream-jobs/sql/NAME.sql, or the module stream-jobs/NAME.")
    private String name;

    @Override
    public Integer call() throws Exception {
        return Interruption.watching(spec.commandLine().getErr(), this::submit);
    }

    private int submit() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        JobCluster cluster = job.cluster();
        Attachment attachment = new Attachment(cluster, out);
        Optional<AttachedJob> stopped = cluster.jobs().find(name).filter(AttachedJob::stopped);
        if (stopped.isPresent()) {
            attachment.resume(stopped.get());
            out.println(name + " goes on, as it was when it was submitted; job upgrade takes what changed since.");
        } else {
            JobSource source = JobSource.find(job.place().root(), name);
            attachment.submit(
                    new Programs(job.place().root(), cluster.distribution(), cluster.settings(), out).build(source));
        }
        out.flush();
        return ExitCode.OK;
    }
}
