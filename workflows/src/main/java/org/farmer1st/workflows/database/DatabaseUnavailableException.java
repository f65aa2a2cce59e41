package org.farmer1st.workflows.database;

import java.sql.SQLException;

/** Postgres did not do what was asked. Trying again may help. */
public final class DatabaseUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DatabaseUnavailableException(String message, SQLException cause) {
        super(message + ": " + cause.getMessage(), cause);
    }
}
