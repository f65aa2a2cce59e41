package org.farmer1st.local.supervisor;

import java.util.concurrent.Callable;
import org.farmer1st.local.CommandFailed;
import org.farmer1st.local.FarmerCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code up}: Starts everything and returns when it is ready. */
@Command(name = "up", description = "Starts everything and returns when it is ready.", mixinStandardHelpOptions = true)
public final class UpCommand implements Callable<Integer> {

    @ParentCommand
    private FarmerCommand farmer;

    @Override
    public Integer call() {
        throw new CommandFailed("Nothing to do yet in " + farmer.place().home() + ".");
    }
}
