package org.farmer1st.serving.aggregates;

import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
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
import org.farmer1st.serving.http.Accept;
import org.farmer1st.serving.http.EntityTags;
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
    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream";

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

    /** Declares the routes. */
    public void addTo(Routes routes) {
        routes.group("Aggregates", "What is counted, for dashboards. Groups of too few farmers are never shown.")
                .get(
                        "/v1/surveys/{surveyId}/aggregates",
                        asking("getAggregates", "Aggregates of a survey")
                                .description("Numbers have statistics, choices and months and grid cells have counts."
                                        + " Send an `ETag` back as `If-None-Match`: what has not changed is answered"
                                        + " with 304.")
                                .query("after", "Receipt", AfterReceipt.MEANING)
                                .header("If-None-Match", "EntityTags", "Entity tags of what is known already.")
                                .answers(200, "Aggregates", "The cells, sorted.")
                                .answersPlain(200, CSV, "Text", "A line a cell.")
                                .answersEmpty(304, "Nothing has changed.")
                                .meta("AggregatesMeta")
                                .errors(ErrorCode.INVALID_RECEIPT),
                        this::answer)
                .get(
                        "/v1/surveys/{surveyId}/aggregates/stream",
                        asking("followAggregates", "Aggregates of a survey, followed")
                                .description("The event `aggregates`, with `data` and"
                                        + " `meta` as of the aggregates, at once and whenever they change, at most five"
                                        + " times a second; the event `asOf`, every five seconds. It ends after ten"
                                        + " minutes: come again.")
                                .answersPlain(200, EVENTS, "Text", "Server-sent events."),
                        this::stream);
    }

    private static Operation asking(String id, String summary) {
        return Operation.of(id, summary, Access.of(Role.STAKEHOLDER, Role.ADMIN))
                .path("surveyId", "SurveyId", "The survey; all its versions are counted together.")
                .query("question", "QuestionPath", "A question. Without it cells have responses and farmers only.")
                .query("groupBy", "Dimensions", "Dimensions of the survey; with `filter` two at most.")
                .queryByKey(
                        "filter", "Filter", "Only responses that answered this to a dimension; nothing: left it out.")
                .query("bucket", "Bucket", "What cells are of; `all` unless given.")
                .query("from", "Day", "The first day, of the survey's own.")
                .query("to", "Day", "The last day, included.")
                .errors(ErrorCode.VALIDATION_FAILED, ErrorCode.SURVEY_UNKNOWN);
    }

    private void answer(Context ctx) {
        Caller caller = Caller.of(ctx);
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
        boolean csv = Accept.prefers(ctx, CSV, JSON);
        String tag = answer.entityTag(csv ? CSV : JSON);
        ctx.header("ETag", tag);
        ctx.header("Vary", "Accept, Authorization");
        ctx.header("Cache-Control", "private, no-cache");
        if (receipt.isEmpty() && EntityTags.match(ctx.header("If-None-Match"), tag)) {
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

    private void stream(Context ctx) throws IOException {
        Caller caller = Caller.of(ctx);
        if (!Accept.takes(ctx, EVENTS)) {
            throw ApiException.invalid(List.of(new Fault("Accept", "must take " + EVENTS)));
        }
        String surveyId = ctx.pathParam("surveyId");
        Survey survey =
                SurveyRoutes.published(surveys.find(caller.tenant(), surveyId).join());
        AggregateQuery query = AggregateParameters.read(caller.tenant(), surveyId, ctx.queryParamMap(), survey);
        open(ctx, client -> follow(query, client));
    }

    /** As Javalin's SseHandler does, which answers nothing at all to who doesn't name the media type. */
    private static void open(Context ctx, Consumer<SseClient> follow) throws IOException {
        ctx.contentType(EVENTS + ";charset=utf-8")
                .header("Cache-Control", "no-cache")
                .header("X-Accel-Buffering", "no");
        ctx.res().flushBuffer();
        ctx.async(task -> task.timeout = 0, () -> follow.accept(new SseClient(ctx)));
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

    @Override
    public void close() {
        sending.shutdownNow();
    }
}
