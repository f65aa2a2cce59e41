package org.farmer1st.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Sends responses in batches, a few at once, until each has a final answer.
 *
 * <p>What may still succeed is sent again: items that are told to {@code retry}, and whole batches that met an outage, an
 * overload or a broken connection. That is harmless, since the platform recognises a repeat; one whose first try did arrive
 * counts as duplicate. {@link #add} and {@link #close} are for one thread.
 */
public final class BatchSender implements AutoCloseable {

    private static final int ITEMS = 100;
    /** Well below what an upload may weigh; a batch that is refused for its size is halved all the same. */
    private static final int CHARACTERS = 300_000;

    private static final int AT_ONCE = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final ApiClient ingest;
    private final Clock clock;
    private final LoadResult result;
    private final Progress progress;
    private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    private final Semaphore room = new Semaphore(AT_ONCE * 2);
    private List<Item> batch = new ArrayList<>();
    private long characters;

    private record Item(String name, ObjectNode body) {}

    /** @param clock stamps {@code sentAt}, at each try anew */
    public BatchSender(ApiClient ingest, Clock clock, LoadResult result, Progress progress) {
        this.ingest = ingest;
        this.clock = clock;
        this.result = result;
        this.progress = progress;
    }

    /**
     * Takes a response; it is sent with the batch that it fills, at the latest on {@link #close}.
     *
     * @param name what to call it where it is rejected
     * @param body of {@code POST /v1/responses}; {@code sentAt} is put in where it has none
     */
    public void add(String name, ObjectNode body) throws InterruptedException {
        int length = body.toString().length();
        if (characters + length > CHARACTERS || batch.size() == ITEMS) {
            flush();
        }
        batch.add(new Item(name, body));
        characters += length;
    }

    /** Returns when everything has been answered. */
    @Override
    public void close() throws InterruptedException {
        flush();
        threads.shutdown();
        if (!threads.awaitTermination(1, TimeUnit.DAYS)) {
            threads.shutdownNow();
        }
    }

    private void flush() throws InterruptedException {
        if (batch.isEmpty()) {
            return;
        }
        List<Item> full = batch;
        batch = new ArrayList<>();
        characters = 0;
        room.acquire();
        threads.execute(() -> {
            try {
                deliver(full);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                room.release();
            }
        });
    }

    private void deliver(List<Item> items) throws InterruptedException {
        Backoff backoff = new Backoff(PATIENCE);
        List<Item> open = items;
        String lastReason;
        do {
            List<Item> again = new ArrayList<>();
            Duration pause = Duration.ZERO;
            try {
                ApiAnswer answer = ingest.send("POST", "/v1/responses/batch", body(open));
                lastReason = answer.explanation();
                pause = answer.retryAfter();
                if (answer.ok()) {
                    lastReason = settle(open, answer.data().path("items"), again);
                } else if (answer.status() == 413 && open.size() > 1) {
                    deliver(open.subList(0, open.size() / 2));
                    deliver(open.subList(open.size() / 2, open.size()));
                } else if (answer.retryable()) {
                    again.addAll(open);
                } else {
                    reject(open, answer.explanation());
                }
            } catch (IOException e) {
                lastReason = "no answer from " + ingest.base() + " (" + e + ")";
                again.addAll(open);
            }
            open = again;
            if (!open.isEmpty() && !backoff.pause(pause)) {
                reject(open, "given up after " + PATIENCE.toMinutes() + " minutes: " + lastReason);
                return;
            }
        } while (!open.isEmpty());
    }

    private ObjectNode body(List<Item> items) {
        String now = clock.instant().truncatedTo(ChronoUnit.MILLIS).toString();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode responses = body.putArray("responses");
        for (Item item : items) {
            ObjectNode response = item.body();
            if (!response.has("sentAt")) {
                response = response.deepCopy();
                response.put("sentAt", now);
            }
            responses.add(response);
        }
        return body;
    }

    /**
     * Counts what is settled.
     *
     * @param again takes what is to be sent again
     * @return why the last of those could not be settled
     */
    private String settle(List<Item> items, JsonNode answers, List<Item> again) {
        String reason = "";
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            JsonNode answer = answers.path(i);
            switch (answer.path("status").asText("")) {
                case "accepted" -> {
                    result.addAccepted();
                    progress.advance(1);
                }
                case "duplicate" -> {
                    result.addDuplicate();
                    progress.advance(1);
                }
                case "retry" -> {
                    reason = ApiAnswer.explain(answer.path("error"));
                    again.add(item);
                }
                default -> reject(List.of(item), ApiAnswer.explain(answer.path("error")));
            }
        }
        return reason;
    }

    private void reject(List<Item> items, String reason) {
        for (Item item : items) {
            result.addRejected(item.name() + ": " + reason);
        }
        progress.advance(items.size());
    }
}
