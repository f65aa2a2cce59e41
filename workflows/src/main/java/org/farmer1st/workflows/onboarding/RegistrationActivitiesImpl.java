package org.farmer1st.workflows.onboarding;

import org.farmer1st.events.OutcomeStatus;
import org.farmer1st.workflows.outcomes.OutcomeLog;
import org.farmer1st.workflows.outcomes.WorkflowEnds;
import org.farmer1st.workflows.outcomes.WorkflowTable;

/**
 * A registration's effects on Postgres and Kafka. In each, Postgres is first: an outcome in Kafka says that its effect is
 * there. A crash between the two leads to the activity being done again, which finds the effect and records it.
 */
public final class RegistrationActivitiesImpl implements RegistrationActivities {

    private static final String FARMER_STEP = "farmer";

    private final FarmerTable farmers;
    private final WorkflowTable workflows;
    private final OutcomeLog outcomes;
    private final WorkflowEnds ends;

    public RegistrationActivitiesImpl(
            FarmerTable farmers, WorkflowTable workflows, OutcomeLog outcomes, WorkflowEnds ends) {
        this.farmers = farmers;
        this.workflows = workflows;
        this.outcomes = outcomes;
        this.ends = ends;
    }

    @Override
    public void begin(RegistrationRequest request) {
        workflows.begin(request.workflowId(), request.tenant(), RegistrationWorkflow.KIND);
    }

    @Override
    public String writeFarmer(RegistrationRequest request) {
        FarmerTable.Registration registration = farmers.register(
                request.tenant(), request.farmerId(), request.region(), request.commandLog(), request.commandOffset());
        String refusal =
                switch (registration) {
                    case WRITTEN, SUPERSEDED -> null;
                    case NOT_STORABLE ->
                        "The farmer cannot be stored: it holds text that Postgres does not take"
                                + " (text may not contain the character U+0000)";
                };
        outcomes.record(
                request.workflowId(),
                request.tenant(),
                FARMER_STEP,
                refusal == null ? OutcomeStatus.COMPLETED : OutcomeStatus.FAILED,
                refusal != null
                        ? refusal
                        : registration == FarmerTable.Registration.SUPERSEDED
                                ? "A later registration of this farmer stands"
                                : "");
        return refusal;
    }

    @Override
    public void end(RegistrationRequest request, String refusal) {
        ends.end(request.workflowId(), request.tenant(), RegistrationWorkflow.KIND, refusal);
    }
}
