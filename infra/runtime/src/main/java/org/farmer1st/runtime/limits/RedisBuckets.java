package org.farmer1st.runtime.limits;

import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shared buckets in Redis, which may be gone. After a failure nobody asks for a second; it is found again by itself.
 * A bucket's key expires when it would be full.
 */
final class RedisBuckets implements SharedBuckets, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RedisBuckets.class);
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration RECONNECT = Duration.ofMillis(500);
    private static final Duration SHUTDOWN = Duration.ofSeconds(2);
    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Duration KEPT_WHEN_FULL = Duration.ofSeconds(10);
    private static final int MOST_UNDER_WAY = 1000;
    private static final int MOST_TRIES = 10;

    private final ClientResources resources;
    private final RedisClient client;
    private final RedisURI uri;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicBoolean failing = new AtomicBoolean();
    private volatile StatefulRedisConnection<String, byte[]> connection;
    private volatile AsyncProxyManager<String> buckets;
    private volatile long pausedUntil = System.nanoTime();
    private volatile boolean closed;

    RedisBuckets(URI redis) {
        uri = RedisURI.create(redis);
        uri.setTimeout(PATIENCE);
        resources = DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .reconnectDelay(Delay.constant(RECONNECT))
                .build();
        client = RedisClient.create(resources, uri);
        client.setOptions(ClientOptions.builder()
                .autoReconnect(true)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(SocketOptions.builder().connectTimeout(CONNECT).build())
                .timeoutOptions(TimeoutOptions.enabled(PATIENCE))
                .build());
    }

    /** Begins to look for Redis, and returns. */
    void start() {
        if (closed) {
            return;
        }
        RedisCodec<String, byte[]> codec = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
        client.connectAsync(codec, uri).whenComplete((connected, error) -> {
            if (closed) {
                return;
            }
            if (error == null) {
                buckets = Bucket4jLettuce.casBasedBuilder(connected)
                        .expirationAfterWrite(
                                ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(KEPT_WHEN_FULL))
                        .maxRetries(MOST_TRIES)
                        .build()
                        .asAsync();
                connection = connected;
                failing.set(false);
                LOG.info("Redis is there: rate limits hold for all instances together");
            } else {
                if (failing.compareAndSet(false, true)) {
                    LOG.warn("Redis is not there: rate limits hold for each instance by itself ({})", error.toString());
                }
                CompletableFuture.delayedExecutor(RECONNECT.toMillis(), TimeUnit.MILLISECONDS)
                        .execute(this::start);
            }
        });
    }

    @Override
    public boolean usable() {
        StatefulRedisConnection<String, byte[]> redis = connection;
        return redis != null
                && redis.isOpen()
                && System.nanoTime() - pausedUntil >= 0
                && underWay.get() < MOST_UNDER_WAY;
    }

    @Override
    public CompletableFuture<Long> take(String key, RateLimit limit, long tokens) {
        underWay.incrementAndGet();
        CompletableFuture<Long> left;
        try {
            left = buckets.builder()
                    .build(key, () -> CompletableFuture.completedFuture(limit.bucket()))
                    .asVerbose()
                    .consumeIgnoringRateLimits(tokens)
                    .thenApply(result -> result.getState().getAvailableTokens());
        } catch (RuntimeException e) {
            left = CompletableFuture.failedFuture(e);
        }
        return left.whenComplete((value, error) -> {
            underWay.decrementAndGet();
            note(error);
        });
    }

    private void note(Throwable error) {
        if (error != null) {
            pausedUntil = System.nanoTime() + PAUSE_NANOS;
        }
        if (failing.compareAndSet(error == null, error != null) && !closed) {
            if (error == null) {
                LOG.info("Redis answers again: rate limits hold for all instances together");
            } else {
                LOG.warn("Redis doesn't answer: rate limits hold for each instance by itself ({})", error.toString());
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        client.shutdown(Duration.ZERO, SHUTDOWN);
        resources.shutdown(0, SHUTDOWN.toMillis(), TimeUnit.MILLISECONDS);
    }
}
