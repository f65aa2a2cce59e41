package org.farmer1st.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.farmer1st.ingest.IngestClient.Answer;

/** Many phones that send responses, singly and in batches, each response once, and remember what came of them. */
final class UploadLoad implements AutoCloseable {

    private static final int SINGLE_SENDERS = 12;
    private static final int BATCH_SENDERS = 2;
    private static final int BATCH = 25;
    private static final Duration AFTER_SUCCESS = Duration.ofMillis(10);
    private static final Duration AFTER_REFUSAL = Duration.ofMillis(100);

    private final IngestClient ingest;
    private final List<String> headers;
    private final Map<String, String> accepted = new ConcurrentHashMap<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicLong longest = new AtomicLong();
    private final ExecutorService senders = Executors.newFixedThreadPool(SINGLE_SENDERS + BATCH_SENDERS);
    private volatile boolean stopped;

    /** Sends from now on. */
    UploadLoad(IngestClient ingest) throws Exception {
        this.ingest = ingest;
        this.headers = List.of(
                "Authorization",
                "Bearer " + ingest.token("enumerator", "load", "demo"),
                "Content-Type",
                "application/json");
        for (int i = 0; i < SINGLE_SENDERS; i++) {
            senders.submit(() -> repeat(this::sendOne));
        }
        for (int i = 0; i < BATCH_SENDERS; i++) {
            senders.submit(() -> repeat(this::sendBatch));
        }
    }

    /** Whether what was sent was accepted. */
    private interface Send {
        boolean send() throws Exception;
    }

    private void repeat(Send send) {
        while (!stopped) {
            long started = System.nanoTime();
            try {
                boolean succeeded = send.send();
                longest.accumulateAndGet(System.nanoTime() - started, Math::max);
                TimeUnit.MILLISECONDS.sleep((succeeded ? AFTER_SUCCESS : AFTER_REFUSAL).toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (Exception | AssertionError e) {
                wrong.add(e.toString());
            }
        }
    }

    private boolean sendOne() throws Exception {
        String id = UUID.randomUUID().toString();
        Answer answer = ingest.exchange("POST", "/v1/responses", response(id).getBytes(UTF_8), headers);
        if (answer.status() == 202 && answer.data().path("status").asText().equals("accepted")) {
            accepted.put(id, answer.data().path("receipt").asText());
            return true;
        }
        return refusedAs(answer.body().path("error"), answer.body());
    }

    private boolean sendBatch() throws Exception {
        List<String> ids = new ArrayList<>();
        List<String> items = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            ids.add(UUID.randomUUID().toString());
            items.add(response(ids.get(i)));
        }
        byte[] body = ("{\"responses\":[" + String.join(",", items) + "]}").getBytes(UTF_8);
        Answer answer = ingest.exchange("POST", "/v1/responses/batch", body, headers);
        if (answer.status() != 200 || answer.data().path("items").size() != BATCH) {
            return refusedAs(answer.body().path("error"), answer.body());
        }
        boolean all = true;
        for (int i = 0; i < BATCH; i++) {
            JsonNode item = answer.data().path("items").path(i);
            if (item.path("status").asText().equals("accepted")) {
                accepted.put(ids.get(i), item.path("receipt").asText());
            } else {
                all = refusedAs(item.path("error"), item);
            }
        }
        return all;
    }

    private boolean refusedAs(JsonNode error, JsonNode answer) {
        if (error.path("retryable").asBoolean(false)) {
            refused.incrementAndGet();
        } else {
            wrong.add(answer.toString());
        }
        return false;
    }

    private static String response(String id) {
        return IngestIT.response(id, "load-" + id.substring(0, 2), "Amina", 3);
    }

    /** Receipts by the ids of their responses. */
    Map<String, String> accepted() {
        return Map.copyOf(accepted);
    }

    /** How many answers said that the same may be sent again. */
    int refused() {
        return refused.get();
    }

    /** Every answer that was neither, and every failure to get one. */
    List<String> wrong() {
        return List.copyOf(wrong);
    }

    /** The longest that anybody waited for an answer. */
    Duration longest() {
        return Duration.ofNanos(longest.get());
    }

    /** Returns when so many more were accepted. */
    void awaitAccepted(int more, Duration patience) throws InterruptedException {
        int enough = accepted.size() + more;
        long deadline = System.nanoTime() + patience.toNanos();
        while (accepted.size() < enough) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("After " + patience + " only " + accepted.size() + " of " + enough
                        + " responses are accepted; other answers: " + refused + " retryable, " + wrong);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** Ends when everybody has their answer. */
    @Override
    public void close() throws InterruptedException {
        stopped = true;
        senders.shutdown();
        if (!senders.awaitTermination(2, TimeUnit.MINUTES)) {
            throw new AssertionError("Somebody has no answer after two minutes");
        }
    }
}
