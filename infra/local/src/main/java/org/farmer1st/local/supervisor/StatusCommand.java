package org.farmer1st.local.supervisor;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.farmer1st.local.FarmerCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code status}: what runs, and how it is. */
@Command(
        name = "status",
        description =
                "Says what runs, where, and whether it does its work. Exit code 0 when everything does, 1 otherwise.",
        mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {

    @ParentCommand
    private FarmerCommand farmer;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "For programs: {\"components\":[{\"name\",\"pid\",\"url\",\"healthy\"}]}.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        LocalPlatform platform = new LocalPlatform(farmer.place(), line -> {});
        List<ComponentStatus> components = platform.status();
        if (json) {
            out.println(new ObjectMapper().writeValueAsString(Map.of("components", components)));
        } else {
            print(out, platform, components);
        }
        out.flush();
        return components.stream().allMatch(ComponentStatus::healthy) ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private static void print(PrintWriter out, LocalPlatform platform, List<ComponentStatus> components) {
        String line = "%-22s %-8s %8s %7s  %s%n";
        out.printf(line, "NAME", "HEALTHY", "PID", "MEMORY", "URL");
        for (ComponentStatus component : components) {
            Long pid = component.pid();
            out.printf(
                    line,
                    component.name(),
                    component.healthy() ? "yes" : "NO",
                    pid == null ? "-" : pid,
                    pid == null ? "-" : memory(pid),
                    component.url());
        }
        platform.supervisor()
                .ifPresentOrElse(
                        supervisor -> out.println("The supervisor is process " + supervisor.pid() + ", with "
                                + memory(supervisor.pid()) + ". Logs are in "
                                + platform.place().logs() + "."),
                        () -> out.println("No supervisor is at work in "
                                + platform.place().home() + ": start one with ./farmer1st up."));
    }

    /** What the process holds in memory, where the system tells. */
    private static String memory(long pid) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc", "" + pid, "status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) / 1024 + " MB";
                }
            }
        } catch (IOException | NumberFormatException e) {
            return "?";
        }
        return "?";
    }
}
