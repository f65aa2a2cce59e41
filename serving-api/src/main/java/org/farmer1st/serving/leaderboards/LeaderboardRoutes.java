package org.farmer1st.serving.leaderboards;

import io.javalin.http.Context;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.farmer1st.runtime.http.Access;
import org.farmer1st.runtime.http.Caller;
import org.farmer1st.runtime.http.Caller.Role;
import org.farmer1st.runtime.http.Envelope;
import org.farmer1st.runtime.http.ErrorCode;
import org.farmer1st.runtime.http.Operation;
import org.farmer1st.runtime.http.Routes;
import org.farmer1st.runtime.receipt.Receipt;
import org.farmer1st.serving.http.PageLimit;
import org.farmer1st.serving.progress.AfterReceipt;
import org.farmer1st.serving.progress.AsOfFloor;
import org.farmer1st.serving.progress.ViewProgress;

/**
 * {@code GET /v1/leaderboards/{scope}?month=}: the top, {@code limit} of it (10 unless given, at most 100), for stakeholders and
 * admins. There is no next page.
 */
public final class LeaderboardRoutes {

    private static final PageLimit LIMIT = new PageLimit(10, 100);

    private final Leaderboards leaderboards;
    private final AfterReceipt after;
    private final AsOfFloor asOf;

    public LeaderboardRoutes(Leaderboards leaderboards, AfterReceipt after, AsOfFloor asOf) {
        this.leaderboards = leaderboards;
        this.after = after;
        this.asOf = asOf;
    }

    /** Declares the route. */
    public void addTo(Routes routes) {
        routes.group("Leaderboards", "Farmers by the points that they earned, whatever has become of them since.")
                .get(
                        "/v1/leaderboards/{scope}",
                        Operation.of(
                                        "getLeaderboard",
                                        "The top of a leaderboard",
                                        Access.of(Role.STAKEHOLDER, Role.ADMIN))
                                .description("There is no next page.")
                                .path("scope", "LeaderboardScope", "Whose points count, and which.")
                                .query("month", "Month", "Points of days in that month; of all time unless given.")
                                .query("limit", "LeaderboardLimit", "How many; " + LIMIT.otherwise() + " unless given.")
                                .query("after", "Receipt", AfterReceipt.MEANING)
                                .answersList("LeaderboardEntry", "Most points first.")
                                .meta("AsOfMeta")
                                .errors(ErrorCode.VALIDATION_FAILED, ErrorCode.INVALID_RECEIPT),
                        this::top);
    }

    private void top(Context ctx) {
        Caller caller = Caller.of(ctx);
        LeaderboardScope scope = LeaderboardScope.read(ctx.pathParam("scope"), ctx.queryParam("month"));
        int limit = LIMIT.of(ctx);
        Optional<Receipt> receipt = after.of(ctx, caller);
        ctx.future(() -> after.wait(receipt, ViewProgress.POINTS)
                .thenCompose(waited -> leaderboards.top(caller.tenant(), scope, limit, receipt))
                .thenAccept(board -> {
                    Map<String, Object> meta = new LinkedHashMap<>();
                    meta.put(
                            "asOf",
                            asOf.tell(ViewProgress.POINTS, board.progress().asOf())
                                    .map(Instant::toString)
                                    .orElse(null));
                    AfterReceipt.mark(meta, receipt, board.progress());
                    Envelope.page(ctx, board.entries(), new Envelope.Pagination(limit, null, false), meta);
                }));
    }
}
