package org.farmer1st.workflows.commands;

import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;
import io.temporal.worker.WorkerFactory;
import org.farmer1st.events.PlatformCommand;
import org.farmer1st.events.PublishSurvey;
import org.farmer1st.workflows.TaskQueues;
import org.farmer1st.workflows.publication.PublicationRequest;
import org.farmer1st.workflows.publication.PublicationWorkflow;

/** Which command is which workflow, and how it is started. */
public final class TemporalWorkflowStarter implements WorkflowStarter {

    private final WorkflowClient client;
    private final WorkerFactory workers;

    /** @param workers started once Temporal answers; whoever made them shuts them down */
    public TemporalWorkflowStarter(WorkflowClient client, WorkerFactory workers) {
        this.client = client;
        this.workers = workers;
    }

    @Override
    public void check() {
        client.getWorkflowServiceStubs().healthCheck();
        workers.start();
    }

    @Override
    public void start(PlatformCommand command) {
        try {
            if (command.getCommand() instanceof PublishSurvey publish) {
                PublicationWorkflow workflow = client.newWorkflowStub(
                        PublicationWorkflow.class, options(command.getWorkflowId(), TaskQueues.PUBLICATION));
                WorkflowClient.start(
                        workflow::publish,
                        new PublicationRequest(
                                command.getWorkflowId(),
                                command.getTenant(),
                                publish.getSurveyId(),
                                publish.getSurveyVersion(),
                                publish.getDefinition()));
            } else {
                throw new IllegalStateException("No workflow is known for "
                        + command.getCommand().getClass().getSimpleName());
            }
        } catch (WorkflowExecutionAlreadyStarted e) {
            // Temporal knows it, running or ended: what was to be ensured.
        }
    }

    private static WorkflowOptions options(String workflowId, String taskQueue) {
        return WorkflowOptions.newBuilder()
                .setWorkflowId(workflowId)
                .setTaskQueue(taskQueue)
                .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)
                .build();
    }
}
