package org.farmer1st.local.client;

import java.io.IOException;
import java.time.Duration;
import org.farmer1st.local.CommandFailed;

/** A workflow that somebody asked for, until it has ended. */
public final class AwaitedWorkflow {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final ApiClient serving;
    private final Duration patience;

    /** @param serving as an admin of the tenant */
    public AwaitedWorkflow(ApiClient serving, Duration patience) {
        this.serving = serving;
        this.patience = patience;
    }

    /**
     * Returns when the workflow has completed. Polls its row, which appears a moment after the command.
     *
     * @param what it does, as the beginning of a sentence
     * @throws CommandFailed where it failed, or doesn't end in time
     * @throws IOException where serving-api doesn't answer
     */
    public void await(String workflowId, String what) throws IOException, InterruptedException {
        String path = "/v1/workflows/" + RequestPath.segment(workflowId);
        long deadline = System.nanoTime() + patience.toNanos();
        ApiAnswer answer;
        do {
            answer = serving.sendUntilAnswered("GET", path, null, patience);
            String status = answer.data().path("status").asText("");
            if (status.equals("completed")) {
                return;
            }
            if (status.equals("failed")) {
                throw new CommandFailed(what + " failed: "
                        + answer.data().path("detail").asText("no reason given")
                        + ". Correct what it names and publish again.");
            }
            if (!answer.ok() && answer.status() != 404) {
                throw new CommandFailed(what + " can't be followed: " + answer.explanation());
            }
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        } while (System.nanoTime() < deadline);
        throw new CommandFailed(what + " is still under way after " + patience.toSeconds()
                + " s. Look at ./farmer1st status; publishing again is safe.");
    }
}
