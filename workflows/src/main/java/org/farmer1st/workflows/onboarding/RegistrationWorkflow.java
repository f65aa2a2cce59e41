package org.farmer1st.workflows.onboarding;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Registers a farmer, or changes what is known of one: the row in {@code reference.farmers}, from where it travels to
 * whoever needs farmers' regions.
 */
@WorkflowInterface
public interface RegistrationWorkflow {

    /** The workflow's kind, in Temporal and in {@code reference.workflows}. */
    String KIND = "register-farmer";

    /**
     * Ends when the row says this, or what a later command says. Fails, as a workflow, where Postgres cannot hold it;
     * everything else is tried again for as long as it takes.
     */
    @WorkflowMethod(name = KIND)
    void register(RegistrationRequest request);
}
