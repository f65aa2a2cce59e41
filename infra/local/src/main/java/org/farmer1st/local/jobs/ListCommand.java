package org.farmer1st.local.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.farmer1st.local.supervisor.AttachedJob;
import org.farmer1st.local.supervisor.AttachedJobs;
import org.farmer1st.local.supervisor.JobCluster;
import org.farmer1st.postgres.attached.AttachedView;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code job list}: the attached jobs, and how they are. */
@Command(
        name = "list",
        description = "Lists the attached jobs: what feeds which view, and how far it is.",
        mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {

    private static final String LINE = "%-24s %-8s %-24s %4s %-7s %-12s %s%n";

    @ParentCommand
    private JobCommand job;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "For programs: an array, an object for each generation that a job writes.")
    private boolean json;

    @Option(
            names = "--graph",
            description = "What the platform's parts and the attached jobs read and write, as they say themselves.")
    private boolean graph;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        if (graph) {
            Lineage lineage = Lineage.of(job.place().root());
            AttachedJobs.Found found = new AttachedJobs(job.place()).look();
            found.jobs().forEach(lineage::add);
            lineage.text().forEach(out::println);
            out.flush();
            return tellUnreadable(found);
        }
        JobCluster cluster = job.cluster();
        Attachment attachment = new Attachment(cluster, out);
        ArrayNode rows = new ObjectMapper().createArrayNode();
        AttachedJobs.Found found = cluster.jobs().look();
        for (AttachedJob attached : found.jobs()) {
            for (AttachedView view : attachment.generations(attached)) {
                for (AttachedJob.Run run : attached.runs()) {
                    if (run.generation() == view.generation()) {
                        add(rows.addObject(), attached, view, cluster.state(attached, run));
                    }
                }
            }
        }
        if (json) {
            out.println(rows.toPrettyString());
        } else if (rows.isEmpty() && found.unreadable().isEmpty()) {
            out.println("No job is attached. ./farmer1st job new NAME --kind sql begins one.");
        } else {
            out.printf(LINE, "JOB", "KIND", "VIEW", "GEN", "IS", "STATE", "AS OF");
            rows.forEach(row -> out.printf(
                    LINE,
                    row.path("job").asText(),
                    row.path("kind").asText(),
                    row.path("view").asText(),
                    row.path("generation").asText(),
                    row.path("live").asBoolean() ? "live" : "shadow",
                    row.path("state").asText(),
                    row.path("asOf").asText("-")
                            + (row.path("problem").asText().isEmpty()
                                    ? ""
                                    : "  " + row.path("problem").asText())));
        }
        out.flush();
        return tellUnreadable(found);
    }

    private int tellUnreadable(AttachedJobs.Found found) {
        PrintWriter errors = spec.commandLine().getErr();
        found.unreadable().values().forEach(errors::println);
        errors.flush();
        return found.unreadable().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private static void add(ObjectNode row, AttachedJob job, AttachedView view, JobCluster.State state) {
        row.put("job", job.name())
                .put("kind", job.kind())
                .put("view", job.view())
                .put("generation", view.generation())
                .put("live", view.live())
                .put("state", job.stopped() ? "STOPPED" : state.name())
                .put("running", state.running())
                .put("problem", job.stopped() ? "" : state.problem());
        if (view.asOf().equals(Instant.EPOCH)) {
            row.putNull("asOf");
        } else {
            row.put("asOf", view.asOf().toString());
        }
    }
}
