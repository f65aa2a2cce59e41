package org.farmer1st.workflows.rules;

import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Workflow;
import org.farmer1st.workflows.EffectOptions;

/** The order of a publication's effects. Changing it is a change to running workflows: see the replay test. */
public final class RulesWorkflowImpl implements RulesWorkflow {

    /** The type of the failure that a refused publication ends with. */
    static final String REFUSED = "RulesRefused";

    private final RulesActivities activities = Workflow.newActivityStub(RulesActivities.class, EffectOptions.PROMPT);

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
