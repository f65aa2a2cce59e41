package org.farmer1st.ingest.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.JsonSerializable;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.farmer1st.ingest.input.Bodies;
import org.farmer1st.ingest.input.Lines;
import org.farmer1st.ingest.input.RetainedInputStream;
import org.farmer1st.ingest.input.StrictJson;
import org.farmer1st.ingest.rejections.RejectedUploads;
import org.farmer1st.ingest.surveys.PublishedSurveys;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.Caller;
import org.farmer1st.runtime.http.Envelope.ErrorBody;
import org.farmer1st.runtime.http.ErrorCode;
import org.farmer1st.runtime.limits.RateLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a batch and sends each item on its way as soon as it is read. One bad item costs only itself: in NDJSON whatever
 * is wrong in a line, in JSON whatever doesn't break the JSON. Where it breaks the whole batch is refused; the items
 * before that are on their way, and repeats when the batch is sent again.
 */
final class BatchReader {

    /** Items of one batch. */
    static final int MOST_ITEMS = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(BatchReader.class);

    /** For how long one item may wait for others of all callers to get through. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final PublishedSurveys surveys;
    private final Preparation preparation;
    private final Acceptance acceptance;
    private final RejectedUploads rejections;
    private final RateLimits rateLimits;
    private final ResponseMetrics outcomes;

    BatchReader(
            PublishedSurveys surveys,
            Preparation preparation,
            Acceptance acceptance,
            RejectedUploads rejections,
            RateLimits rateLimits,
            ResponseMetrics outcomes) {
        this.rateLimits = rateLimits;
        this.outcomes = outcomes;
        this.surveys = surveys;
        this.rejections = rejections;
        this.preparation = preparation;
        this.acceptance = acceptance;
    }

    /**
     * What came of one item.
     *
     * @param responseId null where it could not be read
     * @param status {@code accepted}, {@code duplicate}, {@code rejected}, or {@code retry}: the same may succeed later
     * @param receipt of the first two
     * @param error of the last two
     */
    record Item(String responseId, String status, String receipt, ErrorBody error) implements JsonSerializable {

        private static final SerializableString RESPONSE_ID = new SerializedString("responseId");
        private static final SerializableString STATUS = new SerializedString("status");
        private static final SerializableString RECEIPT = new SerializedString("receipt");

        /** By hand: there are thousands of them in an answer. */
        @Override
        public void serialize(JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeStartObject();
            json.writeFieldName(RESPONSE_ID);
            json.writeString(responseId);
            json.writeFieldName(STATUS);
            json.writeString(status);
            if (receipt != null) {
                json.writeFieldName(RECEIPT);
                json.writeString(receipt);
            }
            if (error != null) {
                provider.defaultSerializeField("error", error, json);
            }
            json.writeEndObject();
        }

        @Override
        public void serializeWithType(JsonGenerator json, SerializerProvider provider, TypeSerializer type)
                throws IOException {
            serialize(json, provider);
        }

        static Item of(Accepted accepted) {
            return new Item(accepted.responseId(), accepted.status(), accepted.receipt(), null);
        }

        static Item of(String responseId, ApiException error) {
            return new Item(responseId, error.code().retryable() ? "retry" : "rejected", null, ErrorBody.of(error));
        }
    }

    /** What came of all items, in their order. */
    record Items(List<Item> items) {}

    /** The bytes of the item that was read just now. */
    private interface BytesOfItem {
        byte[] get();
    }

    /** A batch under way. */
    final class Batch {
        private final Caller caller;
        private final Instant receivedAt;
        private final RateLimits.Account account;
        private final Acceptance.Series series = acceptance.series(PATIENCE);
        private final List<CompletableFuture<Item>> items = new ArrayList<>();

        private Batch(Caller caller, Instant receivedAt) {
            this.caller = caller;
            this.receivedAt = receivedAt;
            this.account = rateLimits.account(caller);
        }

        /** Sends on their way what was read so far. */
        private void sendWhatIsRead() {
            series.send();
        }

        /** Completes when every item has; doesn't fail. */
        CompletableFuture<Items> items() {
            return CompletableFuture.allOf(items.toArray(CompletableFuture[]::new))
                    .thenApply(done -> {
                        List<Item> all =
                                items.stream().map(CompletableFuture::join).toList();
                        outcomes.batch(all);
                        return new Items(all);
                    });
        }

        private void add(CompletableFuture<Item> item) {
            if (items.size() == MOST_ITEMS) {
                throw new ApiException(
                        ErrorCode.PAYLOAD_TOO_LARGE, "A batch holds " + MOST_ITEMS + " responses at most.");
            }
            items.add(item);
        }

        /** One item, on which the parser stands. Where it is {@code alone}, its JSON is its own affair. */
        private void send(JsonParser json, boolean alone, BytesOfItem bytes) throws IOException {
            try {
                account.charge(1);
            } catch (ApiException e) {
                json.skipChildren();
                refuse(e);
                return;
            }
            ResponseReader reader = ResponseReader.ofFirst(surveys, caller.tenant());
            CompletableFuture<Accepted> answer;
            byte[] body;
            try {
                ResponseDocument response = reader.read(json);
                if (alone) {
                    StrictJson.requireEnd(json);
                }
                body = bytes.get();
                ResponseRoutes.requireWriterOf(caller, response.farmerId());
                PreparedResponse prepared = preparation.response(caller.tenant(), response, receivedAt);
                answer = series.accept(prepared, body.length);
            } catch (ApiException e) {
                body = bytes.get();
                answer = CompletableFuture.failedFuture(e);
            } catch (JsonProcessingException e) {
                if (!alone) {
                    throw e;
                }
                body = bytes.get();
                answer = CompletableFuture.failedFuture(StrictJson.malformed(e));
            }
            // Not the reader: it holds all that was read, and would be held until there is an answer.
            RejectedUploads.Identity identity = reader.identity();
            add(rejections
                    .keepIfRefused(answer, caller.tenant(), () -> identity, body)
                    .handle((accepted, error) ->
                            error == null ? Item.of(accepted) : Item.of(identity.responseId(), answer(error))));
        }

        private void refuseAndKeep(ApiException error, byte[] body) {
            add(rejections
                    .<Item>keepIfRefused(
                            CompletableFuture.failedFuture(error),
                            caller.tenant(),
                            () -> RejectedUploads.Identity.UNKNOWN,
                            body)
                    .exceptionally(refusal -> Item.of(null, answer(refusal))));
        }

        private void refuse(ApiException error) {
            add(CompletableFuture.completedFuture(Item.of(null, error)));
        }
    }

    /** Where a batch comes from. */
    @FunctionalInterface
    interface Body {
        /** @param beforeWaiting to be run whenever what comes next may take a while */
        InputStream open(Runnable beforeWaiting) throws IOException;
    }

    /**
     * Reads a batch as it arrives, and closes it. Holds one item of it at a time. Nothing that was read waits for what may
     * take long to come, since it holds places that others need.
     *
     * @throws ApiException where it is no batch, or breaks off
     */
    Batch read(Body body, Bodies.Format format, Caller caller, Instant receivedAt) {
        Batch batch = new Batch(caller, receivedAt);
        try (InputStream opened = body.open(batch::sendWhatIsRead)) {
            switch (format) {
                case JSON -> readObject(opened, batch);
                case NDJSON -> readLines(opened, batch);
            }
        } catch (IOException e) {
            throw ResponseReader.unreadable(e);
        } finally {
            batch.sendWhatIsRead();
        }
        return batch;
    }

    private static void readObject(InputStream body, Batch batch) throws IOException {
        RetainedInputStream retained = new RetainedInputStream(body);
        try (JsonParser json = StrictJson.parser(retained)) {
            boolean right = json.nextToken() == JsonToken.START_OBJECT
                    && "responses".equals(json.nextFieldName())
                    && json.nextToken() == JsonToken.START_ARRAY;
            if (!right) {
                throw notABatch();
            }
            while (json.nextToken() != JsonToken.END_ARRAY) {
                retained.retainFrom(json.currentTokenLocation().getByteOffset());
                readItem(new ItemParser(json, retained), retained, batch);
            }
            if (json.nextToken() != JsonToken.END_OBJECT) {
                throw notABatch();
            }
            StrictJson.requireEnd(json);
        }
    }

    private static void readItem(ItemParser item, RetainedInputStream retained, Batch batch) throws IOException {
        try {
            batch.send(
                    item,
                    false,
                    () -> retained.retainedUpTo(item.currentLocation().getByteOffset()));
        } catch (ItemParser.TooLargeException e) {
            item.leave();
            batch.refuse(itemTooLarge());
        }
    }

    private static void readLines(InputStream body, Batch batch) throws IOException {
        Lines lines = new Lines(body, Bodies.MOST_BYTES);
        while (lines.next()) {
            if (lines.tooLong()) {
                batch.refuse(itemTooLarge());
                continue;
            }
            try (JsonParser json = StrictJson.parser(lines.buffer(), lines.start(), lines.length())) {
                if (json.nextToken() != null) {
                    batch.send(json, true, lines::copy);
                }
            } catch (JsonProcessingException e) {
                // Not even its first token could be read.
                batch.refuseAndKeep(StrictJson.malformed(e), lines.copy());
            }
        }
    }

    private static ApiException itemTooLarge() {
        return new ApiException(
                ErrorCode.PAYLOAD_TOO_LARGE, "An item of a batch takes " + Bodies.MOST_BYTES + " bytes at most.");
    }

    private static ApiException notABatch() {
        return new ApiException(
                ErrorCode.MALFORMED_REQUEST,
                "A batch is {\"responses\":[…]}, or application/x-ndjson with a response a line.");
    }

    private static ApiException answer(Throwable error) {
        ApiException answer = Acceptance.reason(error);
        if (answer == null) {
            LOG.error("An item of a batch failed", error);
            return new ApiException(ErrorCode.INTERNAL, "Something went wrong on our side.");
        }
        return answer;
    }
}
