package org.farmer1st.sqljobs.job;

/** Something in a job's file is wrong; the message says what, and {@link #line()} and {@link #column()} where. */
public final class SqlFaultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    SqlFaultException(int line, int column, String message, Throwable cause) {
        super(message, cause);
        this.line = line;
        this.column = column;
    }

    /** From 1. */
    public int line() {
        return line;
    }

    /** From 1. */
    public int column() {
        return column;
    }
}
