package org.farmer1st.local.points;

import org.farmer1st.local.client.ApiClient;
import org.farmer1st.local.client.LocalAccess;
import org.farmer1st.local.issuer.Role;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code points rules}: what responses are worth. */
@Command(
        name = "rules",
        description = "Publishes and lists a tenant's rules of what responses are worth.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {RulesPublishCommand.class, RulesListCommand.class},
        mixinStandardHelpOptions = true)
public final class RulesCommand implements Runnable {

    private static final String SUBJECT = "command-line";

    @ParentCommand
    private LedgerCommand ledger;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--tenant",
            scope = ScopeType.INHERIT,
            paramLabel = "T",
            defaultValue = LocalAccess.DEFAULT_TENANT,
            description = "Whose rules they are (default: ${DEFAULT-VALUE}).")
    private String tenant;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "Say what to do with rules: publish FILE, or list.");
    }

    LocalAccess access() {
        return new LocalAccess(ledger.farmer().place());
    }

    ApiClient ingest(LocalAccess access) {
        return access.ingest(Role.admin, SUBJECT, tenant);
    }

    ApiClient serving(LocalAccess access) {
        return access.serving(Role.admin, SUBJECT, tenant);
    }
}
