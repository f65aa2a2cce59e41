package org.farmer1st.ingest.responses;

import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import org.farmer1st.ingest.recognition.Recognition.Kept;
import org.farmer1st.ingest.recognition.Recognition.Known;
import org.farmer1st.ingest.recognition.Recognition.Version;
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

    /** Of a series, what goes through the steps together. */
    private static final int MOST_TOGETHER = 128;

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
     */
    CompletableFuture<Accepted> accept(PreparedResponse response, int size) {
        int places = inFlight.placesOf(size);
        if (!inFlight.tryEnter(places, Duration.ZERO)) {
            return tooMuch();
        }
        Asked asked = new Asked(response, places);
        accept(List.of(asked), CompletableFuture.completedFuture(null));
        return asked.answer;
    }

    /**
     * Accepts responses as {@link #accept} does, in the order in which they come: the log has those of a lane in that order.
     * They go through the steps together, some at a time, which costs much less for each; what has the
     * identity of one before it, after that one. Used by one thread at a time.
     *
     * @param patience how long to wait until there is room for one
     */
    Series series(Duration patience) {
        return new Series(patience);
    }

    /** Responses that are accepted in their order. */
    final class Series {
        private final Duration patience;
        private final Map<Version, CompletableFuture<Accepted>> underWay = new HashMap<>();
        private List<Asked> gathered = new ArrayList<>();
        private CompletableFuture<Void> sentBefore = CompletableFuture.completedFuture(null);

        private Series(Duration patience) {
            this.patience = patience;
        }

        /** Adds one, which goes on its way when enough others are there, or {@link #send} is called. */
        CompletableFuture<Accepted> accept(PreparedResponse response, int size) {
            int places = inFlight.placesOf(size);
            if (!inFlight.tryEnter(places, Duration.ZERO)) {
                // Room may have to come from what was gathered here.
                send();
                if (!inFlight.tryEnter(places, patience)) {
                    return tooMuch();
                }
            }
            Asked asked = new Asked(response, places);
            CompletableFuture<Accepted> first = underWay.putIfAbsent(response.version(), asked.answer);
            if (first != null && !first.isDone()) {
                // Together they would not know of each other; once the first is answered, it is known where repeats
                // are.
                send();
                first.whenComplete((answer, error) ->
                        Acceptance.this.accept(List.of(asked), CompletableFuture.completedFuture(null)));
                return asked.answer;
            }
            gathered.add(asked);
            if (gathered.size() == MOST_TOGETHER) {
                send();
            }
            return asked.answer;
        }

        /** Sends what was added on its way. */
        void send() {
            if (!gathered.isEmpty()) {
                sentBefore = Acceptance.this.accept(gathered, sentBefore);
                gathered = new ArrayList<>();
            }
        }
    }

    private static CompletableFuture<Accepted> tooMuch() {
        return CompletableFuture.failedFuture(ApiException.unavailable("Too much is under way just now.", RETRY_AFTER));
    }

    /** A response on its way. */
    private static final class Asked {
        private final PreparedResponse response;
        private final int places;
        private final CompletableFuture<Accepted> answer = new CompletableFuture<>();
        private CompletableFuture<RecordMetadata> apart;
        private CompletableFuture<RecordMetadata> written;
        private String receipt;

        private Asked(PreparedResponse response, int places) {
            this.response = response;
            this.places = places;
        }
    }

    /**
     * Accepts some together. Every one of them is answered and leaves its places, whatever happens.
     *
     * @param sentBefore completes when they may be appended
     * @return completes when they are handed over to the log, or never will be; doesn't fail
     */
    private CompletableFuture<Void> accept(List<Asked> together, CompletableFuture<Void> sentBefore) {
        Context trace = Context.current();
        CompletableFuture<Void> sent = recognition
                .find(together.stream().map(asked -> asked.response.version()).toList())
                .thenCompose(trace.wrapFunction(known -> setApart(together, known)))
                .thenCombine(sentBefore, (apart, before) -> null)
                .thenAccept(trace.wrapConsumer(ready -> append(together)));
        // A receipt is quickly made; many of them are too much for the thread that Kafka answers on.
        Executor remembering = together.size() == 1 ? Runnable::run : continuations;
        sent.thenCompose(appended -> settled(together, asked -> asked.written))
                .thenComposeAsync(settled -> remember(together), remembering)
                .whenComplete((told, error) -> together.forEach(asked -> answer(asked, error)));
        return sent.exceptionally(error -> null);
    }

    /** Answers repeats, and sends what is personal in the others; completes when it is there, or isn't. */
    private CompletableFuture<Void> setApart(List<Asked> together, List<Optional<Known>> known) {
        boolean anyApart = false;
        for (int i = 0; i < known.size(); i++) {
            Asked asked = together.get(i);
            PreparedResponse response = asked.response;
            if (known.get(i).isPresent()) {
                repeat(asked, known.get(i).get());
            } else if (response.personal() != null) {
                asked.apart = log.setApart(response.lane(), response.personalKey(), response.personal());
                anyApart = true;
            }
        }
        return anyApart
                ? settled(together, asked -> asked.apart).thenApplyAsync(Function.identity(), continuations)
                : CompletableFuture.completedFuture(null);
    }

    private void repeat(Asked asked, Known known) {
        if (known.digest().equals(asked.response.digest())) {
            complete(asked, new Accepted(asked.response.version().responseId(), known.receipt(), Accepted.DUPLICATE));
        } else {
            fail(
                    asked,
                    new ApiException(
                            ErrorCode.RESPONSE_CONFLICT,
                            "This version of the response is known with other content. An edit is a version of its own."));
        }
    }

    /** Appends what isn't answered yet, and has its personal data where that belongs. */
    private void append(List<Asked> together) {
        for (Asked asked : together) {
            if (asked.answer.isDone()) {
                continue;
            }
            if (asked.apart != null && asked.apart.isCompletedExceptionally()) {
                asked.written = asked.apart;
            } else {
                PreparedResponse response = asked.response;
                asked.written = log.submit(response.lane(), response.laneKey(), response.submission());
            }
        }
    }

    /** Completes when each record is there, or isn't; doesn't fail. */
    private static CompletableFuture<Void> settled(
            List<Asked> together, Function<Asked, CompletableFuture<RecordMetadata>> record) {
        CompletableFuture<?>[] records =
                together.stream().map(record).filter(Objects::nonNull).toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(records).exceptionally(error -> null);
    }

    private CompletableFuture<Void> remember(List<Asked> together) {
        List<Kept> kept = new ArrayList<>(together.size());
        for (Asked asked : together) {
            if (asked.written != null && !asked.written.isCompletedExceptionally()) {
                PreparedResponse response = asked.response;
                RecordMetadata written = asked.written.join();
                asked.receipt = receipts.issue(new Receipt(
                        response.version().tenant(),
                        response.version().responseId(),
                        response.receiptVersionId(),
                        written.partition(),
                        written.offset(),
                        response.receivedAt()));
                kept.add(new Kept(response.version(), written.offset(), new Known(response.digest(), asked.receipt)));
            }
        }
        return kept.isEmpty() ? CompletableFuture.runAsync(() -> {}, continuations) : recognition.remember(kept);
    }

    /** Gives the answer that there is; nothing where it was given before. */
    private void answer(Asked asked, Throwable error) {
        if (asked.receipt != null) {
            complete(asked, new Accepted(asked.response.version().responseId(), asked.receipt, Accepted.ACCEPTED));
        } else if (asked.written != null && asked.written.isCompletedExceptionally()) {
            asked.written.whenComplete((none, refused) -> fail(asked, refused));
        } else if (!asked.answer.isDone()) {
            Throwable cause = error instanceof CompletionException ? error.getCause() : error;
            fail(
                    asked,
                    cause instanceof RejectedExecutionException
                            ? ApiException.unavailable("Shutting down.", RETRY_AFTER)
                            : new IllegalStateException("A response was left without an answer", error));
        }
    }

    private void complete(Asked asked, Accepted answer) {
        inFlight.leave(asked.places);
        asked.answer.complete(answer);
    }

    private void fail(Asked asked, Throwable error) {
        inFlight.leave(asked.places);
        asked.answer.completeExceptionally(error);
    }

    /** What a failed future of {@link #accept} failed with; null where it was no answer for a caller. */
    static ApiException reason(Throwable error) {
        Throwable cause = error instanceof CompletionException ? error.getCause() : error;
        return cause instanceof ApiException answer ? answer : null;
    }
}
