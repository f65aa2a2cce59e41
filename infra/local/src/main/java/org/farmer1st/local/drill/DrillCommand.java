package org.farmer1st.local.drill;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.farmer1st.local.FarmerCommand;
import org.farmer1st.local.KafkaOptions;
import org.farmer1st.local.Place;
import org.farmer1st.local.client.LocalAccess;
import org.farmer1st.local.supervisor.ComponentStatus;
import org.farmer1st.local.supervisor.LocalPlatform;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code drill}: kills every process of a running platform under load, and checks that nothing was lost or counted twice. */
@Command(
        name = "drill",
        subcommands = AnalyticsCommand.class,
        description =
                "Kills each process of the running platform with kill -9 while a generated load is sent and points are spent, then"
                        + " checks every aggregate, balance and command against a plain count. Takes some minutes, and writes into a tenant"
                        + " of its own.",
        mixinStandardHelpOptions = true)
public final class DrillCommand implements Callable<Integer> {

    @ParentCommand
    private FarmerCommand farmer;

    @Spec
    private CommandSpec spec;

    private final KafkaOptions kafka = new KafkaOptions();

    @Option(
            names = "--responses",
            paramLabel = "N",
            defaultValue = "20000",
            description =
                    "How many responses are sent, besides edits, withdrawals and repeats (default: ${DEFAULT-VALUE}).")
    private int responses;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "60",
            description = "Requests a second while processes are being killed (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The same seed makes the same load (default: from the clock; printed).")
    private Long seed;

    @Option(
            names = "--kill",
            paramLabel = "NAME",
            split = ",",
            description = "Which processes, by the names that status prints (default: all of them).")
    private List<String> names;

    @Option(
            names = "--peace",
            paramLabel = "SECONDS",
            defaultValue = "4",
            description = "How long nothing is killed after the platform is whole again (default: ${DEFAULT-VALUE}).")
    private int peace;

    Place place() {
        return farmer.place();
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Place place = farmer.place();
        LocalAccess access = new LocalAccess(place);
        LocalPlatform platform = new LocalPlatform(place, line -> {});
        List<String> victims = names != null
                ? names
                : platform.status().stream()
                        .filter(victim -> victim.pid() != null)
                        .map(ComponentStatus::name)
                        .toList();
        long chosen = seed != null ? seed : System.currentTimeMillis();
        Killer killer = new Killer(platform::status, Duration.ofSeconds(peace), line -> {
            out.println(line);
            out.flush();
        });
        killer.check(victims);
        List<String> failures = new KillDrill(
                        access, kafka.bootstrapServers(place), kafka.registryUrl(place), killer, "drill-" + chosen, out)
                .run(chosen, responses, rate, victims);
        failures.forEach(spec.commandLine().getErr()::println);
        out.println(
                failures.isEmpty()
                        ? "Everything that was accepted counts exactly once."
                        : "Faults found: " + failures.size() + "; see above.");
        return failures.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
}
