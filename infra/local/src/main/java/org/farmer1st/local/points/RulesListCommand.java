package org.farmer1st.local.points;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.farmer1st.local.CommandFailed;
import org.farmer1st.local.client.ApiAnswer;
import org.farmer1st.local.client.ApiClient;
import org.farmer1st.local.client.LocalAccess;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code points rules list}: the published versions. */
@Command(
        name = "list",
        description =
                "Lists the published versions, highest first: from when, what they give, and whether the ledger has them.",
        mixinStandardHelpOptions = true)
public final class RulesListCommand implements Callable<Integer> {

    @ParentCommand
    private RulesCommand rules;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "For programs: a list, each version with the fields of the API.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        LocalAccess access = rules.access();
        ArrayNode versions = access.json().createArrayNode();
        ApiClient serving = rules.serving(access);
        try {
            String next = "";
            do {
                ApiAnswer answer = serving.get("/v1/points/rules?limit=200" + next);
                if (!answer.ok()) {
                    throw new CommandFailed("serving-api at " + serving.base() + " says: " + answer.explanation());
                }
                answer.data().forEach(versions::add);
                next = "&cursor="
                        + answer.body().path("pagination").path("nextCursor").asText("");
            } while (!next.endsWith("="));
        } catch (IOException e) {
            throw new CommandFailed(
                    "serving-api at " + serving.base() + " does not answer (" + e
                            + "). Look at ./farmer1st status, start it with ./farmer1st up.",
                    e);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(access.json().writeValueAsString(versions));
        } else if (versions.isEmpty()) {
            out.println("No rules are published: responses are worth what their surveys give.");
        } else {
            out.printf("%-8s %-26s %-10s %s%n", "VERSION", "IN FORCE FROM", "IN LEDGER", "GIVES");
            versions.forEach(version -> out.printf(
                    "%-8d %-26s %-10s %s%n",
                    version.path("version").asInt(),
                    version.path("inForceFrom").asText(),
                    version.path("inLedger").asBoolean() ? "yes" : "not yet",
                    gives(version)));
        }
        out.flush();
        return ExitCode.OK;
    }

    private static String gives(JsonNode version) {
        List<String> gives = new ArrayList<>();
        gives.add("base " + version.path("basePoints").asText("of the survey"));
        add(gives, version, "pointsPerAnswer", "an answer");
        add(gives, version, "completeBonus", "complete");
        add(gives, version, "dailyCap", "a day at most");
        if (version.hasNonNull("streakDays")) {
            gives.add(version.path("streakBonus").asText() + " each "
                    + version.path("streakDays").asText() + " days in a row");
        }
        add(gives, version, "expiryDays", "days until they expire");
        add(gives, version, "budget", "in all");
        version.path("tiers")
                .forEach(tier -> gives.add(tier.path("name").asText() + " from "
                        + tier.path("fromPoints").asText()));
        return String.join(", ", gives);
    }

    private static void add(List<String> gives, JsonNode version, String field, String what) {
        if (version.hasNonNull(field) && !version.path(field).asText().equals("0")) {
            gives.add(version.path(field).asText() + ' ' + what);
        }
    }
}
