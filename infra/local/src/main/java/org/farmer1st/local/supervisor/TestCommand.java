package org.farmer1st.local.supervisor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.farmer1st.local.FarmerCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code test}: the project's tests. The script runs them itself, without building first. */
@Command(name = "test", description = "Runs the project's tests: ./mvnw verify.", mixinStandardHelpOptions = true)
public final class TestCommand implements Callable<Integer> {

    @ParentCommand
    private FarmerCommand farmer;

    @Parameters(paramLabel = "OPTIONS", description = "Handed to Maven.")
    private List<String> options = List.of();

    @Override
    public Integer call() throws Exception {
        List<String> command = new ArrayList<>(List.of("./mvnw", "verify"));
        command.addAll(options);
        int code = new ProcessBuilder(command)
                .directory(farmer.place().root().toFile())
                .inheritIO()
                .start()
                .waitFor();
        return code == 0 ? 0 : 1;
    }
}
