package org.farmer1st.local.supervisor;

import java.util.concurrent.Callable;
import org.farmer1st.local.CommandFailed;
import org.farmer1st.local.FarmerCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code status}: Says what runs. */
@Command(name = "status", description = "Says what runs.", mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {

    @ParentCommand
    private FarmerCommand farmer;

    @Override
    public Integer call() {
        throw new CommandFailed("Nothing to do yet in " + farmer.place().home() + ".");
    }
}
