package org.farmer1st.workflows.rules;

/**
 * Which rules are to be published. It is kept in the workflow's history: fields may be added, never renamed or removed.
 *
 * @param workflowId derived from the command, so that the same command is the same workflow
 * @param tenant whose rules they are
 * @param publishedAt when they were asked for, in ISO 8601: so rules that had to wait here were published in time all the same
 * @param version 1 or more
 * @param rules a JSON object with the fields of the API's PointsRules, null where they are left out
 */
public record RulesRequest(String workflowId, String tenant, String publishedAt, int version, String rules) {}
