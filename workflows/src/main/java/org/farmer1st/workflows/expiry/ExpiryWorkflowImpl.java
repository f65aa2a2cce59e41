package org.farmer1st.workflows.expiry;

import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;

/** One step. Adding another is a change to running workflows: see the replay test. */
public final class ExpiryWorkflowImpl implements ExpiryWorkflow {

    private final ExpiryActivities activities = Workflow.newActivityStub(
            ExpiryActivities.class,
            ActivityOptions.newBuilder()
                    .setStartToCloseTimeout(Duration.ofSeconds(60))
                    .setRetryOptions(RetryOptions.newBuilder()
                            .setInitialInterval(Duration.ofSeconds(1))
                            .setMaximumInterval(Duration.ofMinutes(1))
                            .build())
                    .build());

    @Override
    public void expire() {
        activities.sendDue(
                ExpiryDay.at(Instant.ofEpochMilli(Workflow.currentTimeMillis())).toString());
    }
}
