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

/** {@code job promote}: makes a shadow the live view. */
@Command(
        name = "promote",
        description = {
            "Makes the shadow that job diff left the one that readers read, in one transaction.",
            "The job before ends, and its rows are dropped once nobody reads them any more."
        },
        mixinStandardHelpOptions = true)
final class PromoteCommand implements Callable<Integer> {

    @ParentCommand
    private JobCommand job;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "An attached job.")
    private String name;

    @Override
    public Integer call() throws Exception {
        return Interruption.watching(spec.commandLine().getErr(), this::promote);
    }

    private int promote() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        JobCluster cluster = job.cluster();
        Attachment attachment = new Attachment(cluster, out);
        AttachedJob attached = attachment.require(name);
        boolean inPart = attachment.isPromotedInPart(attached);
        AttachedJob tidied = attachment.tidy(attached);
        if (inPart && attachment.shadow(tidied).isEmpty()) {
            out.println(
                    "The promotion of " + name + " that was broken off is at its end: what was live before is gone.");
        } else {
            attachment.promote(tidied);
            out.println(name + " was promoted.");
        }
        out.flush();
        return ExitCode.OK;
    }
}
