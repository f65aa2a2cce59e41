package org.farmer1st.serving.aggregates;

import io.javalin.http.sse.SseClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.farmer1st.runtime.http.Json;
import org.farmer1st.serving.progress.AsOfFloor;
import org.farmer1st.serving.progress.ViewProgress;

/**
 * One client of server-sent events. A client that reads slowly holds a thread of its own while it does, and misses what
 * was overtaken meanwhile: it gets the newest answer next. The events are {@code aggregates}, with {@code data} and
 * {@code meta} of an answer, and {@code asOf}, with the time up to which the last answer holds. After {@link #LONGEST} the stream ends and the client comes
 * again, with a token that is still good.
 */
final class EventStream implements AggregateFeed.Subscriber {

    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final SseClient client;
    private final Executor sending;
    private final AsOfFloor asOf;
    private final Instant until = Instant.now().plus(LONGEST);
    private final AtomicReference<AggregateAnswer> answer = new AtomicReference<>();
    private final AtomicReference<ViewProgress> heartbeat = new AtomicReference<>();
    private final AtomicBoolean busy = new AtomicBoolean();

    EventStream(SseClient client, Executor sending, AsOfFloor asOf) {
        this.client = client;
        this.sending = sending;
        this.asOf = asOf;
    }

    @Override
    public void tell(AggregateAnswer newest) {
        answer.set(newest);
        send();
    }

    @Override
    public void heartbeat(ViewProgress progress) {
        if (Instant.now().isAfter(until)) {
            end();
            return;
        }
        heartbeat.set(progress);
        send();
    }

    @Override
    public void end() {
        client.close();
    }

    private void send() {
        if (busy.compareAndSet(false, true)) {
            sending.execute(this::drain);
        }
    }

    private void drain() {
        do {
            while (sendNext()) {
                // Until there is nothing more.
            }
            busy.set(false);
        } while ((answer.get() != null || heartbeat.get() != null) && busy.compareAndSet(false, true));
    }

    private boolean sendNext() {
        AggregateAnswer newest = answer.getAndSet(null);
        ViewProgress progress = heartbeat.getAndSet(null);
        if (client.terminated()) {
            return false;
        }
        if (newest != null) {
            event(
                    "aggregates",
                    Map.of("data", new AggregateAnswer.Data(newest.content().cells()), "meta", newest.meta(asOf)));
        } else if (progress != null) {
            event("asOf", AggregateAnswer.asOfMeta(asOf, progress));
        }
        return newest != null || progress != null;
    }

    private void event(String name, Object data) {
        client.sendEvent(name, new String(Json.bytes(data), StandardCharsets.UTF_8));
    }
}
