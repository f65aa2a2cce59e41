package org.farmer1st.workflows.publication;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.farmer1st.workflows.database.DatabaseUnavailableException;
import org.farmer1st.workflows.database.SqlStates;

/** The published definitions: {@code reference.surveys}. */
public final class SurveyTable {

    /** What became of adding a definition. */
    public enum Addition {
        /** It is there now. */
        ADDED,
        /** It was there. */
        PRESENT,
        /** The version was there, with another definition. Nothing was changed. */
        PRESENT_WITH_OTHER_CONTENT,
        /** Postgres cannot hold it. */
        NOT_STORABLE
    }

    private static final String ADD = """
            INSERT INTO reference.surveys (tenant, survey_id, version, definition)
            VALUES (?, ?, ?, ?::jsonb)
            ON CONFLICT (tenant, survey_id, version) DO NOTHING""";

    private static final String COMPARE = """
            SELECT definition = ?::jsonb FROM reference.surveys
            WHERE tenant = ? AND survey_id = ? AND version = ?""";

    private final DataSource database;

    public SurveyTable(DataSource database) {
        this.database = database;
    }

    /**
     * Adds a definition unless its version is there. Definitions are the same where they are as JSON: the order of keys,
     * white space and how a number is written do not matter.
     *
     * @throws DatabaseUnavailableException where trying again may help
     */
    public Addition add(String tenant, String surveyId, int version, String definition) {
        try (Connection connection = database.getConnection()) {
            try (PreparedStatement add = connection.prepareStatement(ADD)) {
                add.setString(1, tenant);
                add.setString(2, surveyId);
                add.setInt(3, version);
                add.setString(4, definition);
                if (add.executeUpdate() == 1) {
                    return Addition.ADDED;
                }
            }
            try (PreparedStatement compare = connection.prepareStatement(COMPARE)) {
                compare.setString(1, definition);
                compare.setString(2, tenant);
                compare.setString(3, surveyId);
                compare.setInt(4, version);
                try (ResultSet result = compare.executeQuery()) {
                    if (!result.next()) {
                        throw new SQLException("The version was deleted at this moment");
                    }
                    return result.getBoolean(1) ? Addition.PRESENT : Addition.PRESENT_WITH_OTHER_CONTENT;
                }
            }
        } catch (SQLException e) {
            if (SqlStates.isDataException(e)) {
                return Addition.NOT_STORABLE;
            }
            throw new DatabaseUnavailableException("The definition could not be written", e);
        }
    }
}
