package org.farmer1st.serving.workflows;

import io.javalin.http.Context;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.farmer1st.runtime.http.Access;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.Caller;
import org.farmer1st.runtime.http.Caller.Role;
import org.farmer1st.runtime.http.Envelope;
import org.farmer1st.runtime.http.ErrorCode;
import org.farmer1st.runtime.http.Operation;
import org.farmer1st.runtime.http.Routes;
import org.farmer1st.serving.postgres.Postgres;

/** {@code GET /v1/workflows/{workflowId}}: where a workflow of the tenant stands. For admins. */
public final class WorkflowRoutes {

    private final Postgres postgres;

    public WorkflowRoutes(Postgres postgres) {
        this.postgres = postgres;
    }

    private record Workflow(
            String workflowId, String kind, String status, String detail, Instant startedAt, Instant endedAt) {}

    /** Declares the route. */
    public void addTo(Routes routes) {
        routes.group("Workflows", "What takes more than one step.")
                .get(
                        "/v1/workflows/{workflowId}",
                        Operation.of("getWorkflow", "Where a workflow stands", Access.of(Role.ADMIN))
                                .path("workflowId", "WorkflowId", "As the answer named it that started it.")
                                .answers(200, "Workflow", "Where it stands.")
                                .errors(ErrorCode.NOT_FOUND),
                        this::workflow);
    }

    private void workflow(Context ctx) {
        Caller caller = Caller.of(ctx);
        String workflowId = ctx.pathParam("workflowId");
        if (workflowId.chars().anyMatch(Character::isISOControl)) {
            throw unknown();
        }
        ctx.future(() -> postgres.read(connection -> read(connection, caller.tenant(), workflowId))
                .thenAccept(found -> Envelope.data(ctx, found.orElseThrow(WorkflowRoutes::unknown))));
    }

    private static ApiException unknown() {
        return new ApiException(
                ErrorCode.NOT_FOUND, "No workflow of this id is known; one that was just asked for may be on its way.");
    }

    private static Optional<Workflow> read(Connection connection, String tenant, String workflowId)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT kind, status, detail, started_at, ended_at FROM reference.workflows WHERE tenant = ? AND workflow_id = ?")) {
            statement.setString(1, tenant);
            statement.setString(2, workflowId);
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    return Optional.empty();
                }
                OffsetDateTime ended = rows.getObject("ended_at", OffsetDateTime.class);
                return Optional.of(new Workflow(
                        workflowId,
                        rows.getString("kind"),
                        rows.getString("status"),
                        rows.getString("detail"),
                        rows.getObject("started_at", OffsetDateTime.class).toInstant(),
                        ended == null ? null : ended.toInstant()));
            }
        }
    }
}
