package org.farmer1st.workflows.onboarding;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import org.farmer1st.workflows.TaskQueues;
import org.farmer1st.workflows.effects.Calls;
import org.farmer1st.workflows.effects.OneEffectWorkflowTest;

class RegistrationWorkflowTest extends OneEffectWorkflowTest {

    private static final RegistrationRequest REQUEST =
            new RegistrationRequest("register-farmer:demo:0123456789ab", "demo", "farmer-1", "manica", "log", 7);

    RegistrationWorkflowTest() {
        super(RegistrationWorkflowImpl.class, TaskQueues.REGISTRATION, REQUEST.workflowId(), "farmer-1 manica");
    }

    @Override
    protected void run(WorkflowClient client, WorkflowOptions workflow) {
        client.newWorkflowStub(RegistrationWorkflow.class, workflow).register(REQUEST);
    }

    @Override
    protected Object activities(Calls calls) {
        return new RegistrationActivities() {
            @Override
            public void begin(RegistrationRequest request) {
                calls.begin();
            }

            @Override
            public String writeFarmer(RegistrationRequest request) {
                return calls.write(request.farmerId() + " " + request.region());
            }

            @Override
            public void end(RegistrationRequest request, String refusal) {
                calls.end(refusal);
            }
        };
    }
}
