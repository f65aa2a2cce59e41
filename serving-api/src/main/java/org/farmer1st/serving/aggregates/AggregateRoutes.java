package org.farmer1st.serving.aggregates;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import io.javalin.http.sse.SseHandler;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.Caller;
import org.farmer1st.runtime.http.Caller.Role;
import org.farmer1st.runtime.http.Envelope;
import org.farmer1st.runtime.http.Fault;
import org.farmer1st.runtime.receipt.Receipt;
import org.farmer1st.serving.progress.AfterReceipt;
import org.farmer1st.serving.progress.AsOfFloor;
import org.farmer1st.serving.progress.ViewProgress;
import org.farmer1st.serving.surveys.Survey;
import org.farmer1st.serving.surveys.SurveyRoutes;
import org.farmer1st.serving.surveys.Surveys;

/**
 * {@code GET /v1/surveys/{surveyId}/aggregates}, as JSON or CSV, and {@code …/aggregates/stream}, as server-sent events.
 * For stakeholders and admins.
 */
public final class AggregateRoutes implements AutoCloseable {

    private static final String CSV = "text/csv";

    private final Surveys surveys;
    private final Aggregates aggregates;
    private final AggregateFeed feed;
    private final AfterReceipt after;
    private final AsOfFloor asOf;
    private final ExecutorService sending = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "event-stream");
        thread.setDaemon(true);
        return thread;
    });

    public AggregateRoutes(
            Surveys surveys, Aggregates aggregates, AggregateFeed feed, AfterReceipt after, AsOfFloor asOf) {
        this.surveys = surveys;
        this.aggregates = aggregates;
        this.feed = feed;
        this.after = after;
        this.asOf = asOf;
    }

    /** Adds the routes. */
    public void addTo(RoutesConfig routes) {
        routes.get("/v1/surveys/{surveyId}/aggregates", this::answer);
        routes.get("/v1/surveys/{surveyId}/aggregates/stream", this::stream);
    }

    private void answer(Context ctx) {
        Caller caller = allowed(ctx);
        String surveyId = ctx.pathParam("surveyId");
        Map<String, List<String>> parameters = ctx.queryParamMap();
        Optional<Receipt> receipt = after.of(ctx, caller);
        ctx.future(() -> surveys.find(caller.tenant(), surveyId)
                .thenCompose(found -> {
                    Survey survey = SurveyRoutes.published(found);
                    AggregateQuery query = AggregateParameters.read(caller.tenant(), surveyId, parameters, survey);
                    return after.wait(receipt, ViewProgress.SURVEY_CELLS)
                            .thenCompose(waited -> aggregates.answer(query, survey));
                })
                .thenAccept(answer -> write(ctx, answer, receipt)));
    }

    private void write(Context ctx, AggregateAnswer answer, Optional<Receipt> receipt) {
        Map<String, Object> meta = answer.meta(asOf);
        AfterReceipt.mark(meta, receipt, answer.progress());
        boolean csv = Optional.ofNullable(ctx.header("Accept")).orElse("").contains(CSV);
        String tag = answer.entityTag(csv ? CSV : "application/json");
        ctx.header("ETag", tag);
        ctx.header("Vary", "Accept, Authorization");
        ctx.header("Cache-Control", "private, no-cache");
        if (receipt.isEmpty() && matches(ctx.header("If-None-Match"), tag)) {
            ctx.status(304);
        } else if (csv) {
            ctx.header("Farmer1st-As-Of", String.valueOf(meta.get("asOf")));
            ctx.header("Farmer1st-Suppressed", String.valueOf(meta.get("suppressed")));
            ctx.header("Farmer1st-Not-Yet", String.valueOf(meta.containsKey("notYet")));
            ctx.contentType("text/csv; charset=utf-8").result(AggregatesCsv.write(answer));
        } else {
            Envelope.data(ctx, new AggregateAnswer.Data(answer.content().cells()), meta);
        }
    }

    /** Weak comparison, as RFC 9110 wants it here. */
    private static boolean matches(String header, String tag) {
        if (header == null) {
            return false;
        }
        for (String candidate : header.split(",")) {
            String trimmed = candidate.trim();
            if (trimmed.equals("*") || trimmed.equals(tag) || trimmed.equals(tag.substring(2))) {
                return true;
            }
        }
        return false;
    }

    private void stream(Context ctx) {
        Caller caller = allowed(ctx);
        if (!Optional.ofNullable(ctx.header("Accept")).orElse("").contains("text/event-stream")) {
            throw ApiException.invalid(List.of(new Fault("Accept", "must name text/event-stream")));
        }
        String surveyId = ctx.pathParam("surveyId");
        Survey survey =
                SurveyRoutes.published(surveys.find(caller.tenant(), surveyId).join());
        AggregateQuery query = AggregateParameters.read(caller.tenant(), surveyId, ctx.queryParamMap(), survey);
        new SseHandler(client -> follow(query, client)).handle(ctx);
    }

    private void follow(AggregateQuery query, SseClient client) {
        EventStream stream = new EventStream(client, sending, asOf);
        client.keepAlive();
        client.onClose(() -> feed.unsubscribe(query, stream));
        try {
            feed.subscribe(query, stream);
        } catch (ApiException e) {
            // The status is sent already: the client sees a stream that ends, and comes again later.
            client.sendComment(e.getMessage());
            client.close();
        }
    }

    private static Caller allowed(Context ctx) {
        Caller caller = Caller.of(ctx);
        caller.require(Role.STAKEHOLDER, Role.ADMIN);
        return caller;
    }

    @Override
    public void close() {
        sending.shutdownNow();
    }
}
