package org.farmer1st.local.supervisor;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.farmer1st.local.FarmerCommand;
import org.farmer1st.local.Place;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code down}: stops everything. */
@Command(
        name = "down",
        description =
                "Stops every process of the platform, also where its supervisor is gone. Data is kept for the next up.",
        mixinStandardHelpOptions = true)
public final class DownCommand implements Callable<Integer> {

    @ParentCommand
    private FarmerCommand farmer;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Place place = farmer.place();
        boolean ran = new LocalPlatform(place, line -> {
                    out.println(line);
                    out.flush();
                })
                .down();
        out.println(
                ran
                        ? "Everything has ended. The data is in " + place.home() + "."
                        : "Nothing runs in " + place.home() + ".");
        out.flush();
        return ExitCode.OK;
    }
}
