package org.farmer1st.local;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code help job submit}: what {@code job submit --help} prints. Picocli's own goes no deeper than one command. */
@Command(name = "help", description = "Prints the help of a command: help job submit.", mixinStandardHelpOptions = true)
final class HelpCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "What to help with; everything unless given.")
    private List<String> path = List.of();

    @Override
    public Integer call() {
        CommandLine asked = spec.root().commandLine();
        for (String name : path) {
            CommandLine next = asked.getSubcommands().get(name);
            if (next == null) {
                throw new CommandLine.ParameterException(
                        asked,
                        "There is no command " + String.join(" ", path) + "; "
                                + String.join(", ", asked.getSubcommands().keySet()) + " are what there is here.");
            }
            asked = next;
        }
        asked.usage(spec.commandLine().getOut());
        return CommandLine.ExitCode.OK;
    }
}
