package org.farmer1st.workflows.schedules;

import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.farmer1st.workflows.TaskQueues;
import org.farmer1st.workflows.expiry.ExpiryDay;
import org.farmer1st.workflows.expiry.ExpiryWorkflow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for each day's workflow at intervals, by an id that derives from the day: once a day it starts, and otherwise Temporal
 * has it. For a Temporal without schedules, as the local one is. One that lost its memory runs a day again, which the ledger knows.
 */
public final class TickingSchedules implements Schedules {

    private static final Logger LOG = LoggerFactory.getLogger(TickingSchedules.class);
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(2);

    private final WorkflowClient client;
    private final Duration interval;
    private final Clock clock;
    private final Thread thread = new Thread(this::run, "schedules");
    private volatile String problem = "No workflow has been asked for yet";

    /** @param interval how often to ask */
    public TickingSchedules(WorkflowClient client, Duration interval, Clock clock) {
        this.client = client;
        this.interval = interval;
        this.clock = clock;
        thread.setDaemon(true);
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(tick() ? interval.toMillis() : AFTER_A_FAILURE.toMillis());
            }
        } catch (InterruptedException e) {
            LOG.debug("Closed");
        }
    }

    private boolean tick() {
        ExpiryWorkflow workflow = client.newWorkflowStub(
                ExpiryWorkflow.class,
                WorkflowOptions.newBuilder()
                        .setWorkflowId(ExpiryWorkflow.KIND + ':' + ExpiryDay.at(clock.instant()))
                        .setTaskQueue(TaskQueues.EXPIRY)
                        .setWorkflowIdReusePolicy(
                                WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY)
                        .build());
        try {
            WorkflowClient.start(workflow::expire);
        } catch (WorkflowExecutionAlreadyStarted e) {
            // The day's workflow runs, or has run.
        } catch (RuntimeException e) {
            if (problem == null) {
                LOG.warn("The expiry of points could not be asked for; trying again until it can", e);
            }
            problem = "The expiry of points could not be asked for: " + e.getMessage();
            return false;
        }
        problem = null;
        return true;
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
