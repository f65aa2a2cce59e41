package org.farmer1st.workflows.outcomes;

import org.farmer1st.events.OutcomeStatus;

/**
 * How workflows end: in Postgres for those who ask, then in Kafka, from where on the end stands. A crash between the two
 * leads to the end being noted again.
 */
public final class WorkflowEnds {

    private final WorkflowTable workflows;
    private final OutcomeLog outcomes;

    public WorkflowEnds(WorkflowTable workflows, OutcomeLog outcomes) {
        this.workflows = workflows;
        this.outcomes = outcomes;
    }

    /**
     * Returns when the end is recorded.
     *
     * @param failure null where the workflow was completed, else why not, for people
     * @throws RuntimeException where it could not be recorded; trying again may help
     */
    public void end(String workflowId, String tenant, String kind, String failure) {
        workflows.end(workflowId, tenant, kind, failure);
        outcomes.record(
                workflowId,
                tenant,
                OutcomeLog.END,
                failure == null ? OutcomeStatus.COMPLETED : OutcomeStatus.FAILED,
                failure == null ? "" : failure);
    }
}
