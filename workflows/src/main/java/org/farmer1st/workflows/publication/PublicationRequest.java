package org.farmer1st.workflows.publication;

/**
 * What is to be published. It is kept in the workflow's history: fields may be added, never renamed or removed.
 *
 * @param workflowId derived from the command, so that the same command is the same workflow
 * @param tenant whose survey it is
 * @param surveyId the survey
 * @param surveyVersion its version, 1 or more
 * @param definition the definition as canonical JSON
 */
public record PublicationRequest(
        String workflowId, String tenant, String surveyId, int surveyVersion, String definition) {}
