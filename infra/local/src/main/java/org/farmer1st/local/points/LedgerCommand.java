package org.farmer1st.local.points;

import org.farmer1st.local.FarmerCommand;
import org.farmer1st.local.Place;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code points}: what operators ask of the points ledger. */
@Command(
        name = "points",
        description = "Asks something of the points ledger.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = RecalculateCommand.class,
        mixinStandardHelpOptions = true)
public final class LedgerCommand implements Runnable {

    @ParentCommand
    private FarmerCommand farmer;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--kafka",
            scope = ScopeType.INHERIT,
            paramLabel = "HOST:PORT",
            description = "Another Kafka than that of the platform on this machine.")
    private String kafka;

    @Option(
            names = "--registry",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description = "Another schema registry than that of the platform on this machine.")
    private String registry;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Say what to do with points: recalculate.");
    }

    LedgerLog log() {
        Place place = farmer.place();
        return new LedgerLog(
                kafka == null ? "127.0.0.1:" + place.port(19092) : kafka,
                registry == null ? "http://127.0.0.1:" + place.port(18081) + "/apis/ccompat/v7" : registry);
    }
}
