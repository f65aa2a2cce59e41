package org.farmer1st.workflows.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.farmer1st.workflows.TaskQueues;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RulesWorkflowTest {

    private static final RulesRequest REQUEST = new RulesRequest(
            "publish-points-rules:demo:1:0123456789ab",
            "demo",
            "2026-11-21T08:00:00Z",
            1,
            "{\"inForceFrom\":\"2026-12-01T00:00:00Z\",\"pointsPerAnswer\":2}");

    private final TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance();

    @AfterEach
    void close() {
        environment.close();
    }

    @Test
    void writesTheRulesAndEndsAsCompleted() throws IOException {
        RecordingActivities activities = new RecordingActivities(null, 0);

        run(activities);

        assertThat(activities.calls).containsExactly("begin", "write 1", "end completed");
        keepHistory("completed");
    }

    @Test
    void endsAsFailedWhereTheVersionIsThereWithOtherContent() throws IOException {
        RecordingActivities activities = new RecordingActivities("already published", 0);

        assertThatThrownBy(() -> run(activities))
                .isInstanceOf(WorkflowFailedException.class)
                .hasStackTraceContaining("already published");

        assertThat(activities.calls).containsExactly("begin", "write 1", "end failed: already published");
        keepHistory("refused");
    }

    @Test
    void triesOnWhileTheDatabaseIsAway() {
        RecordingActivities activities = new RecordingActivities(null, 3);

        run(activities);

        assertThat(activities.calls)
                .containsExactly("begin", "no database", "no database", "no database", "write 1", "end completed");
    }

    private void run(RulesActivities activities) {
        Worker worker = environment.newWorker(TaskQueues.RULES);
        worker.registerWorkflowImplementationTypes(RulesWorkflowImpl.class);
        worker.registerActivitiesImplementations(activities);
        environment.start();
        environment
                .getWorkflowClient()
                .newWorkflowStub(
                        RulesWorkflow.class,
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(TaskQueues.RULES)
                                .setWorkflowId(REQUEST.workflowId())
                                .build())
                .publish(REQUEST);
    }

    /** Run with {@code -Dfarmer1st.histories=FOLDER} to record what the replay test replays. */
    private void keepHistory(String name) throws IOException {
        String folder = System.getProperty("farmer1st.histories");
        if (folder != null) {
            Files.writeString(
                    Path.of(folder, name + ".json"),
                    environment
                                    .getWorkflowClient()
                                    .fetchHistory(REQUEST.workflowId())
                                    .toJson(true)
                            + "\n");
        }
    }
}
