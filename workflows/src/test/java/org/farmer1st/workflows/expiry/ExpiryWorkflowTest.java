package org.farmer1st.workflows.expiry;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.client.WorkflowOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.farmer1st.workflows.TaskQueues;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExpiryWorkflowTest {

    private static final String ID = "expire-points:2026-11-21";

    private final TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance();

    @AfterEach
    void close() {
        environment.close();
    }

    @Test
    void aDayIsDueWhenItHasBegunEverywhere() {
        assertThat(ExpiryDay.at(Instant.parse("2026-11-21T11:59:59Z"))).isEqualTo(LocalDate.of(2026, 11, 20));
        assertThat(ExpiryDay.at(Instant.parse("2026-11-21T12:00:00Z"))).isEqualTo(LocalDate.of(2026, 11, 21));
        assertThat(ExpiryDay.begin(LocalDate.of(2026, 11, 21))).isEqualTo(Instant.parse("2026-11-21T12:00:00Z"));
    }

    @Test
    void sendsTheDayThatIsDueAndTriesUntilItIsSent() throws IOException {
        List<String> sent = new ArrayList<>();
        ExpiryActivities activities = dueOn -> {
            sent.add(dueOn);
            if (sent.size() < 3) {
                throw new IllegalStateException("no Kafka");
            }
        };
        Worker worker = environment.newWorker(TaskQueues.EXPIRY);
        worker.registerWorkflowImplementationTypes(ExpiryWorkflowImpl.class);
        worker.registerActivitiesImplementations(activities);
        environment.start();
        Instant before = Instant.ofEpochMilli(environment.currentTimeMillis());

        environment
                .getWorkflowClient()
                .newWorkflowStub(
                        ExpiryWorkflow.class,
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(TaskQueues.EXPIRY)
                                .setWorkflowId(ID)
                                .build())
                .expire();

        assertThat(sent).hasSize(3);
        assertThat(sent.get(2)).isEqualTo(sent.get(0));
        assertThat(LocalDate.parse(sent.get(0)))
                .isBetween(ExpiryDay.at(before), ExpiryDay.at(before).plusDays(1));
        keepHistory();
    }

    /** Run with {@code -Dfarmer1st.histories=FOLDER} to record what the replay test replays. */
    private void keepHistory() throws IOException {
        String folder = System.getProperty("farmer1st.histories");
        if (folder != null) {
            Files.writeString(
                    Path.of(folder, "completed.json"),
                    environment.getWorkflowClient().fetchHistory(ID).toJson(true) + "\n");
        }
    }
}
