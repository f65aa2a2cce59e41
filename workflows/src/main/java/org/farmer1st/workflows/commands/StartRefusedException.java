package org.farmer1st.workflows.commands;

/** Temporal will never take this workflow: it is too large, or its id is. The message says why. */
public final class StartRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String kind;

    /** @param kind the workflow's kind */
    public StartRefusedException(String kind, String reason, Throwable cause) {
        super(reason, cause);
        this.kind = kind;
    }

    public String kind() {
        return kind;
    }
}
