package org.farmer1st.local.supervisor;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.farmer1st.local.FarmerCommand;
import org.farmer1st.local.Place;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code up}: starts everything and returns when it is ready. */
@Command(
        name = "up",
        description =
                "Starts the platform and returns when everything is ready. It goes on running in the background; a process"
                        + " that dies is brought back. Data of the last time is still there.",
        mixinStandardHelpOptions = true)
public final class UpCommand implements Callable<Integer> {

    @ParentCommand
    private FarmerCommand farmer;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Place place = farmer.place();
        LocalPlatform platform = new LocalPlatform(place, line -> {
            out.println(line);
            out.flush();
        });
        if (platform.up()) {
            out.println("The platform runs: ingest-api at " + place.ingestApi() + ", serving-api at "
                    + place.servingApi() + ". Logs are in " + place.logs() + ".");
        } else {
            out.println("The platform in " + place.home() + " is running already.");
            List<String> ailing = platform.status().stream()
                    .filter(component -> !component.healthy())
                    .map(ComponentStatus::name)
                    .toList();
            if (!ailing.isEmpty()) {
                out.println("Not healthy at the moment, and being brought back: " + String.join(", ", ailing) + ".");
            }
        }
        out.flush();
        return ExitCode.OK;
    }
}
