package org.farmer1st.workflows.rules;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import org.farmer1st.workflows.TaskQueues;
import org.farmer1st.workflows.effects.Calls;
import org.farmer1st.workflows.effects.OneEffectWorkflowTest;

class RulesWorkflowTest extends OneEffectWorkflowTest {

    private static final RulesRequest REQUEST = new RulesRequest(
            "publish-points-rules:demo:1:0123456789ab",
            "demo",
            "2026-11-21T08:00:00Z",
            1,
            "{\"inForceFrom\":\"2026-12-01T00:00:00Z\",\"pointsPerAnswer\":2}");

    RulesWorkflowTest() {
        super(RulesWorkflowImpl.class, TaskQueues.RULES, REQUEST.workflowId(), "1");
    }

    @Override
    protected void run(WorkflowClient client, WorkflowOptions workflow) {
        client.newWorkflowStub(RulesWorkflow.class, workflow).publish(REQUEST);
    }

    @Override
    protected Object activities(Calls calls) {
        return new RulesActivities() {
            @Override
            public void begin(RulesRequest request) {
                calls.begin();
            }

            @Override
            public String writeRules(RulesRequest request) {
                return calls.write("" + request.version());
            }

            @Override
            public void end(RulesRequest request, String refusal) {
                calls.end(refusal);
            }
        };
    }
}
