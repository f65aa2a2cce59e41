package org.farmer1st.workflows.publication;

import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Workflow;
import org.farmer1st.workflows.EffectOptions;

/** The order of a publication's effects. Changing it is a change to running workflows: see the replay test. */
public final class PublicationWorkflowImpl implements PublicationWorkflow {

    /** The type of the failure that a refused publication ends with. */
    static final String REFUSED = "PublicationRefused";

    private final PublicationActivities activities =
            Workflow.newActivityStub(PublicationActivities.class, EffectOptions.PROMPT);

    @Override
    public void publish(PublicationRequest request) {
        activities.begin(request);
        String refusal = activities.writeDefinition(request);
        activities.end(request, refusal);
        if (refusal != null) {
            throw ApplicationFailure.newNonRetryableFailure(refusal, REFUSED);
        }
    }
}
