package org.farmer1st.serving.points;

import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.farmer1st.runtime.http.Access;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.Caller;
import org.farmer1st.runtime.http.Caller.Role;
import org.farmer1st.runtime.http.Envelope;
import org.farmer1st.runtime.http.ErrorCode;
import org.farmer1st.runtime.http.Fault;
import org.farmer1st.runtime.http.Operation;
import org.farmer1st.runtime.http.Routes;
import org.farmer1st.runtime.receipt.Receipt;
import org.farmer1st.serving.http.PageLimit;
import org.farmer1st.serving.progress.AfterReceipt;
import org.farmer1st.serving.progress.AsOfFloor;
import org.farmer1st.serving.progress.ViewProgress;

/**
 * {@code GET /v1/farmers/{farmerId}/points}, {@code …/points/transfers} and {@code …/points/explain}: for the farmer
 * themselves, and admins. A farmer of whom nothing is known has zeros.
 */
public final class PointsRoutes {

    private static final Pattern FARMER_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");
    private static final PageLimit PAGES = new PageLimit(50, 200);
    private static final int MOST_EXPLAINED = 1000;
    private static final Instant FOREVER = Instant.parse("9999-12-31T00:00:00Z");

    private final FarmerPoints points;
    private final PointsView view;
    private final AfterReceipt after;
    private final AsOfFloor asOf;

    public PointsRoutes(FarmerPoints points, PointsView view, AfterReceipt after, AsOfFloor asOf) {
        this.points = points;
        this.view = view;
        this.after = after;
        this.asOf = asOf;
    }

    private record PointsData(
            long balance,
            long available,
            long pending,
            long reserved,
            long owed,
            List<ExpiringPoints> expiring,
            String tier) {}

    private record ExpiringPoints(long amount, String on) {}

    private record TransferData(
            String transferId,
            long amount,
            String kind,
            String surveyId,
            String responseId,
            Integer ruleVersion,
            String commandId,
            Instant at) {}

    private record ExplainedTransfer(
            String transferId,
            long amount,
            String kind,
            String surveyId,
            String responseId,
            Integer ruleVersion,
            String commandId,
            long points,
            String from,
            String to,
            Lot lot,
            Instant at,
            Instant recordedAt,
            long balanceAfter) {}

    private record Lot(String earnedOn, String expiresOn) {

        static Lot of(Transfer.Lot lot) {
            return lot == null
                    ? null
                    : new Lot(
                            lot.earnedOn().toString(),
                            lot.expiresOn() == null ? null : lot.expiresOn().toString());
        }
    }

    private record Explanation(String asOf, long balance, List<ExplainedTransfer> transfers, boolean complete) {}

    /** Declares the routes. */
    public void addTo(Routes routes) {
        routes.group("Points", "What a farmer has earned. A farmer of whom nothing is known has zeros.")
                .get(
                        "/v1/farmers/{farmerId}/points",
                        ofFarmer("getPoints", "A farmer's points").answers(200, "Points", "The balances."),
                        this::balances)
                .get(
                        "/v1/farmers/{farmerId}/points/transfers",
                        ofFarmer("getTransfers", "What changed a farmer's points")
                                .query("limit", "TransfersLimit", "How many; " + PAGES.otherwise() + " unless given.")
                                .query("cursor", "Cursor", "The `nextCursor` of the page before.")
                                .answersList("Transfer", "Newest first."),
                        this::transfers)
                .get(
                        "/v1/farmers/{farmerId}/points/explain",
                        ofFarmer("explainPoints", "A farmer's balance at a time, and what made it")
                                .query(
                                        "asOf",
                                        "Moment",
                                        "As the platform knew it by then; now unless given. What was known by a time never changes.")
                                .answers(200, "Explanation", "The balance, and its transfers, newest first."),
                        this::explain);
    }

    private static Operation ofFarmer(String id, String summary) {
        return Operation.of(id, summary, Access.of(Role.FARMER, Role.ADMIN))
                .description("A farmer's token is good for that farmer only.")
                .path("farmerId", "FarmerId", "Whose.")
                .query("after", "Receipt", AfterReceipt.MEANING)
                .meta("AsOfMeta")
                .errors(ErrorCode.VALIDATION_FAILED, ErrorCode.INVALID_RECEIPT);
    }

    private void balances(Context ctx) {
        Caller caller = Caller.of(ctx);
        String farmerId = farmer(ctx, caller);
        Optional<Receipt> receipt = receipt(ctx, caller, farmerId);
        ctx.future(() -> after.wait(receipt, ViewProgress.POINTS)
                .thenCompose(waited -> points.balances(caller.tenant(), farmerId, receipt))
                .thenAccept(found -> {
                    Points p = found.points();
                    Envelope.data(
                            ctx,
                            new PointsData(
                                    p.balance(),
                                    p.available(),
                                    p.pending(),
                                    p.reserved(),
                                    p.owed(),
                                    p.expiring().stream()
                                            .map(e -> new ExpiringPoints(e.amount(), e.on().toString()))
                                            .toList(),
                                    found.tier()),
                            meta(caller, farmerId, receipt, found.progress()));
                }));
    }

    private void transfers(Context ctx) {
        Caller caller = Caller.of(ctx);
        String farmerId = farmer(ctx, caller);
        Optional<Receipt> receipt = receipt(ctx, caller, farmerId);
        int limit = PAGES.of(ctx);
        String cursor = ctx.queryParam("cursor");
        Transfer.Place before = cursor == null ? TransferCursor.TOP : TransferCursor.read(cursor);
        ctx.future(() -> after.wait(receipt, ViewProgress.POINTS)
                .thenCompose(waited -> view.transfers(caller.tenant(), farmerId, FOREVER, before, limit + 1))
                .thenAccept(found -> page(ctx, caller, farmerId, receipt, limit, found)));
    }

    private void page(
            Context ctx,
            Caller caller,
            String farmerId,
            Optional<Receipt> receipt,
            int limit,
            PointsView.Transfers found) {
        boolean more = found.transfers().size() > limit;
        List<PointsView.Posted> page = more ? found.transfers().subList(0, limit) : found.transfers();
        List<TransferData> items = new ArrayList<>();
        for (PointsView.Posted posted : page) {
            Transfer t = posted.transfer();
            items.add(new TransferData(
                    t.transferId(),
                    t.signedAmount(),
                    t.kind(),
                    t.surveyId(),
                    t.responseId(),
                    t.ruleVersion(),
                    t.commandId(),
                    t.at()));
        }
        String next =
                more ? TransferCursor.write(page.get(page.size() - 1).transfer().place()) : null;
        Envelope.page(
                ctx,
                items,
                new Envelope.Pagination(limit, next, more),
                meta(caller, farmerId, receipt, found.progress()));
    }

    /** The balance at a time, and the transfers that made it, newest first; as the platform knew them by then. */
    private void explain(Context ctx) {
        Caller caller = Caller.of(ctx);
        String farmerId = farmer(ctx, caller);
        Optional<Receipt> receipt = receipt(ctx, caller, farmerId);
        String asked = ctx.queryParam("asOf");
        Instant until = asked == null ? FOREVER : instant(asked);
        ctx.future(() -> after.wait(receipt, ViewProgress.POINTS)
                .thenCompose(waited ->
                        view.transfers(caller.tenant(), farmerId, until, TransferCursor.TOP, MOST_EXPLAINED + 1))
                .thenAccept(found -> {
                    List<ExplainedTransfer> items = new ArrayList<>();
                    for (PointsView.Posted posted :
                            found.transfers().stream().limit(MOST_EXPLAINED).toList()) {
                        Transfer t = posted.transfer();
                        items.add(new ExplainedTransfer(
                                t.transferId(),
                                t.signedAmount(),
                                t.kind(),
                                t.surveyId(),
                                t.responseId(),
                                t.ruleVersion(),
                                t.commandId(),
                                t.amount(),
                                t.debit().name(),
                                t.credit().name(),
                                Lot.of(t.lot()),
                                t.at(),
                                t.recordedAt(),
                                posted.balanceAfter()));
                    }
                    long balance = items.isEmpty() ? 0 : items.get(0).balanceAfter();
                    Map<String, Object> meta = meta(caller, farmerId, receipt, found.progress());
                    String explained = explained(until, (String) meta.get("asOf"));
                    boolean complete = found.transfers().size() <= MOST_EXPLAINED;
                    Envelope.data(ctx, new Explanation(explained, balance, items, complete), meta);
                }));
    }

    /** What is asked of a time that the farmer's lane has not reached is told of the time that it has. */
    private static String explained(Instant until, String asOf) {
        return asOf != null && until.isBefore(Instant.parse(asOf)) ? until.toString() : asOf;
    }

    private Map<String, Object> meta(Caller caller, String farmerId, Optional<Receipt> receipt, ViewProgress progress) {
        Map<String, Object> meta = new LinkedHashMap<>();
        meta.put(
                "asOf",
                asOf.tell(points.subject(caller.tenant(), farmerId), progress.asOf())
                        .map(Instant::toString)
                        .orElse(null));
        AfterReceipt.mark(meta, receipt, progress);
        return meta;
    }

    /** A receipt of another lane says nothing about this farmer's points: there is nothing to wait for. */
    private Optional<Receipt> receipt(Context ctx, Caller caller, String farmerId) {
        return after.of(ctx, caller).filter(receipt -> receipt.lane() == points.lane(caller.tenant(), farmerId));
    }

    private static String farmer(Context ctx, Caller caller) {
        String farmerId = ctx.pathParam("farmerId");
        caller.requireSelfOr(farmerId, Role.ADMIN);
        if (!FARMER_ID.matcher(farmerId).matches()) {
            throw ApiException.invalid(List.of(new Fault("farmerId", "is not one that a farmer can have")));
        }
        return farmerId;
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw ApiException.invalid(List.of(new Fault("asOf", "must be a time, as 2026-11-20T08:15:00Z")));
        }
    }
}
