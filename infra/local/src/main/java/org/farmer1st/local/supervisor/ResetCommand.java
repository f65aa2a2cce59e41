package org.farmer1st.local.supervisor;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.farmer1st.local.FarmerCommand;
import org.farmer1st.local.Place;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code reset}: stops everything and deletes the data. */
@Command(
        name = "reset",
        description =
                "Stops the platform and DELETES ALL ITS DATA, so that the next up starts afresh. Secrets and logs stay.",
        mixinStandardHelpOptions = true)
public final class ResetCommand implements Callable<Integer> {

    @ParentCommand
    private FarmerCommand farmer;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Place place = farmer.place();
        new LocalPlatform(place, out::println).down();
        Path data = place.home().resolve("data");
        for (Path directory : List.of(data, place.pids(), place.home().resolve("run"))) {
            delete(directory);
        }
        out.println("Stopped, and deleted " + data + ". The next ./farmer1st up starts afresh.");
        out.flush();
        return ExitCode.OK;
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
