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

    private static final String TENANT = "[a-z0-9][a-z0-9-]{0,62}";

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
        if (subject.isBlank()) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--subject is empty: say whose token it is.");
        }
        if (!tenant.matches(TENANT)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--tenant must be lower-case letters, digits and hyphens, 63 at most.");
        }
        spec.commandLine().getOut().println(new LocalAccess(farmer.place()).token(role, subject, tenant));
        return CommandLine.ExitCode.OK;
    }
}
