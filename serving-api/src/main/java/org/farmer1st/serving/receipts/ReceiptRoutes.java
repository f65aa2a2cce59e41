package org.farmer1st.serving.receipts;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.farmer1st.runtime.http.Access;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.Caller;
import org.farmer1st.runtime.http.Caller.Role;
import org.farmer1st.runtime.http.Envelope;
import org.farmer1st.runtime.http.ErrorCode;
import org.farmer1st.runtime.http.Operation;
import org.farmer1st.runtime.http.Routes;
import org.farmer1st.runtime.receipt.Receipt;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.serving.postgres.Postgres;
import org.farmer1st.serving.progress.AfterReceipt;
import org.farmer1st.serving.progress.ViewProgress;

/**
 * {@code GET /v1/receipts/{receipt}}: how far its submission has come. For enumerators and admins of its tenant, and for
 * farmers whose lane it is in: a receipt names no farmer, and having it is what shows that it is theirs.
 *
 * <p>A stage is reached when its view has covered the submission. Its time is then that of the newest submission that
 * the lane has covered: by then at the latest.
 *
 * <p>A submission whose identity stands with other content, or that replaces what isn't there to be replaced, ends in the stage
 * {@code conflict}, and in none after it.
 */
public final class ReceiptRoutes {

    private static final String CONFLICT =
            "SELECT at FROM views.receipt_conflicts" + " WHERE generation = ? AND lane = ? AND submission_offset = ?";

    private final AfterReceipt receipts;
    private final Postgres postgres;
    private final Lanes lanes;

    public ReceiptRoutes(AfterReceipt receipts, Postgres postgres, Lanes lanes) {
        this.receipts = receipts;
        this.postgres = postgres;
        this.lanes = lanes;
    }

    private record Stages(String responseId, String versionId, List<Stage> stages) {}

    private record Stage(
            String stage,
            boolean reached,
            @JsonInclude(JsonInclude.Include.NON_NULL) Instant at) {}

    /** Declares the route. */
    public void addTo(Routes routes) {
        routes.group("Receipts", "What became of a response.")
                .get(
                        "/v1/receipts/{receipt}",
                        Operation.of(
                                        "getReceipt",
                                        "The stages that a receipt's response has passed",
                                        Access.of(Role.FARMER, Role.ENUMERATOR, Role.ADMIN))
                                .path("receipt", "Receipt", "As it was given.")
                                .answers(200, "ReceiptStages", "The stages, in their order.")
                                .errors(ErrorCode.INVALID_RECEIPT),
                        this::stages);
    }

    private void stages(Context ctx) {
        Caller caller = Caller.of(ctx);
        Receipt receipt = receipts.verify(ctx.pathParam("receipt"), caller);
        if (!caller.is(Role.ENUMERATOR, Role.ADMIN) && lanes.of(caller.tenant(), caller.subject()) != receipt.lane()) {
            throw new ApiException(ErrorCode.FORBIDDEN, "This receipt belongs to another farmer.");
        }
        ctx.future(() -> postgres.read(connection -> stages(connection, receipt))
                .thenAccept(
                        stages -> Envelope.data(ctx, new Stages(receipt.responseId(), receipt.versionId(), stages))));
    }

    private static List<Stage> stages(Connection connection, Receipt receipt) throws SQLException {
        Map<String, ViewProgress> views = ViewProgress.readAll(connection);
        Stage accepted = new Stage("accepted", true, receipt.receivedAt());
        Stage counted = stage("counted", receipt, views, ViewProgress.SURVEY_CELLS);
        if (counted.reached()) {
            // Written with the progress that was read before: where it isn't there now, there is none.
            Optional<Instant> conflict =
                    conflict(connection, views.get(ViewProgress.SURVEY_CELLS).generation(), receipt);
            if (conflict.isPresent()) {
                return List.of(accepted, new Stage("conflict", true, conflict.get()));
            }
        }
        return List.of(accepted, counted, stage("credited", receipt, views, ViewProgress.POINTS));
    }

    private static Optional<Instant> conflict(Connection connection, int generation, Receipt receipt)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CONFLICT)) {
            statement.setInt(1, generation);
            statement.setInt(2, receipt.lane());
            statement.setLong(3, receipt.offset());
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next()
                        ? Optional.of(rows.getObject(1, OffsetDateTime.class).toInstant())
                        : Optional.empty();
            }
        }
    }

    private static Stage stage(String name, Receipt receipt, Map<String, ViewProgress> views, String view) {
        ViewProgress progress = views.getOrDefault(view, ViewProgress.NONE);
        return progress.covers(receipt.lane(), receipt.offset())
                ? new Stage(name, true, progress.lanes().get(receipt.lane()).asOf())
                : new Stage(name, false, null);
    }
}
