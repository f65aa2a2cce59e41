package org.farmer1st.runtime.http;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.router.Endpoint;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * {@code http.requests}: how long requests took, by route as it was declared (never anybody's ids), method and status. What
 * meets no route is counted as {@code none}. Alert on the share of status 500, and of 503 beyond what an outage explains.
 */
final class RequestMetrics {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(1000),
        Duration.ofMillis(5000)
    };

    private final MeterRegistry metrics;
    private final ConcurrentMap<Key, Timer> timers = new ConcurrentHashMap<>();

    private record Key(String route, String method, int status) {}

    RequestMetrics(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    /** @param started when it came, by {@link System#nanoTime} */
    void record(Context ctx, long started) {
        // A timer is looked for by its tags only once: each look costs as much as a small request.
        timers.computeIfAbsent(new Key(route(ctx), method(ctx), ctx.status().getCode()), this::timer)
                .record(Duration.ofNanos(System.nanoTime() - started));
    }

    /** The route as it was declared. */
    static String route(Context ctx) {
        Endpoint matched = ctx.endpoints().matchedHttpEndpoint();
        return matched == null ? "none" : matched.path;
    }

    /** A caller may make methods up; there is a bound to what is counted. */
    private static String method(Context ctx) {
        return HandlerType.commonHttp().contains(ctx.method()) ? ctx.method().name() : "other";
    }

    private Timer timer(Key key) {
        return Timer.builder("http.requests")
                .description("Requests, from their arrival until their answer is written")
                .tag("route", key.route())
                .tag("method", key.method())
                .tag("status", Integer.toString(key.status()))
                .serviceLevelObjectives(BUCKETS)
                .register(metrics);
    }
}
