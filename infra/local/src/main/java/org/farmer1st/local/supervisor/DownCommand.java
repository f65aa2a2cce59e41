package org.farmer1st.local.supervisor;

import java.util.concurrent.Callable;
import org.farmer1st.local.CommandFailed;
import org.farmer1st.local.FarmerCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code down}: Stops everything; data is kept. */
@Command(name = "down", description = "Stops everything; data is kept.", mixinStandardHelpOptions = true)
public final class DownCommand implements Callable<Integer> {

    @ParentCommand
    private FarmerCommand farmer;

    @Override
    public Integer call() {
        throw new CommandFailed("Nothing to do yet in " + farmer.place().home() + ".");
    }
}
