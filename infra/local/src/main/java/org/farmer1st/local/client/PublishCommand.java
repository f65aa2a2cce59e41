package org.farmer1st.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.farmer1st.local.Place;
import org.farmer1st.local.issuer.Role;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code survey publish}: publishes a definition and returns when responses to it are accepted. */
@Command(
        name = "publish",
        description =
                "Publishes a definition through the API and waits until every ingest instance accepts responses to it.",
        mixinStandardHelpOptions = true)
public final class PublishCommand implements Callable<Integer> {

    @ParentCommand
    private SurveyCommand survey;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The definition, as JSON.")
    private Path file;

    @Option(
            names = "--tenant",
            paramLabel = "T",
            defaultValue = LocalAccess.DEFAULT_TENANT,
            description = "Whose survey it is (default: ${DEFAULT-VALUE}).")
    private String tenant;

    @Override
    public Integer call() throws InterruptedException {
        Place place = survey.farmer().place();
        LocalAccess access = new LocalAccess(place);
        JsonNode definition = JsonFile.object(access.json(), file, "definition");
        new SurveyPublication(
                        access.ingest(Role.admin, "command-line", tenant),
                        access.serving(Role.admin, "command-line", tenant),
                        spec.commandLine().getOut()::println)
                .publish(definition);
        return CommandLine.ExitCode.OK;
    }
}
