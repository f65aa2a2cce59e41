package org.farmer1st.workflows.onboarding;

/**
 * Who is to be registered. It is kept in the workflow's history: fields may be added, never renamed or removed.
 *
 * @param workflowId the command's, so that the same command is the same workflow
 * @param tenant whose farmer it is
 * @param farmerId opaque, nothing personal
 * @param region where the farmer belongs; null where that is not known
 * @param commandLog the id of the topic that the command stands in
 * @param commandOffset the command's offset there: of two registrations of a farmer the one behind the other stands
 */
public record RegistrationRequest(
        String workflowId, String tenant, String farmerId, String region, String commandLog, long commandOffset) {}
