package org.farmer1st.ingest.responses;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.farmer1st.ingest.input.Bodies;
import org.farmer1st.ingest.input.StrictJson;
import org.farmer1st.ingest.surveys.PublishedSurveys;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.Caller;
import org.farmer1st.runtime.http.Envelope.ErrorBody;
import org.farmer1st.runtime.http.ErrorCode;
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

    BatchReader(PublishedSurveys surveys, Preparation preparation, Acceptance acceptance) {
        this.surveys = surveys;
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
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Item(
            @JsonInclude(JsonInclude.Include.ALWAYS) String responseId,
            String status,
            String receipt,
            ErrorBody error) {

        static Item of(Accepted accepted) {
            return new Item(accepted.responseId(), accepted.status(), accepted.receipt(), null);
        }

        static Item of(String responseId, ApiException error) {
            return new Item(responseId, error.code().retryable() ? "retry" : "rejected", null, ErrorBody.of(error));
        }
    }

    /** What came of all items, in their order. */
    record Items(List<Item> items) {}

    /** A batch under way. */
    final class Batch {
        private final Caller caller;
        private final Instant receivedAt;
        private final List<CompletableFuture<Item>> items = new ArrayList<>();

        private Batch(Caller caller, Instant receivedAt) {
            this.caller = caller;
            this.receivedAt = receivedAt;
        }

        /** Completes when every item has; doesn't fail. */
        CompletableFuture<Items> items() {
            return CompletableFuture.allOf(items.toArray(CompletableFuture[]::new))
                    .thenApply(done -> new Items(
                            items.stream().map(CompletableFuture::join).toList()));
        }

        private void add(CompletableFuture<Item> item) {
            if (items.size() == MOST_ITEMS) {
                throw new ApiException(
                        ErrorCode.PAYLOAD_TOO_LARGE, "A batch holds " + MOST_ITEMS + " responses at most.");
            }
            items.add(item);
        }

        /** One item, on which the parser stands. */
        private CompletableFuture<Item> send(JsonParser json, boolean alone) throws IOException {
            ResponseReader reader = ResponseReader.ofFirst(surveys, caller.tenant());
            try {
                ResponseDocument response = reader.read(json);
                if (alone) {
                    StrictJson.requireEnd(json);
                }
                ResponseRoutes.requireWriterOf(caller, response.farmerId());
                PreparedResponse prepared = preparation.response(caller.tenant(), response, receivedAt);
                return acceptance.accept(prepared, PATIENCE).handle((accepted, error) -> {
                    return error == null ? Item.of(accepted) : Item.of(response.responseId(), answer(error));
                });
            } catch (ApiException e) {
                return CompletableFuture.completedFuture(Item.of(reader.responseId(), e));
            }
        }
    }

    /** @throws ApiException where it is no batch at all */
    Batch read(byte[] body, Bodies.Format format, Caller caller, Instant receivedAt) {
        Batch batch = new Batch(caller, receivedAt);
        try {
            switch (format) {
                case JSON -> readObject(body, batch);
                case NDJSON -> readLines(body, batch);
            }
        } catch (IOException e) {
            throw ResponseReader.unreadable(e);
        }
        return batch;
    }

    private static void readObject(byte[] body, Batch batch) throws IOException {
        try (JsonParser json = StrictJson.parser(body, 0, body.length)) {
            boolean right = json.nextToken() == JsonToken.START_OBJECT
                    && "responses".equals(json.nextFieldName())
                    && json.nextToken() == JsonToken.START_ARRAY;
            if (!right) {
                throw notABatch();
            }
            while (json.nextToken() != JsonToken.END_ARRAY) {
                batch.add(batch.send(json, false));
            }
            if (json.nextToken() != JsonToken.END_OBJECT) {
                throw notABatch();
            }
            StrictJson.requireEnd(json);
        }
    }

    private static void readLines(byte[] body, Batch batch) throws IOException {
        int start = 0;
        while (start < body.length) {
            int end = start;
            while (end < body.length && body[end] != '\n') {
                end++;
            }
            try (JsonParser json = StrictJson.parser(body, start, end - start)) {
                if (json.nextToken() != null) {
                    batch.add(batch.send(json, true));
                }
            } catch (JsonProcessingException e) {
                batch.add(CompletableFuture.completedFuture(Item.of(null, StrictJson.malformed(e))));
            }
            start = end + 1;
        }
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
