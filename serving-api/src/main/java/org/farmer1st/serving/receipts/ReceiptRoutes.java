package org.farmer1st.serving.receipts;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
 */
public final class ReceiptRoutes {

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
        ctx.future(() -> postgres.read(ViewProgress::readAll)
                .thenAccept(views -> Envelope.data(
                        ctx,
                        new Stages(
                                receipt.responseId(),
                                receipt.versionId(),
                                List.of(
                                        new Stage("accepted", true, receipt.receivedAt()),
                                        stage("counted", receipt, views, ViewProgress.SURVEY_CELLS),
                                        stage("credited", receipt, views, ViewProgress.POINTS))))));
    }

    private static Stage stage(String name, Receipt receipt, Map<String, ViewProgress> views, String view) {
        ViewProgress progress = views.getOrDefault(view, ViewProgress.NONE);
        return progress.covers(receipt.lane(), receipt.offset())
                ? new Stage(name, true, progress.lanes().get(receipt.lane()).asOf())
                : new Stage(name, false, null);
    }
}
