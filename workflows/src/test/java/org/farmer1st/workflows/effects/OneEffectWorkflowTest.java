package org.farmer1st.workflows.effects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every workflow of one effect does: it notes that it runs, has the effect, and notes how that ended. */
public abstract class OneEffectWorkflowTest {

    private final TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance();
    private final Class<?> implementation;
    private final WorkflowOptions options;
    private final String written;

    /** @param written what the activities write for the workflow's request */
    protected OneEffectWorkflowTest(Class<?> implementation, String taskQueue, String workflowId, String written) {
        this.implementation = implementation;
        this.options = WorkflowOptions.newBuilder()
                .setTaskQueue(taskQueue)
                .setWorkflowId(workflowId)
                .build();
        this.written = written;
    }

    /** The workflow's activities. */
    protected abstract Object activities(Calls calls);

    /** Runs the workflow to its end. */
    protected abstract void run(WorkflowClient client, WorkflowOptions workflow);

    @AfterEach
    void close() {
        environment.close();
    }

    @Test
    void hasItsEffectAndEndsAsCompleted() throws IOException {
        Calls calls = new Calls(null, 0);

        run(calls);

        assertThat(calls.calls()).containsExactly("begin", "write " + written, "end completed");
        keepHistory("completed");
    }

    @Test
    void endsAsFailedWhereItsEffectIsRefused() throws IOException {
        Calls calls = new Calls("already published", 0);

        assertThatThrownBy(() -> run(calls))
                .isInstanceOf(WorkflowFailedException.class)
                .hasStackTraceContaining("already published");

        assertThat(calls.calls()).containsExactly("begin", "write " + written, "end failed: already published");
        keepHistory("refused");
    }

    @Test
    void triesOnWhileTheDatabaseIsAway() {
        Calls calls = new Calls(null, 3);

        run(calls);

        assertThat(calls.calls())
                .containsExactly(
                        "begin", "no database", "no database", "no database", "write " + written, "end completed");
    }

    private void run(Calls calls) {
        Worker worker = environment.newWorker(options.getTaskQueue());
        worker.registerWorkflowImplementationTypes(implementation);
        worker.registerActivitiesImplementations(activities(calls));
        environment.start();
        run(environment.getWorkflowClient(), options);
    }

    /** Run with {@code -Dfarmer1st.histories=FOLDER} to record what the replay test replays. */
    private void keepHistory(String name) throws IOException {
        String folder = System.getProperty("farmer1st.histories");
        if (folder != null) {
            Files.writeString(
                    Path.of(folder, name + ".json"),
                    environment
                                    .getWorkflowClient()
                                    .fetchHistory(options.getWorkflowId())
                                    .toJson(true)
                            + "\n");
        }
    }
}
