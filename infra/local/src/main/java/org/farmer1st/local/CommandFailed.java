package org.farmer1st.local;

/**
 * A command could not do what was asked. The message is all that a person sees: what is wrong, and what to do next, in whole
 * sentences. Ends the command with exit code 1.
 */
public final class CommandFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CommandFailed(String message) {
        super(message);
    }

    public CommandFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
