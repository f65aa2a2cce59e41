package org.farmer1st.workflows.outcomes;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.farmer1st.workflows.database.DatabaseUnavailableException;

/** Where each workflow stands, for those who ask: {@code reference.workflows}. */
public final class WorkflowTable {

    private static final String BEGIN = """
            INSERT INTO reference.workflows (workflow_id, tenant, kind, status)
            VALUES (?, ?, ?, 'running')
            ON CONFLICT (workflow_id) DO NOTHING""";

    // The row may be missing where Postgres was put back to an earlier state in between.
    private static final String END = """
            INSERT INTO reference.workflows (workflow_id, tenant, kind, status, detail, ended_at)
            VALUES (?, ?, ?, ?, ?, now())
            ON CONFLICT (workflow_id) DO UPDATE
            SET status = excluded.status, detail = excluded.detail, ended_at = excluded.ended_at
            WHERE reference.workflows.status = 'running'""";

    private final DataSource database;

    public WorkflowTable(DataSource database) {
        this.database = database;
    }

    /**
     * Notes that a workflow runs, unless it is known already, also as ended.
     *
     * @throws DatabaseUnavailableException where trying again may help
     */
    public void begin(String workflowId, String tenant, String kind) {
        execute(BEGIN, workflowId, tenant, kind);
    }

    /**
     * Notes how a workflow ended. The first end stands.
     *
     * @param failure null where it was completed
     * @throws DatabaseUnavailableException where trying again may help
     */
    public void end(String workflowId, String tenant, String kind, String failure) {
        execute(END, workflowId, tenant, kind, failure == null ? "completed" : "failed", failure);
    }

    private void execute(String sql, String... parameters) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new DatabaseUnavailableException("The workflow's state could not be noted", e);
        }
    }
}
