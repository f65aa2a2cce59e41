package org.farmer1st.local.sample;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.farmer1st.local.client.ApiAnswer;
import org.farmer1st.local.client.ApiClient;
import org.farmer1st.local.client.Progress;
import org.farmer1st.local.client.RequestPath;

/**
 * Sends a {@link GeneratedLoad} as phones do: each farmer's steps in order, several farmers at once, each step again and again
 * until it is answered, however long the platform is away.
 */
public final class LoadRunner {

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final ApiClient ingest;
    private final Clock clock;
    private final int atOnce;
    private final Pace pace;

    /**
     * What became of a load.
     *
     * @param accepted steps that were answered so
     * @param duplicate steps that the edge recognised
     * @param receipts the last receipt of each farmer
     * @param failures what no step of a generated load should be answered; empty when all went well
     */
    public record Outcome(long accepted, long duplicate, Map<String, String> receipts, List<String> failures) {}

    /**
     * @param ingest as an enumerator of the tenant
     * @param clock stamps {@code sentAt}, at each try anew
     * @param atOnce how many requests may be under way
     */
    public LoadRunner(ApiClient ingest, Clock clock, int atOnce, Pace pace) {
        this.ingest = ingest;
        this.clock = clock;
        this.atOnce = atOnce;
        this.pace = pace;
    }

    /** Returns when every step has been answered. */
    public Outcome run(GeneratedLoad load, Progress progress) throws InterruptedException {
        Run run = new Run(load, progress);
        ExecutorService threads = Executors.newFixedThreadPool(atOnce);
        for (int i = 0; i < atOnce; i++) {
            threads.execute(run);
        }
        threads.shutdown();
        if (!threads.awaitTermination(1, TimeUnit.DAYS)) {
            threads.shutdownNow();
        }
        return new Outcome(
                run.accepted.get(), run.duplicate.get(), Map.copyOf(run.receipts), List.copyOf(run.failures));
    }

    /** The shared state of a run, and what each of its threads does. */
    private final class Run implements Runnable {

        private final Queue<List<Step>> sequences;
        private final Progress progress;
        private final AtomicLong accepted = new AtomicLong();
        private final AtomicLong duplicate = new AtomicLong();
        private final Map<String, String> receipts = new ConcurrentHashMap<>();
        private final Queue<String> failures = new ConcurrentLinkedQueue<>();

        Run(GeneratedLoad load, Progress progress) {
            this.sequences = new ConcurrentLinkedQueue<>(load.sequences());
            this.progress = progress;
        }

        @Override
        public void run() {
            try {
                for (List<Step> sequence = sequences.poll(); sequence != null; sequence = sequences.poll()) {
                    Set<Step> sent = new HashSet<>();
                    for (Step step : sequence) {
                        pace.await();
                        send(step, sent.add(step));
                        progress.advance(1);
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                failures.add("A sender ended: " + e);
            }
        }

        private void send(Step step, boolean first) throws InterruptedException {
            try {
                ApiAnswer answer = request(step);
                if (!answer.ok()) {
                    failures.add(step.getClass().getSimpleName() + " of " + step.responseId() + ": status "
                            + answer.status() + ", " + answer.explanation());
                    return;
                }
                boolean repeat = answer.data().path("status").asText().equals("duplicate");
                (repeat ? duplicate : accepted).incrementAndGet();
                String receipt = answer.data().path("receipt").asText("");
                // A repeat's receipt is the one of its first time, and no news; unless that one's answer was lost.
                if (!receipt.isEmpty() && (first || !repeat)) {
                    receipts.put(step.farmerId(), receipt);
                }
            } catch (IOException e) {
                failures.add(step.getClass().getSimpleName() + " of " + step.responseId() + ": no answer, " + e);
            }
        }
    }

    private ApiAnswer request(Step step) throws IOException, InterruptedException {
        String path = "/v1/farmers/" + RequestPath.segment(step.farmerId()) + "/responses/"
                + RequestPath.segment(step.responseId());
        if (step instanceof Step.Send send) {
            return ingest.sendUntilAnswered("POST", "/v1/responses", () -> sentNow(send.body()), PATIENCE);
        }
        if (step instanceof Step.Edit edit) {
            return ingest.sendUntilAnswered("PUT", path, () -> sentNow(edit.body()), PATIENCE);
        }
        return ingest.sendUntilAnswered("DELETE", path, null, PATIENCE);
    }

    private ObjectNode sentNow(ObjectNode body) {
        ObjectNode stamped = body.deepCopy();
        stamped.put("sentAt", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
        return stamped;
    }
}
