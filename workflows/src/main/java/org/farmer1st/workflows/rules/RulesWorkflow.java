package org.farmer1st.workflows.rules;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Publishes one version of a tenant's rules: a row in {@code reference.points_rules}, from where it travels to every lane of the
 * ledger. A published version never changes.
 */
@WorkflowInterface
public interface RulesWorkflow {

    /** The workflow's kind, in Temporal and in {@code reference.workflows}. */
    String KIND = "publish-points-rules";

    /**
     * Ends when the version is there. Fails, as a workflow, where the same version is already there with other content, or
     * where Postgres refuses it; everything else is tried again for as long as it takes.
     */
    @WorkflowMethod(name = KIND)
    void publish(RulesRequest request);
}
