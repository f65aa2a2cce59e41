package org.farmer1st.workflows.rules;

import org.farmer1st.events.OutcomeStatus;
import org.farmer1st.workflows.outcomes.OutcomeLog;
import org.farmer1st.workflows.outcomes.WorkflowEnds;
import org.farmer1st.workflows.outcomes.WorkflowTable;

/**
 * A publication's effects on Postgres and Kafka. In each, Postgres is first: an outcome in Kafka says that its effect is
 * there. A crash between the two leads to the activity being done again, which finds the effect and records it.
 */
public final class RulesActivitiesImpl implements RulesActivities {

    private static final String RULES_STEP = "rules";

    private final RulesTable rules;
    private final WorkflowTable workflows;
    private final OutcomeLog outcomes;
    private final WorkflowEnds ends;

    public RulesActivitiesImpl(RulesTable rules, WorkflowTable workflows, OutcomeLog outcomes, WorkflowEnds ends) {
        this.rules = rules;
        this.workflows = workflows;
        this.outcomes = outcomes;
        this.ends = ends;
    }

    @Override
    public void begin(RulesRequest request) {
        workflows.begin(request.workflowId(), request.tenant(), RulesWorkflow.KIND);
    }

    @Override
    public String writeRules(RulesRequest request) {
        String refusal =
                switch (rules.add(request.tenant(), request.publishedAt(), request.version(), request.rules())) {
                    case ADDED, PRESENT -> null;
                    case PRESENT_WITH_OTHER_CONTENT ->
                        "Version " + request.version() + " of the rules is already published with other content;"
                                + " a published version never changes: publish the next version";
                    case NOT_STORABLE ->
                        "The rules cannot be stored: they are beyond what Postgres takes, or not in force later than"
                                + " their publication";
                };
        outcomes.record(
                request.workflowId(),
                request.tenant(),
                RULES_STEP,
                refusal == null ? OutcomeStatus.COMPLETED : OutcomeStatus.FAILED,
                refusal == null ? "" : refusal);
        return refusal;
    }

    @Override
    public void end(RulesRequest request, String refusal) {
        ends.end(request.workflowId(), request.tenant(), RulesWorkflow.KIND, refusal);
    }
}
