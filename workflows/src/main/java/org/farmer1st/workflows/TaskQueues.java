package org.farmer1st.workflows;

/** The task queues of Temporal: where a workflow's tasks wait for the processes that work on them. */
public final class TaskQueues {

    /** Survey publication. */
    public static final String PUBLICATION = "survey-publication";

    /** The registration of farmers. */
    public static final String REGISTRATION = "farmer-registration";

    /** The publication of points rules. */
    public static final String RULES = "points-rules-publication";

    /** The expiry of points. */
    public static final String EXPIRY = "points-expiry";

    private TaskQueues() {}
}
