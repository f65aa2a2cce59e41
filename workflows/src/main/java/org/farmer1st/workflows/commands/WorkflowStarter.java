package org.farmer1st.workflows.commands;

/** Where workflows are started: Temporal, or what stands for it in a test. */
public interface WorkflowStarter {

    /**
     * Makes sure that Temporal answers, and that this process works on its tasks.
     *
     * @throws RuntimeException where it doesn't answer; trying again may help
     */
    void check();

    /**
     * Starts the command's workflow, under the command's workflow id, unless Temporal knows it.
     *
     * @throws StartRefusedException where Temporal will never take it, or this version has no workflow for it
     * @throws RuntimeException where Temporal could not be asked; trying again may help
     */
    void start(LoggedCommand command);
}
