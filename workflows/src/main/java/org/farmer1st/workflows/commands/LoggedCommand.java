package org.farmer1st.workflows.commands;

import org.farmer1st.events.PlatformCommand;

/**
 * A command and where it stands in {@code platform.commands}, the order in which commands were accepted.
 *
 * @param command what was asked for
 * @param log the topic's id: a topic that was made anew has another one, and counts from 0 again
 * @param offset its offset there
 */
public record LoggedCommand(PlatformCommand command, String log, long offset) {

    /** The id of the workflow that it asks for. */
    public String workflowId() {
        return command.getWorkflowId();
    }
}
