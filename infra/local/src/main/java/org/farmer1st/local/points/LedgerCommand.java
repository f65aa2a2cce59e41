package org.farmer1st.local.points;

import org.farmer1st.local.FarmerCommand;
import org.farmer1st.local.KafkaOptions;
import org.farmer1st.local.Place;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code points}: what operators ask of the points ledger. */
@Command(
        name = "points",
        description = "Asks something of the points ledger.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {RulesCommand.class, RecalculateCommand.class},
        mixinStandardHelpOptions = true)
public final class LedgerCommand implements Runnable {

    @ParentCommand
    private FarmerCommand farmer;

    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "Say what to do with points: rules or recalculate.");
    }

    FarmerCommand farmer() {
        return farmer;
    }

    LedgerLog log() {
        Place place = farmer.place();
        return new LedgerLog(kafka.bootstrapServers(place), kafka.registryUrl(place));
    }
}
