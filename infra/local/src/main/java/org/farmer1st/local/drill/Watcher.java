package org.farmer1st.local.drill;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.farmer1st.local.client.ApiAnswer;
import org.farmer1st.local.client.ApiClient;

/**
 * Reads a survey's aggregates again and again while everything around is killed. Answers may fail meanwhile; those that come say
 * how far they reach, and that may never go back: rows and progress are read together, so values would go back with it.
 */
final class Watcher implements AutoCloseable {

    private static final long BETWEEN_READS_MS = 50;

    private final ApiClient reader;
    private final String path;
    private final ToLongFunction<ApiAnswer> growing;
    private final Thread thread = new Thread(this::run, "watcher");
    private final List<String> failures = new ArrayList<>();
    private volatile boolean over;
    private volatile long answers;

    /** @param path of the aggregates */
    Watcher(ApiClient reader, String path) {
        this(reader, path, answer -> 0);
    }

    /** @param growing a number in an answer that may only grow */
    Watcher(ApiClient reader, String path, ToLongFunction<ApiAnswer> growing) {
        this.reader = reader;
        this.path = path;
        this.growing = growing;
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        Instant latest = Instant.EPOCH;
        long largest = 0;
        while (!over) {
            try {
                ApiAnswer answer = reader.get(path);
                JsonNode told = answer.meta().path("asOf");
                if (answer.ok() && told.isTextual()) {
                    Instant asOf = Instant.parse(told.asText());
                    if (asOf.isBefore(latest)) {
                        fail("asOf went back from " + latest + " to " + asOf);
                    }
                    latest = asOf;
                    long number = growing.applyAsLong(answer);
                    if (number < largest) {
                        fail("A number that only grows went back from " + largest + " to " + number + ", as of "
                                + asOf);
                    }
                    largest = number;
                    answers = answers + 1;
                }
                Thread.sleep(BETWEEN_READS_MS);
            } catch (IOException e) {
                // serving-api has just been killed.
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private synchronized void fail(String what) {
        failures.add(what);
    }

    /** What went back, in words; empty where nothing did. */
    synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    /** How many answers it had. */
    long answers() {
        return answers;
    }

    @Override
    public void close() throws InterruptedException {
        over = true;
        thread.interrupt();
        thread.join();
    }
}
