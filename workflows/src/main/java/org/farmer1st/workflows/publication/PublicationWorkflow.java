package org.farmer1st.workflows.publication;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Publishes one version of a survey: a row in {@code reference.surveys}, from where it travels to whoever needs
 * definitions. A published version never changes.
 */
@WorkflowInterface
public interface PublicationWorkflow {

    /** The workflow's kind, in Temporal and in {@code reference.workflows}. */
    String KIND = "publish-survey";

    /**
     * Ends when the version is there. Fails, as a workflow, where the same version is already there with other content, or
     * where Postgres cannot hold the definition; everything else is tried again for as long as it takes.
     */
    @WorkflowMethod(name = KIND)
    void publish(PublicationRequest request);
}
