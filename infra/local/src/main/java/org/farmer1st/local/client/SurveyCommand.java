package org.farmer1st.local.client;

import org.farmer1st.local.FarmerCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code survey}: what is done with definitions. */
@Command(
        name = "survey",
        description = "Publishes survey definitions.",
        subcommands = PublishCommand.class,
        mixinStandardHelpOptions = true)
public final class SurveyCommand implements Runnable {

    @ParentCommand
    private FarmerCommand farmer;

    @Spec
    private CommandSpec spec;

    FarmerCommand farmer() {
        return farmer;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Say what to do with a survey: publish FILE.");
    }
}
