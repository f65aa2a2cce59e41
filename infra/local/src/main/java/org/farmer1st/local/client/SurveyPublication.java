package org.farmer1st.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.farmer1st.local.CommandFailed;

/**
 * The publication of a survey as its publisher sees it: the request, the workflow that carries it out, and the moment from
 * which ingest-api accepts responses. Publishing the same definition again ends the same way.
 */
public final class SurveyPublication {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final ApiClient ingest;
    private final ApiClient serving;
    private final Consumer<String> report;

    /**
     * @param ingest as an admin of the tenant
     * @param serving as an admin of the tenant
     * @param report takes one line for each thing that happened
     */
    public SurveyPublication(ApiClient ingest, ApiClient serving, Consumer<String> report) {
        this.ingest = ingest;
        this.serving = serving;
        this.report = report;
    }

    /**
     * Returns when responses to {@code definition} are accepted.
     *
     * @throws CommandFailed where the definition is refused, its workflow fails, or the platform does not get there in time
     */
    public void publish(JsonNode definition) throws InterruptedException {
        String surveyId = definition.path("surveyId").asText("");
        if (surveyId.isEmpty()) {
            throw new CommandFailed("The definition has no surveyId: give it one, such as \"surveyId\": \"coffee\".");
        }
        try {
            ApiAnswer answer = ingest.sendUntilAnswered(
                    "PUT", "/v1/surveys/" + RequestPath.segment(surveyId), () -> definition, PATIENCE);
            if (!answer.ok()) {
                throw new CommandFailed("The definition was refused: " + answer.explanation());
            }
            String workflowId = answer.data().path("workflowId").asText();
            report.accept("Publication asked for: " + workflowId);
            new AwaitedWorkflow(serving, PATIENCE).await(workflowId, "The publication");
            report.accept("The workflow completed: the definition is in Postgres.");
            int version = definition.path("version").asInt(1);
            awaitAcceptance(surveyId, version);
            report.accept("Responses to " + surveyId + " version " + version + " are accepted.");
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private void awaitAcceptance(String surveyId, int version) throws IOException, InterruptedException {
        String path = "/v1/surveys/" + RequestPath.segment(surveyId) + "/versions/" + version;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        ApiAnswer answer;
        do {
            answer = ingest.get(path);
            if (answer.ok()) {
                return;
            }
            if (answer.status() != 404 && !answer.retryable()) {
                throw new CommandFailed("ingest-api at " + ingest.base() + " says: " + answer.explanation());
            }
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        } while (System.nanoTime() < deadline);
        throw new CommandFailed("The definition is published, but ingest-api at " + ingest.base()
                + " does not accept responses to it yet. Look at ./farmer1st status; publishing again is safe.");
    }

    private CommandFailed unreachable(IOException e) {
        return new CommandFailed(
                "The platform does not answer at " + ingest.base() + " and " + serving.base() + " (" + e
                        + "). Look at ./farmer1st status, start it with ./farmer1st up.",
                e);
    }
}
