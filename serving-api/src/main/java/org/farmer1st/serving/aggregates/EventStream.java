package org.farmer1st.serving.aggregates;

import io.javalin.http.sse.SseClient;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.farmer1st.runtime.http.Json;
import org.farmer1st.serving.progress.AsOfFloor;

/**
 * One client of server-sent events. A client that reads slowly holds a thread of its own while it does, and misses what
 * was overtaken meanwhile: it gets the newest answer next. After {@link #LONGEST} the stream ends and the client comes
 * again, with a token that is still good.
 */
final class EventStream implements AggregateFeed.Subscriber {

    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final SseClient client;
    private final Executor sending;
    private final AsOfFloor asOf;
    private final Instant until = Instant.now().plus(LONGEST);
    private final AtomicReference<Runnable> next = new AtomicReference<>();
    private final AtomicBoolean busy = new AtomicBoolean();

    EventStream(SseClient client, Executor sending, AsOfFloor asOf) {
        this.client = client;
        this.sending = sending;
        this.asOf = asOf;
    }

    @Override
    public void tell(AggregateAnswer answer) {
        send(() -> {
            Map<String, Object> event = new LinkedHashMap<>();
            event.put("data", new AggregateAnswer.Data(answer.content().cells()));
            event.put("meta", answer.meta(asOf));
            client.sendEvent("aggregates", new String(Json.bytes(event), java.nio.charset.StandardCharsets.UTF_8));
        });
    }

    @Override
    public void heartbeat() {
        if (Instant.now().isAfter(until)) {
            end();
        } else if (next.get() == null) {
            send(() -> client.sendComment("still here"));
        }
    }

    @Override
    public void end() {
        client.close();
    }

    private void send(Runnable event) {
        next.set(event);
        if (busy.compareAndSet(false, true)) {
            sending.execute(this::drain);
        }
    }

    private void drain() {
        do {
            for (Runnable event = next.getAndSet(null); event != null; event = next.getAndSet(null)) {
                if (!client.terminated()) {
                    event.run();
                }
            }
            busy.set(false);
        } while (next.get() != null && busy.compareAndSet(false, true));
    }
}
