package org.farmer1st.local.sample;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import org.farmer1st.local.client.ApiAnswer;
import org.farmer1st.local.client.ApiClient;
import org.farmer1st.local.client.Backoff;
import org.farmer1st.local.client.RequestPath;

/** Waits until what was accepted can be read. */
public final class Visibility {

    private final ApiClient serving;

    /** @param serving as a reader of what is waited for */
    public Visibility(ApiClient serving) {
        this.serving = serving;
    }

    /**
     * Returns once the answer to {@code path} includes what each of the receipts stands for.
     *
     * @param path without a query
     * @throws IOException where it doesn't within {@code patience}
     */
    public void await(String path, Collection<String> receipts, Duration patience)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        for (String receipt : receipts) {
            await(path + "?after=" + RequestPath.segment(receipt), deadline);
        }
    }

    private void await(String path, long deadline) throws IOException, InterruptedException {
        while (true) {
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            ApiAnswer answer = serving.sendUntilAnswered("GET", path, null, left);
            boolean includes = answer.ok() && !answer.meta().path("notYet").asBoolean(false);
            if (includes) {
                return;
            }
            if (!answer.ok() && !answer.retryable()) {
                throw new IOException(path + " answers status " + answer.status() + ": " + answer.explanation());
            }
            if (!new Backoff(left).pause(Duration.ZERO)) {
                throw new IOException(
                        path + " does not include its receipt in time, the last answer is " + answer.body());
            }
        }
    }
}
