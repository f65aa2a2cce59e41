package org.farmer1st.ingest.responses;

import com.fasterxml.jackson.core.JsonParser;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.farmer1st.ingest.input.Bodies;
import org.farmer1st.ingest.input.Faults;
import org.farmer1st.ingest.input.Names;
import org.farmer1st.ingest.input.StrictJson;
import org.farmer1st.ingest.log.EventLog;
import org.farmer1st.ingest.log.InFlight;
import org.farmer1st.ingest.recognition.Recognition;
import org.farmer1st.ingest.surveys.PublishedSurveys;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.Caller;
import org.farmer1st.runtime.http.Caller.Role;
import org.farmer1st.runtime.http.Envelope;
import org.farmer1st.runtime.http.ErrorCode;
import org.farmer1st.runtime.receipt.Receipts;

/** Responses over HTTP: first versions singly and in batches, edits, withdrawals. */
public final class ResponseRoutes {

    private final PublishedSurveys surveys;
    private final Preparation preparation;
    private final Acceptance acceptance;
    private final BatchReader batches;
    private final Clock clock;

    /**
     * @param contentHashKey of 32 bytes or more, the same for as long as repeats may arrive
     * @param continuations runs what follows an answer of Kafka or Redis
     */
    public ResponseRoutes(
            PublishedSurveys surveys,
            EventLog log,
            Recognition recognition,
            Receipts receipts,
            byte[] contentHashKey,
            InFlight inFlight,
            Executor continuations,
            Clock clock) {
        this.surveys = surveys;
        this.preparation = new Preparation(log.lanes(), new ContentDigest(contentHashKey));
        this.acceptance = new Acceptance(log, recognition, receipts, inFlight, continuations);
        this.batches = new BatchReader(surveys, preparation, acceptance);
        this.clock = clock;
    }

    /** Adds the routes. */
    public void addTo(RoutesConfig routes) {
        routes.post("/v1/responses", this::submit)
                .post("/v1/responses/batch", this::submitBatch)
                .put("/v1/farmers/{farmerId}/responses/{responseId}", this::edit)
                .delete("/v1/farmers/{farmerId}/responses/{responseId}", this::withdraw);
    }

    private void submit(Context ctx) {
        Caller caller = writer(ctx);
        Bodies.requireJson(ctx);
        byte[] body = Bodies.read(ctx, Bodies.MOST_BYTES);
        ResponseDocument response = read(body, ResponseReader.ofFirst(surveys, caller.tenant()));
        requireWriterOf(caller, response.farmerId());
        answer(ctx, acceptance.accept(preparation.response(caller.tenant(), response, now()), Duration.ZERO));
    }

    private void edit(Context ctx) {
        Caller caller = writer(ctx);
        Bodies.requireJson(ctx);
        ResponseReader.Edited edited = edited(ctx);
        requireWriterOf(caller, edited.farmerId());
        byte[] body = Bodies.read(ctx, Bodies.MOST_BYTES);
        ResponseDocument response = read(body, ResponseReader.ofEdit(surveys, caller.tenant(), edited));
        answer(ctx, acceptance.accept(preparation.response(caller.tenant(), response, now()), Duration.ZERO));
    }

    private void withdraw(Context ctx) {
        Caller caller = writer(ctx);
        ResponseReader.Edited edited = edited(ctx);
        requireWriterOf(caller, edited.farmerId());
        PreparedResponse withdrawal =
                preparation.withdrawal(caller.tenant(), edited.farmerId(), edited.responseId(), now());
        answer(ctx, acceptance.accept(withdrawal, Duration.ZERO));
    }

    private void submitBatch(Context ctx) {
        Caller caller = writer(ctx);
        Bodies.Format format = Bodies.format(ctx);
        byte[] body = Bodies.read(ctx, Bodies.MOST_BATCH_BYTES);
        BatchReader.Batch batch = batches.read(body, format, caller, now());
        ctx.future(() -> batch.items().thenAccept(items -> Envelope.data(ctx, items)));
    }

    private static ResponseDocument read(byte[] body, ResponseReader reader) {
        try (JsonParser json = StrictJson.parser(body, 0, body.length)) {
            if (json.nextToken() == null) {
                throw new ApiException(ErrorCode.MALFORMED_REQUEST, "The body is empty.");
            }
            ResponseDocument response = reader.read(json);
            StrictJson.requireEnd(json);
            return response;
        } catch (IOException e) {
            throw ResponseReader.unreadable(e);
        }
    }

    private static void answer(Context ctx, CompletableFuture<Accepted> accepted) {
        ctx.future(() -> accepted.thenAccept(answer -> {
            ctx.status(202);
            Envelope.data(ctx, answer);
        }));
    }

    private static Caller writer(Context ctx) {
        Caller caller = Caller.of(ctx);
        caller.require(Role.FARMER, Role.ENUMERATOR, Role.ADMIN);
        return caller;
    }

    /** Farmers write as themselves only. */
    static void requireWriterOf(Caller caller, String farmerId) {
        caller.requireSelfOr(farmerId, Role.ENUMERATOR, Role.ADMIN);
    }

    private static ResponseReader.Edited edited(Context ctx) {
        Faults faults = new Faults();
        String farmerId = ctx.pathParam("farmerId");
        if (!Names.isFarmerId(farmerId)) {
            faults.add("farmerId", "is not the id of a farmer");
        }
        String responseId = Names.uuid(ctx.pathParam("responseId"));
        if (responseId == null) {
            faults.add("responseId", "must be a UUID");
        }
        faults.throwIfAny();
        return new ResponseReader.Edited(farmerId, responseId);
    }

    /** Receipts and events keep milliseconds. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
