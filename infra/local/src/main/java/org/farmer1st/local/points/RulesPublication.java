package org.farmer1st.local.points;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.farmer1st.local.CommandFailed;
import org.farmer1st.local.client.ApiAnswer;
import org.farmer1st.local.client.ApiClient;
import org.farmer1st.local.client.AwaitedWorkflow;
import org.farmer1st.local.client.RequestPath;

/**
 * The publication of rules as their publisher sees it: the request, the workflow that carries it out, and the moment from which every
 * lane of the ledger has them. Publishing the same again, before it is in force, ends the same way.
 */
final class RulesPublication {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final ApiClient ingest;
    private final ApiClient serving;
    private final Consumer<String> report;

    /**
     * @param ingest as an admin of the tenant
     * @param serving as an admin of the tenant
     * @param report takes one line for each thing that happened
     */
    RulesPublication(ApiClient ingest, ApiClient serving, Consumer<String> report) {
        this.ingest = ingest;
        this.serving = serving;
        this.report = report;
    }

    /**
     * Returns when the ledger has the rules.
     *
     * @throws CommandFailed where the rules are refused, their workflow fails, or the platform does not get there in time
     */
    void publish(JsonNode rules) throws InterruptedException {
        String version = rules.path("version").asText("");
        if (version.isEmpty()) {
            throw new CommandFailed("The rules have no version: give them the next, such as \"version\": 1.");
        }
        try {
            ApiAnswer answer = ingest.sendUntilAnswered(
                    "PUT", "/v1/points/rules/" + RequestPath.segment(version), () -> rules, PATIENCE);
            if (!answer.ok()) {
                throw new CommandFailed("The rules were refused: " + answer.explanation());
            }
            String workflowId = answer.data().path("workflowId").asText();
            report.accept("Publication asked for: " + workflowId);
            new AwaitedWorkflow(serving, PATIENCE).await(workflowId, "The publication");
            report.accept("The workflow completed: the rules are in Postgres.");
            awaitLedger(rules.path("version").asInt());
            report.accept("Every lane of the ledger has version " + version + ", in force from "
                    + rules.path("inForceFrom").asText() + " on.");
        } catch (IOException e) {
            throw new CommandFailed(
                    "The platform does not answer at " + ingest.base() + " and " + serving.base() + " (" + e
                            + "). Look at ./farmer1st status, start it with ./farmer1st up.",
                    e);
        }
    }

    private void awaitLedger(int version) throws IOException, InterruptedException {
        // The list has the highest version first: this one is on top of the page that ends above it.
        String path = "/v1/points/rules?limit=1&cursor=" + Math.addExact(version, 1);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        do {
            ApiAnswer answer = serving.sendUntilAnswered("GET", path, null, PATIENCE);
            if (!answer.ok()) {
                throw new CommandFailed("serving-api at " + serving.base() + " says: " + answer.explanation());
            }
            JsonNode found = answer.data().path(0);
            if (found.path("version").asInt() == version
                    && found.path("inLedger").asBoolean()) {
                return;
            }
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        } while (System.nanoTime() < deadline);
        throw new CommandFailed("The rules are published, but not every lane of the ledger has told of them yet."
                + " Look at ./farmer1st status; ./farmer1st points rules list says when they are in the ledger.");
    }
}
