package org.farmer1st.workflows.database;

import java.sql.SQLException;

/** What a refusal of Postgres means. Source: PostgreSQL documentation, "PostgreSQL Error Codes". */
public final class SqlStates {

    private static final String DATA_EXCEPTION = "22";
    private static final String CHECK_VIOLATION = "23514";

    private SqlStates() {}

    /** Whether a value was not one that its type can hold: trying again will not help. */
    public static boolean isDataException(SQLException error) {
        return error.getSQLState() != null && error.getSQLState().startsWith(DATA_EXCEPTION);
    }

    /** Whether a row was not one that its table may hold: trying again will not help. */
    public static boolean isCheckViolation(SQLException error) {
        return CHECK_VIOLATION.equals(error.getSQLState());
    }
}
