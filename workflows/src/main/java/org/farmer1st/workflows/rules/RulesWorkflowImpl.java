package org.farmer1st.workflows.rules;

import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/** The order of a publication's effects. Changing it is a change to running workflows: see the replay test. */
public final class RulesWorkflowImpl implements RulesWorkflow {

    /** The type of the failure that a refused publication ends with. */
    static final String REFUSED = "RulesRefused";

    private final RulesActivities activities = Workflow.newActivityStub(
            RulesActivities.class,
            ActivityOptions.newBuilder()
                    .setStartToCloseTimeout(Duration.ofSeconds(10))
                    .setRetryOptions(RetryOptions.newBuilder()
                            .setInitialInterval(Duration.ofMillis(200))
                            .setMaximumInterval(Duration.ofSeconds(5))
                            .build())
                    .build());

    @Override
    public void publish(RulesRequest request) {
        activities.begin(request);
        String refusal = activities.writeRules(request);
        activities.end(request, refusal);
        if (refusal != null) {
            throw ApplicationFailure.newNonRetryableFailure(refusal, REFUSED);
        }
    }
}
