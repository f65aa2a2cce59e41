package org.farmer1st.workflows.publication;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import org.farmer1st.workflows.TaskQueues;
import org.farmer1st.workflows.effects.Calls;
import org.farmer1st.workflows.effects.OneEffectWorkflowTest;

class PublicationWorkflowTest extends OneEffectWorkflowTest {

    private static final PublicationRequest REQUEST = new PublicationRequest(
            "publish-survey:demo:coffee:1:0123456789ab",
            "demo",
            "coffee",
            1,
            "{\"surveyId\":\"coffee\",\"version\":1}");

    PublicationWorkflowTest() {
        super(PublicationWorkflowImpl.class, TaskQueues.PUBLICATION, REQUEST.workflowId(), "coffee 1");
    }

    @Override
    protected void run(WorkflowClient client, WorkflowOptions workflow) {
        client.newWorkflowStub(PublicationWorkflow.class, workflow).publish(REQUEST);
    }

    @Override
    protected Object activities(Calls calls) {
        return new PublicationActivities() {
            @Override
            public void begin(PublicationRequest request) {
                calls.begin();
            }

            @Override
            public String writeDefinition(PublicationRequest request) {
                return calls.write(request.surveyId() + " " + request.surveyVersion());
            }

            @Override
            public void end(PublicationRequest request, String refusal) {
                calls.end(refusal);
            }
        };
    }
}
