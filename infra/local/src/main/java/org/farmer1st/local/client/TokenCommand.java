package org.farmer1st.local.client;

import java.util.concurrent.Callable;
import org.farmer1st.local.FarmerCommand;
import org.farmer1st.local.issuer.Role;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code token}: a signed token, alone on standard output, so that a shell can put it into a header. */
@Command(
        name = "token",
        description = "Prints a signed token, good for 12 hours, and nothing else.",
        mixinStandardHelpOptions = true)
public final class TokenCommand implements Callable<Integer> {

    @ParentCommand
    private FarmerCommand farmer;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--role",
            required = true,
            description = "One of ${COMPLETION-CANDIDATES}; an enumerator writes for the farmers of its tenant.")
    private Role role;

    @Option(names = "--subject", required = true, paramLabel = "ID", description = "Who it is; a farmer's own id.")
    private String subject;

    @Option(
            names = "--tenant",
            paramLabel = "T",
            defaultValue = LocalAccess.DEFAULT_TENANT,
            description = "The tenant (default: ${DEFAULT-VALUE}).")
    private String tenant;

    @Override
    public Integer call() {
        spec.commandLine().getOut().println(new LocalAccess(farmer.place()).token(role, subject, tenant));
        return CommandLine.ExitCode.OK;
    }
}
