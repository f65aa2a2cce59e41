package org.farmer1st.local.drill;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.farmer1st.local.Place;
import org.farmer1st.local.client.LocalAccess;
import org.farmer1st.local.supervisor.JobCluster;
import org.farmer1st.local.supervisor.LocalPlatform;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code drill analytics}: kills the Flink cluster while many facts are counted, and compares every aggregate. */
@Command(
        name = "analytics",
        description = {
            "Writes many facts straight into the lanes of survey.responses, with edits, withdrawals and repeats in any order, and"
                    + " kills the Flink cluster's processes with kill -9 while survey-analytics counts them. Reads aggregates all the"
                    + " time: neither their time nor a number that only grows may go back. Then compares every cell that the API"
                    + " tells with a plain count.",
            "It writes into a tenant of its own. The facts stay in the log."
        },
        mixinStandardHelpOptions = true)
final class AnalyticsCommand implements Callable<Integer> {

    @ParentCommand
    private DrillCommand drill;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--responses",
            paramLabel = "N",
            defaultValue = "100000",
            description = "How many responses, besides edits, withdrawals and repeats (default: ${DEFAULT-VALUE}).")
    private int responses;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The same seed makes the same facts (default: from the clock; printed).")
    private Long seed;

    @Option(
            names = "--kill",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "flink-taskmanager,flink-jobmanager",
            description =
                    "Which processes, one after the other; a name may stand more than once (default: ${DEFAULT-VALUE}).")
    private List<String> victims;

    @Override
    public Integer call() throws Exception {
        if (responses < 1) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--responses must be 1 or more.");
        }
        PrintWriter out = spec.commandLine().getOut();
        Place place = drill.place();
        LocalPlatform platform = new LocalPlatform(place, line -> {});
        Killer killer = new Killer(platform::status, Duration.ZERO, line -> {
            out.println(line);
            out.flush();
        });
        killer.check(victims);
        long chosen = seed != null ? seed : System.currentTimeMillis();
        List<String> failures = new AnalyticsDrill(
                        new LocalAccess(place), JobCluster.of(place).settings(), killer, out)
                .run(new FactHistory(chosen, "drill-" + chosen, responses), victims);
        failures.forEach(spec.commandLine().getErr()::println);
        out.println(
                failures.isEmpty()
                        ? "Every aggregate is what a plain count says."
                        : "Faults found: " + failures.size() + "; see above.");
        out.flush();
        return failures.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
}
