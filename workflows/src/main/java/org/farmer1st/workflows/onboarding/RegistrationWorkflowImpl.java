package org.farmer1st.workflows.onboarding;

import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Workflow;
import org.farmer1st.workflows.EffectOptions;

/** The order of a registration's effects. Changing it is a change to running workflows: see the replay test. */
public final class RegistrationWorkflowImpl implements RegistrationWorkflow {

    /** The type of the failure that a refused registration ends with. */
    static final String REFUSED = "RegistrationRefused";

    private final RegistrationActivities activities =
            Workflow.newActivityStub(RegistrationActivities.class, EffectOptions.PROMPT);

    @Override
    public void register(RegistrationRequest request) {
        activities.begin(request);
        String refusal = activities.writeFarmer(request);
        activities.end(request, refusal);
        if (refusal != null) {
            throw ApplicationFailure.newNonRetryableFailure(refusal, REFUSED);
        }
    }
}
