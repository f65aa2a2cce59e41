package org.farmer1st.workflows.outcomes;

import org.farmer1st.events.OutcomeStatus;

/** What the workflows came to: the topic workflow.outcomes. */
public interface OutcomeLog {

    /** The step under which a workflow's end is recorded. */
    String END = "end";

    /**
     * Returns when the outcome is safely recorded. Recording the same again leaves one.
     *
     * @param detail for people; empty where there is nothing to say
     * @throws RuntimeException where it could not be recorded; trying again may help
     */
    void record(String workflowId, String tenant, String step, OutcomeStatus status, String detail);
}
