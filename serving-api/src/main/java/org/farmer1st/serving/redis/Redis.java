package org.farmer1st.serving.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Redis, which may be gone: every question is answered, with nothing where Redis can't. A process starts without it and
 * finds it later. After a failure nobody asks for half a second, so that a Redis that hangs delays few requests, and
 * those by no more than {@link #PATIENCE}.
 */
public final class Redis implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Redis.class);
    private static final Duration PATIENCE = Duration.ofMillis(150);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long RECONNECT_MS = 1000;

    private final RedisClient client;
    private final RedisURI uri;
    private final Executor answering;
    private final ScheduledExecutorService connecting = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "redis-connecting");
        thread.setDaemon(true);
        return thread;
    });
    private volatile StatefulRedisConnection<String, String> connection;
    private volatile long pausedUntil = System.nanoTime();
    private volatile boolean failing;

    /**
     * @param url {@code redis://host:port}
     * @param answering where what follows an answer goes on, so that nothing holds up the connection's own thread
     */
    public Redis(String url, Executor answering) {
        this.answering = answering;
        uri = RedisURI.create(url);
        uri.setTimeout(PATIENCE);
        client = RedisClient.create();
        client.setOptions(ClientOptions.builder()
                .autoReconnect(true)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(Duration.ofSeconds(1))
                        .keepAlive(true)
                        .build())
                .timeoutOptions(TimeoutOptions.enabled(PATIENCE))
                .build());
    }

    /** Begins to connect; returns at once. */
    public void start() {
        connecting.scheduleWithFixedDelay(this::connect, 0, RECONNECT_MS, TimeUnit.MILLISECONDS);
    }

    private void connect() {
        if (connection != null) {
            return;
        }
        try {
            connection = client.connect(uri);
            LOG.info("Connected to Redis");
        } catch (RuntimeException e) {
            if (!failing) {
                failing = true;
                LOG.warn("Redis can't be reached; going on without it: {}", e.getMessage());
            }
        }
    }

    /** Asks; empty where Redis can't answer now. Never completes exceptionally. A null answer is empty too. */
    public <T> CompletableFuture<Optional<T>> ask(
            Function<RedisAsyncCommands<String, String>, RedisFuture<T>> question) {
        StatefulRedisConnection<String, String> now = connection;
        if (now == null || System.nanoTime() - pausedUntil < 0) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        try {
            return question.apply(now.async()).toCompletableFuture().handleAsync(this::answer, answering);
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(answer(null, e));
        }
    }

    private <T> Optional<T> answer(T value, Throwable failure) {
        if (failure == null) {
            if (failing) {
                failing = false;
                LOG.info("Redis answers");
            }
            return Optional.ofNullable(value);
        }
        pausedUntil = System.nanoTime() + PAUSE_NANOS;
        if (!failing) {
            failing = true;
            LOG.warn("Redis doesn't answer; going on without it: {}", failure.toString());
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        connecting.shutdownNow();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
}
