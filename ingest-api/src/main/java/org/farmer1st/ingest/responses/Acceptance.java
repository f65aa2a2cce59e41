package org.farmer1st.ingest.responses;

import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.farmer1st.ingest.log.EventLog;
import org.farmer1st.ingest.log.InFlight;
import org.farmer1st.ingest.recognition.Recognition;
import org.farmer1st.ingest.recognition.Recognition.Known;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.ErrorCode;
import org.farmer1st.runtime.receipt.Receipt;
import org.farmer1st.runtime.receipt.Receipts;

/**
 * Accepts what is valid, in this order: ask Redis whether it is a repeat, set apart what is personal, append to the log
 * of record, tell Redis, answer. Each step begins when the one before is acknowledged, so that
 *
 * <ul>
 *   <li>nothing is acknowledged that Kafka doesn't have, and Redis never knows of more than Kafka has;
 *   <li>the log of record never points to personal data that isn't there: what is set apart without a submission is
 *       written again, under the same key, when the caller tries again;
 *   <li>a repeat is recognised from the moment of the first answer on, while Redis is there.
 * </ul>
 *
 * The trace that is current where a response comes in goes along to every record that it causes.
 */
final class Acceptance {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final EventLog log;
    private final Recognition recognition;
    private final Receipts receipts;
    private final InFlight inFlight;
    private final Executor continuations;

    /** @param continuations runs what follows an answer of Kafka or Redis, so that their own threads never wait */
    Acceptance(EventLog log, Recognition recognition, Receipts receipts, InFlight inFlight, Executor continuations) {
        this.log = log;
        this.recognition = recognition;
        this.receipts = receipts;
        this.inFlight = inFlight;
        this.continuations = continuations;
    }

    /**
     * Completes with the answer for the caller, or fails with an {@link ApiException}: UNAVAILABLE, RESPONSE_CONFLICT.
     *
     * @param size of its body, in bytes
     * @param patience how long to wait until there is room for it; zero: not at all
     */
    CompletableFuture<Accepted> accept(PreparedResponse response, int size, Duration patience) {
        int places = inFlight.placesOf(size);
        if (!inFlight.tryEnter(places, patience)) {
            return CompletableFuture.failedFuture(
                    ApiException.unavailable("Too much is under way just now.", RETRY_AFTER));
        }
        CompletableFuture<Accepted> answer;
        try {
            answer = recognition
                    .find(response.version())
                    .thenComposeAsync(
                            Context.current()
                                    .wrapFunction((Optional<Known> known) ->
                                            known.isPresent() ? repeat(response, known.get()) : append(response)),
                            continuations);
        } catch (RejectedExecutionException e) {
            answer = CompletableFuture.failedFuture(ApiException.unavailable("Shutting down.", RETRY_AFTER));
        }
        return answer.whenComplete((accepted, error) -> inFlight.leave(places));
    }

    private static CompletableFuture<Accepted> repeat(PreparedResponse response, Known known) {
        if (known.digest().equals(response.digest())) {
            return CompletableFuture.completedFuture(
                    new Accepted(response.version().responseId(), known.receipt(), Accepted.DUPLICATE));
        }
        return CompletableFuture.failedFuture(new ApiException(
                ErrorCode.RESPONSE_CONFLICT,
                "This version of the response is known with other content. An edit is a version of its own."));
    }

    private CompletableFuture<Accepted> append(PreparedResponse response) {
        CompletableFuture<RecordMetadata> appended = response.personal() == null
                ? log.submit(response.lane(), response.laneKey(), response.submission())
                : log.setApart(response.lane(), response.personalKey(), response.personal())
                        .thenComposeAsync(
                                Context.current()
                                        .wrapFunction((RecordMetadata apart) ->
                                                log.submit(response.lane(), response.laneKey(), response.submission())),
                                continuations);
        return appended.thenCompose(written -> remember(response, written))
                .thenApplyAsync(Function.identity(), continuations);
    }

    private CompletableFuture<Accepted> remember(PreparedResponse response, RecordMetadata written) {
        String receipt = receipts.issue(new Receipt(
                response.version().tenant(),
                response.version().responseId(),
                response.receiptVersionId(),
                written.partition(),
                written.offset(),
                response.receivedAt()));
        return recognition
                .remember(response.version(), written.offset(), new Known(response.digest(), receipt))
                .thenApply(told -> new Accepted(response.version().responseId(), receipt, Accepted.ACCEPTED));
    }

    /** What a failed future of {@link #accept} failed with; null where it was no answer for a caller. */
    static ApiException reason(Throwable error) {
        Throwable cause = error instanceof CompletionException ? error.getCause() : error;
        return cause instanceof ApiException answer ? answer : null;
    }
}
