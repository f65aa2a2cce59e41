package org.farmer1st.local.letters;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.farmer1st.local.FarmerCommand;
import org.farmer1st.local.KafkaOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code dlq}: what jobs set aside because they could not use it. */
@Command(
        name = "dlq",
        description = "Lists, shows and puts back what jobs set aside in their dead-letter topics.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ListCommand.class, ShowCommand.class, ReplayCommand.class},
        mixinStandardHelpOptions = true)
public final class LettersCommand implements Runnable {

    @ParentCommand
    private FarmerCommand farmer;

    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "Say what to do with dead letters: list, show or replay.");
    }

    LetterBox box() {
        return new LetterBox(kafka.bootstrapServers(farmer.place()));
    }

    ContentReader contents() {
        return new ContentReader(kafka.registryUrl(farmer.place()));
    }

    /** @throws CommandLine.ParameterException where no job of that name sets letters aside */
    static void check(LetterBox box, String job, CommandSpec spec) throws InterruptedException {
        List<String> jobs = box.jobs();
        if (!jobs.contains(job)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "No job " + job + " sets letters aside: there are " + String.join(", ", jobs) + ".");
        }
    }

    static ObjectMapper json() {
        return new ObjectMapper();
    }

    /** What others wrote, without what a terminal would take for a command. */
    static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "\u00b7");
    }
}
