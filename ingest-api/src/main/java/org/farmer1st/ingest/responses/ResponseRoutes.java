package org.farmer1st.ingest.responses;

import com.fasterxml.jackson.core.JsonParser;
import io.javalin.http.Context;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.farmer1st.ingest.commands.Commands;
import org.farmer1st.ingest.commands.IdempotencyKeys;
import org.farmer1st.ingest.input.Bodies;
import org.farmer1st.ingest.input.Faults;
import org.farmer1st.ingest.input.Names;
import org.farmer1st.ingest.input.StrictJson;
import org.farmer1st.ingest.log.EventLog;
import org.farmer1st.ingest.log.InFlight;
import org.farmer1st.ingest.recognition.Recognition;
import org.farmer1st.ingest.recognition.Recognition.Version;
import org.farmer1st.ingest.rejections.RejectedUploads;
import org.farmer1st.ingest.surveys.PublishedSurveys;
import org.farmer1st.runtime.http.Access;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.Caller;
import org.farmer1st.runtime.http.Caller.Role;
import org.farmer1st.runtime.http.Envelope;
import org.farmer1st.runtime.http.ErrorCode;
import org.farmer1st.runtime.http.Operation;
import org.farmer1st.runtime.http.Routes;
import org.farmer1st.runtime.limits.RateLimits;
import org.farmer1st.runtime.receipt.Receipts;

/** Responses over HTTP: first versions singly and in batches, edits, withdrawals. */
public final class ResponseRoutes {

    private static final String RESPONSE = "/v1/farmers/{farmerId}/responses/{responseId}";
    private static final String NDJSON = "application/x-ndjson";
    private static final Access WRITERS = Access.of(Role.FARMER, Role.ENUMERATOR, Role.ADMIN);
    private static final ErrorCode[] REFUSALS = {
        ErrorCode.VALIDATION_FAILED, ErrorCode.SURVEY_UNKNOWN, ErrorCode.SURVEY_CLOSED
    };

    private final PublishedSurveys surveys;
    private final Preparation preparation;
    private final Acceptance acceptance;
    private final BatchReader batches;
    private final RejectedUploads rejections;
    private final IdempotencyKeys keys;
    private final ResponseMetrics outcomes;
    private final Clock clock;
    private final Executor batchAnswers;

    /**
     * @param contentHashKey of 32 bytes or more, the same for as long as repeats may arrive
     * @param continuations runs what follows an answer of Kafka or Redis
     * @param batchAnswers writes the answers to batches, and may be made to wait
     */
    public ResponseRoutes(
            PublishedSurveys surveys,
            EventLog log,
            Recognition recognition,
            Receipts receipts,
            byte[] contentHashKey,
            InFlight inFlight,
            RejectedUploads rejections,
            IdempotencyKeys keys,
            RateLimits rateLimits,
            Executor continuations,
            Executor batchAnswers,
            Clock clock,
            MeterRegistry metrics) {
        this.surveys = surveys;
        this.outcomes = new ResponseMetrics(metrics);
        this.preparation = new Preparation(
                log.lanes(),
                new ContentDigest(contentHashKey),
                log.submissionsOf(new ResponseEncoding()),
                log.submissions());
        this.acceptance = new Acceptance(log, recognition, receipts, inFlight, continuations);
        this.batches = new BatchReader(surveys, preparation, acceptance, rejections, rateLimits, outcomes);
        this.rejections = rejections;
        this.keys = keys;
        this.clock = clock;
        this.batchAnswers = batchAnswers;
    }

    /** Declares the routes. */
    public void addTo(Routes routes) {
        routes.group(
                        "Responses",
                        "What phones send. Sending the same again is harmless, however often and however late.")
                .post(
                        "/v1/responses",
                        Operation.of("sendResponse", "Send a response", WRITERS)
                                .description("The first version of a response, 1 MiB at most. 202 means that it is kept"
                                        + " and will be counted, once; keep the receipt. A farmer's token sends that"
                                        + " farmer's responses only.")
                                .body("Response")
                                .answers(202, "Accepted", "It is kept.")
                                .errors(REFUSALS)
                                .errors(ErrorCode.RESPONSE_CONFLICT),
                        this::submit)
                .post(
                        "/v1/responses/batch",
                        Operation.of("sendResponses", "Send many responses", WRITERS)
                                .description("At most " + BatchReader.MOST_ITEMS
                                        + " responses in 64 MiB, 1 MiB each, as one JSON"
                                        + " document or a response a line. Each has an outcome of its own: one that is"
                                        + " bad costs only itself.")
                                .body("ResponseBatch")
                                .body(NDJSON, "ResponseLines")
                                .answers(200, "BatchOutcome", "What came of each, in their order."),
                        this::submitBatch)
                .put(
                        RESPONSE,
                        onResponse("editResponse", "Edit a response")
                                .description("The whole response again, as a version of its own, and which version it"
                                        + " replaces. 1 MiB at most.")
                                .body("EditedResponse")
                                .answers(202, "Accepted", "It is kept.")
                                .errors(REFUSALS)
                                .errors(ErrorCode.RESPONSE_CONFLICT),
                        this::edit)
                .delete(
                        RESPONSE,
                        onResponse("withdrawResponse", "Withdraw a response")
                                .description("For good: nothing brings it back.")
                                .answers(202, "Accepted", "The withdrawal is kept.")
                                .errors(ErrorCode.VALIDATION_FAILED),
                        this::withdraw);
    }

    private static Operation onResponse(String id, String summary) {
        return IdempotencyKeys.takenBy(Operation.of(id, summary, WRITERS))
                .path("farmerId", "FarmerId", "Whose response.")
                .path("responseId", "ResponseId", "Which.");
    }

    private void submit(Context ctx) {
        Caller caller = Caller.of(ctx);
        Bodies.requireJson(ctx);
        byte[] body = Bodies.read(ctx, Bodies.MOST_BYTES);
        ResponseReader reader = ResponseReader.ofFirst(surveys, caller.tenant());
        answer(ctx, upload(caller, body, reader, Optional.empty()));
    }

    private void edit(Context ctx) {
        Caller caller = Caller.of(ctx);
        Bodies.requireJson(ctx);
        ResponseReader.Edited edited = edited(ctx);
        Optional<String> key = IdempotencyKeys.of(ctx);
        requireWriterOf(caller, edited.farmerId());
        byte[] body = Bodies.read(ctx, Bodies.MOST_BYTES);
        ResponseReader reader = ResponseReader.ofEdit(surveys, caller.tenant(), edited);
        answer(ctx, upload(caller, body, reader, key));
    }

    private void withdraw(Context ctx) {
        Caller caller = Caller.of(ctx);
        ResponseReader.Edited edited = edited(ctx);
        Optional<String> key = IdempotencyKeys.of(ctx);
        requireWriterOf(caller, edited.farmerId());
        answer(
                ctx,
                accept(
                        caller,
                        preparation.withdrawal(caller.tenant(), edited.farmerId(), edited.responseId(), now()),
                        0,
                        key));
    }

    /** Reads, checks and accepts a body; keeps it for repair where it is refused. */
    private CompletableFuture<Accepted> upload(
            Caller caller, byte[] body, ResponseReader reader, Optional<String> key) {
        CompletableFuture<Accepted> answer;
        try {
            ResponseDocument response = read(body, reader);
            requireWriterOf(caller, response.farmerId());
            answer = accept(caller, preparation.response(caller.tenant(), response, now()), body.length, key);
        } catch (ApiException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        return rejections.keepIfRefused(answer, caller.tenant(), reader::identity, body);
    }

    private CompletableFuture<Accepted> accept(
            Caller caller, PreparedResponse response, int size, Optional<String> key) {
        Version version = response.version();
        return keys.once(
                caller,
                key,
                () -> Commands.digest(version.farmerId(), version.responseId(), version.versionId(), response.digest()),
                receipt -> new Accepted(version.responseId(), receipt, Accepted.DUPLICATE),
                Accepted::receipt,
                () -> acceptance.accept(response, size));
    }

    private void submitBatch(Context ctx) {
        Caller caller = Caller.of(ctx);
        Bodies.Format format = Bodies.format(ctx);
        BatchReader.Batch batch = batches.read(
                beforeWaiting -> Bodies.open(ctx, Bodies.MOST_BATCH_BYTES, beforeWaiting), format, caller, now());
        // The answer may be megabytes, and whoever writes it waits for a phone to take it.
        ctx.future(() -> batch.items().thenAcceptAsync(items -> Envelope.data(ctx, items), batchAnswers));
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

    private void answer(Context ctx, CompletableFuture<Accepted> outcome) {
        CompletableFuture<Accepted> counted = outcome.whenComplete(outcomes::single);
        ctx.future(() -> counted.thenAccept(answer -> {
            ctx.status(202);
            Envelope.data(ctx, answer);
        }));
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
