package org.farmer1st.workflows.expiry;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Has the points expired that are due: asks every lane of the ledger to go over its farmers. It may run as often as anybody
 * likes: the ledger does each day once.
 */
@WorkflowInterface
public interface ExpiryWorkflow {

    /** The workflow's kind, in Temporal, and how its ids begin. */
    String KIND = "expire-points";

    /**
     * Ends when Kafka has the commands for the day that has begun everywhere when the workflow starts. What is amiss is tried
     * again for as long as it takes.
     */
    @WorkflowMethod(name = KIND)
    void expire();
}
