package org.farmer1st.workflows.commands;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowServiceException;
import io.temporal.worker.WorkerFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.farmer1st.events.DecideApproval;
import org.farmer1st.events.PlatformCommand;
import org.farmer1st.events.PublishPointsRules;
import org.farmer1st.events.PublishSurvey;
import org.farmer1st.events.RegisterFarmer;
import org.farmer1st.events.RequestPayout;
import org.farmer1st.workflows.TaskQueues;
import org.farmer1st.workflows.onboarding.RegistrationRequest;
import org.farmer1st.workflows.onboarding.RegistrationWorkflow;
import org.farmer1st.workflows.publication.PublicationRequest;
import org.farmer1st.workflows.publication.PublicationWorkflow;
import org.farmer1st.workflows.rules.RulesJson;
import org.farmer1st.workflows.rules.RulesRequest;
import org.farmer1st.workflows.rules.RulesWorkflow;

/**
 * Which command is which workflow, and how it is started. Used by one thread, but for closing.
 *
 * <p>When Temporal comes back the workers are made anew: the pollers of the old ones wait ever longer after each failure,
 * up to a minute, and would go on waiting.
 */
public final class TemporalWorkflowStarter implements WorkflowStarter, AutoCloseable {

    private final WorkflowClient client;
    private final Supplier<WorkerFactory> workerFactories;
    private WorkerFactory workers;

    /** @param workerFactories makes workers that are not started yet */
    public TemporalWorkflowStarter(WorkflowClient client, Supplier<WorkerFactory> workerFactories) {
        this.client = client;
        this.workerFactories = workerFactories;
    }

    @Override
    public synchronized void check() {
        try {
            client.getWorkflowServiceStubs().healthCheck();
            if (workers == null) {
                WorkerFactory made = workerFactories.get();
                made.start();
                workers = made;
            }
        } catch (RuntimeException e) {
            // What was under way may be interrupted: Temporal has it done again.
            if (workers != null) {
                workers.shutdownNow();
                workers = null;
            }
            throw e;
        }
    }

    /** Lets what is under way finish, for a few seconds. */
    @Override
    public synchronized void close() {
        if (workers != null) {
            workers.shutdown();
            workers.awaitTermination(5, TimeUnit.SECONDS);
        }
    }

    @Override
    public void start(LoggedCommand logged) {
        PlatformCommand command = logged.command();
        // A command without a workflow ends as failed. It is not kept until a version comes that could do it: by then
        // nobody expects it any more.
        if (command.getCommand() instanceof PublishSurvey publish) {
            start(PublicationWorkflow.KIND, () -> {
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
            });
        } else if (command.getCommand() instanceof RegisterFarmer register) {
            start(RegistrationWorkflow.KIND, () -> {
                RegistrationWorkflow workflow = client.newWorkflowStub(
                        RegistrationWorkflow.class, options(command.getWorkflowId(), TaskQueues.REGISTRATION));
                WorkflowClient.start(
                        workflow::register,
                        new RegistrationRequest(
                                command.getWorkflowId(),
                                command.getTenant(),
                                register.getFarmerId(),
                                register.getRegion(),
                                logged.log(),
                                logged.offset()));
            });
        } else if (command.getCommand() instanceof PublishPointsRules publish) {
            start(RulesWorkflow.KIND, () -> {
                RulesWorkflow workflow =
                        client.newWorkflowStub(RulesWorkflow.class, options(command.getWorkflowId(), TaskQueues.RULES));
                WorkflowClient.start(
                        workflow::publish,
                        new RulesRequest(
                                command.getWorkflowId(),
                                command.getTenant(),
                                command.getRequestedAt().toString(),
                                publish.getRules().getVersion(),
                                RulesJson.of(publish.getRules())));
            });
        } else if (command.getCommand() instanceof RequestPayout) {
            throw new StartRefusedException(
                    "request-payout",
                    "Payouts are not done by this version. Nothing was paid; once they are done, ask again under a new id.");
        } else if (command.getCommand() instanceof DecideApproval) {
            throw new StartRefusedException(
                    "decide-approval", "No workflow of this version waits for an approval. Nothing was decided.");
        } else {
            String kind = command.getCommand().getClass().getSimpleName();
            throw new StartRefusedException(
                    kind, "This version has no workflow for the command " + kind + ". Nothing was done.");
        }
    }

    private static void start(String kind, Runnable start) {
        try {
            start.run();
        } catch (WorkflowExecutionAlreadyStarted e) {
            // Temporal knows it, running or ended: what was to be ensured.
        } catch (WorkflowServiceException e) {
            if (e.getCause() instanceof StatusRuntimeException status
                    && status.getStatus().getCode() == Status.Code.INVALID_ARGUMENT) {
                throw new StartRefusedException(
                        kind,
                        "Temporal does not take the workflow: "
                                + status.getStatus().getDescription(),
                        e);
            }
            throw e;
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
