package org.farmer1st.workflows.publication;

import org.farmer1st.events.OutcomeStatus;
import org.farmer1st.workflows.outcomes.OutcomeLog;
import org.farmer1st.workflows.outcomes.WorkflowEnds;
import org.farmer1st.workflows.outcomes.WorkflowTable;

/**
 * A publication's effects on Postgres and Kafka. In each, Postgres is first: an outcome in Kafka says that its effect is
 * there. A crash between the two leads to the activity being done again, which finds the effect and records it.
 */
public final class PublicationActivitiesImpl implements PublicationActivities {

    private static final String DEFINITION_STEP = "definition";

    private final SurveyTable surveys;
    private final WorkflowTable workflows;
    private final OutcomeLog outcomes;
    private final WorkflowEnds ends;

    public PublicationActivitiesImpl(
            SurveyTable surveys, WorkflowTable workflows, OutcomeLog outcomes, WorkflowEnds ends) {
        this.surveys = surveys;
        this.workflows = workflows;
        this.outcomes = outcomes;
        this.ends = ends;
    }

    @Override
    public void begin(PublicationRequest request) {
        workflows.begin(request.workflowId(), request.tenant(), PublicationWorkflow.KIND);
    }

    @Override
    public String writeDefinition(PublicationRequest request) {
        String refusal =
                switch (surveys.add(
                        request.tenant(), request.surveyId(), request.surveyVersion(), request.definition())) {
                    case ADDED, PRESENT -> null;
                    case PRESENT_WITH_OTHER_CONTENT ->
                        "Version " + request.surveyVersion() + " of survey " + request.surveyId()
                                + " is already published with another definition;"
                                + " a published version never changes: publish the next version";
                    case NOT_STORABLE ->
                        "The definition cannot be stored: it is not JSON as Postgres takes it"
                                + " (text may not contain the character U+0000)";
                };
        outcomes.record(
                request.workflowId(),
                request.tenant(),
                DEFINITION_STEP,
                refusal == null ? OutcomeStatus.COMPLETED : OutcomeStatus.FAILED,
                refusal == null ? "" : refusal);
        return refusal;
    }

    @Override
    public void end(PublicationRequest request, String refusal) {
        ends.end(request.workflowId(), request.tenant(), PublicationWorkflow.KIND, refusal);
    }
}
