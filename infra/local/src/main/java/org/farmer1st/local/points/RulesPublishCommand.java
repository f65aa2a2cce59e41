package org.farmer1st.local.points;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.farmer1st.local.client.JsonFile;
import org.farmer1st.local.client.LocalAccess;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code points rules publish}: publishes a version of the rules and returns when every lane of the ledger has it. */
@Command(
        name = "publish",
        description = {
            "Publishes a version of the rules through the API and waits until every lane of the ledger has it. A version never"
                    + " changes: publish another one instead.",
            "",
            "FILE holds a JSON object: version and inForceFrom, a time that lies ahead; and of these, what it gives:"
                    + " basePoints (for each response; left out, what its survey gives), pointsPerAnswer, completeBonus,"
                    + " dailyCap, streakDays with streakBonus, expiryDays, budget, and tiers, a list of"
                    + " {\"name\", \"fromPoints\"}, lowest first."
        },
        footer = {
            "",
            "Example of FILE:",
            "  {\"version\": 1, \"inForceFrom\": \"2027-01-01T00:00:00Z\", \"pointsPerAnswer\": 2, \"dailyCap\": 50}"
        },
        mixinStandardHelpOptions = true)
public final class RulesPublishCommand implements Callable<Integer> {

    @ParentCommand
    private RulesCommand rules;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The rules, as JSON.")
    private Path file;

    @Override
    public Integer call() throws InterruptedException {
        LocalAccess access = rules.access();
        JsonNode content = JsonFile.object(access.json(), file, "version of the rules");
        new RulesPublication(
                        rules.ingest(access),
                        rules.serving(access),
                        spec.commandLine().getOut()::println)
                .publish(content);
        return ExitCode.OK;
    }
}
