package org.farmer1st.workflows.onboarding;

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

class RegistrationWorkflowTest {

    private static final RegistrationRequest REQUEST =
            new RegistrationRequest("register-farmer:demo:0123456789ab", "demo", "farmer-1", "manica", "log", 7);

    private final TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance();

    @AfterEach
    void close() {
        environment.close();
    }

    @Test
    void writesTheFarmerAndEndsAsCompleted() throws IOException {
        RecordingActivities activities = new RecordingActivities(null, 0);

        run(activities);

        assertThat(activities.calls).containsExactly("begin", "write farmer-1 manica", "end completed");
        keepHistory("completed");
    }

    @Test
    void endsAsFailedWherePostgresCannotHoldIt() throws IOException {
        RecordingActivities activities = new RecordingActivities("not storable", 0);

        assertThatThrownBy(() -> run(activities))
                .isInstanceOf(WorkflowFailedException.class)
                .hasStackTraceContaining("not storable");

        assertThat(activities.calls).containsExactly("begin", "write farmer-1 manica", "end failed: not storable");
        keepHistory("refused");
    }

    @Test
    void triesOnWhileTheDatabaseIsAway() {
        RecordingActivities activities = new RecordingActivities(null, 3);

        run(activities);

        assertThat(activities.calls)
                .containsExactly(
                        "begin", "no database", "no database", "no database", "write farmer-1 manica", "end completed");
    }

    private void run(RegistrationActivities activities) {
        Worker worker = environment.newWorker(TaskQueues.REGISTRATION);
        worker.registerWorkflowImplementationTypes(RegistrationWorkflowImpl.class);
        worker.registerActivitiesImplementations(activities);
        environment.start();
        environment
                .getWorkflowClient()
                .newWorkflowStub(
                        RegistrationWorkflow.class,
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(TaskQueues.REGISTRATION)
                                .setWorkflowId(REQUEST.workflowId())
                                .build())
                .register(REQUEST);
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
