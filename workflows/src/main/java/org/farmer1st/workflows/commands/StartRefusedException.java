package org.farmer1st.workflows.commands;

/**
 * This workflow will never be started: Temporal does not take it (it is too large, or its id is), or this version has none of
 * its kind. The message says why, for people.
 */
public final class StartRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String kind;

    /** @param kind the workflow's kind */
    public StartRefusedException(String kind, String reason) {
        this(kind, reason, null);
    }

    /** @param kind the workflow's kind */
    public StartRefusedException(String kind, String reason, Throwable cause) {
        super(reason, cause);
        this.kind = kind;
    }

    public String kind() {
        return kind;
    }
}
