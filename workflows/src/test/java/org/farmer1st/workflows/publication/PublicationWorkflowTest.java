package org.farmer1st.workflows.publication;

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

class PublicationWorkflowTest {

    private static final PublicationRequest REQUEST = new PublicationRequest(
            "publish-survey:demo:coffee:1:0123456789ab",
            "demo",
            "coffee",
            1,
            "{\"surveyId\":\"coffee\",\"version\":1}");

    private final TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance();

    @AfterEach
    void close() {
        environment.close();
    }

    @Test
    void writesTheDefinitionAndEndsAsCompleted() throws IOException {
        RecordingActivities activities = new RecordingActivities(null, 0);

        run(activities);

        assertThat(activities.calls).containsExactly("begin", "write coffee 1", "end completed");
        keepHistory("completed");
    }

    @Test
    void endsAsFailedWhereTheVersionIsThereWithOtherContent() throws IOException {
        RecordingActivities activities = new RecordingActivities("already published", 0);

        assertThatThrownBy(() -> run(activities))
                .isInstanceOf(WorkflowFailedException.class)
                .hasStackTraceContaining("already published");

        assertThat(activities.calls).containsExactly("begin", "write coffee 1", "end failed: already published");
        keepHistory("refused");
    }

    @Test
    void triesOnWhileTheDatabaseIsAway() {
        RecordingActivities activities = new RecordingActivities(null, 3);

        run(activities);

        assertThat(activities.calls)
                .containsExactly(
                        "begin", "no database", "no database", "no database", "write coffee 1", "end completed");
    }

    private void run(PublicationActivities activities) {
        Worker worker = environment.newWorker(TaskQueues.PUBLICATION);
        worker.registerWorkflowImplementationTypes(PublicationWorkflowImpl.class);
        worker.registerActivitiesImplementations(activities);
        environment.start();
        environment
                .getWorkflowClient()
                .newWorkflowStub(
                        PublicationWorkflow.class,
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(TaskQueues.PUBLICATION)
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
