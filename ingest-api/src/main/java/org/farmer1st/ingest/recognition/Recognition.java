package org.farmer1st.ingest.recognition;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.Base16;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recognises repeats early, with what Redis remembers of what Kafka has. A courtesy: the guarantee is response-intake's,
 * and without Redis everything goes on, unrecognised. No future here fails.
 *
 * <p>A response is a hash {@code seen:<tenant>:<farmerId>:<responseId>} from versionId to {@code offset digest receipt},
 * and expires as a whole. Of two uploads of one version the one that comes first in the log is remembered, in whatever
 * order they are told, because that is the one which stands.
 */
public final class Recognition implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Recognition.class);
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration RECONNECT = Duration.ofMillis(500);
    private static final Duration SHUTDOWN = Duration.ofSeconds(2);
    private static final long REST_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int LATE_IN_A_ROW = 10;
    private static final int MOST_COMMANDS_TOGETHER = 256;

    private static final String REMEMBER = """
            local known = redis.call('HGET', KEYS[1], ARGV[1])
            if not known or tonumber(string.match(known, '^%d+')) > tonumber(ARGV[2]) then
              redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. ARGV[3] .. ' ' .. ARGV[4])
            end
            redis.call('PEXPIRE', KEYS[1], ARGV[5])
            return 1
            """;

    /**
     * A version of a response that Kafka has.
     *
     * @param digest of its content, in hexadecimal
     * @param receipt that was given for it
     */
    public record Known(String digest, String receipt) {}

    /** Names a version of a response; {@code versionId} is any text that names what is remembered of it. */
    public record Version(String tenant, String farmerId, String responseId, String versionId) {

        /** A responseId has a fixed length and a tenant no colon, so no two responses share a key. */
        String key() {
            return "seen:" + tenant + ':' + farmerId + ':' + responseId;
        }
    }

    private final String rememberDigest = Base16.digest(REMEMBER.getBytes(StandardCharsets.UTF_8));
    private final ClientResources resources;
    private final RedisClient client;
    private final RedisURI uri;
    private final Duration keep;
    private volatile StatefulRedisConnection<String, String> connection;
    private final AtomicInteger late = new AtomicInteger();
    private volatile long restUntil = System.nanoTime();
    private volatile boolean closed;

    /**
     * @param timeout after which an answer is not waited for; where several in a row are late, Redis is left alone for a
     *     second
     * @param keep for how long a response is remembered after its last version
     */
    public Recognition(URI redis, Duration timeout, Duration keep) {
        this.keep = keep;
        this.uri = RedisURI.create(redis);
        this.uri.setTimeout(timeout);
        this.resources = DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .reconnectDelay(Delay.constant(RECONNECT))
                .nettyCustomizer(new NettyCustomizer() {
                    @Override
                    public void afterChannelInitialized(Channel channel) {
                        // Under load, commands that wait for the channel's thread go out in one system call.
                        channel.pipeline().addFirst(new FlushConsolidationHandler(MOST_COMMANDS_TOGETHER, true));
                    }
                })
                .build();
        this.client = RedisClient.create(resources, uri);
        this.client.setOptions(ClientOptions.builder()
                .autoReconnect(true)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(SocketOptions.builder().connectTimeout(CONNECT).build())
                .timeoutOptions(TimeoutOptions.enabled(timeout))
                .build());
    }

    /** Begins to look for Redis, and returns. */
    public void start() {
        client.connectAsync(StringCodec.UTF8, uri).whenComplete((connected, error) -> {
            if (closed) {
                return;
            }
            if (error == null) {
                connection = connected;
                LOG.info("Redis is there: repeats are recognised early");
            } else {
                LOG.warn("Redis is not there: repeats are recognised by response-intake only ({})", "" + error);
                CompletableFuture.delayedExecutor(RECONNECT.toMillis(), TimeUnit.MILLISECONDS)
                        .execute(this::start);
            }
        });
    }

    /** What is remembered of a version; empty where nothing is, or Redis doesn't say. */
    public CompletableFuture<Optional<Known>> find(Version version) {
        StatefulRedisConnection<String, String> redis = usable();
        if (redis == null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return redis.async()
                .hget(version.key(), version.versionId())
                .toCompletableFuture()
                .handle((value, error) -> {
                    note(error);
                    return error == null ? parse(value) : Optional.empty();
                });
    }

    /** Remembers a version that Kafka has at {@code offset}. Completes when Redis has it, or doesn't want to. */
    public CompletableFuture<Void> remember(Version version, long offset, Known known) {
        StatefulRedisConnection<String, String> redis = usable();
        if (redis == null) {
            return CompletableFuture.completedFuture(null);
        }
        String[] key = {version.key()};
        String[] arguments = {
            version.versionId(), Long.toString(offset), known.digest(), known.receipt(), Long.toString(keep.toMillis())
        };
        return redis.async()
                .<Long>evalsha(rememberDigest, ScriptOutputType.INTEGER, key, arguments)
                .toCompletableFuture()
                .exceptionallyCompose(error -> isUnknownScript(error)
                        ? redis.async()
                                .<Long>eval(REMEMBER, ScriptOutputType.INTEGER, key, arguments)
                                .toCompletableFuture()
                        : CompletableFuture.failedFuture(error))
                .handle((value, error) -> {
                    note(error);
                    return null;
                });
    }

    /** A Redis that started anew has no scripts. */
    private static boolean isUnknownScript(Throwable error) {
        return error instanceof RedisNoScriptException || error.getCause() instanceof RedisNoScriptException;
    }

    private StatefulRedisConnection<String, String> usable() {
        StatefulRedisConnection<String, String> redis = connection;
        return redis != null && redis.isOpen() && System.nanoTime() - restUntil >= 0 ? redis : null;
    }

    /** A Redis that hangs costs requests their time-out now and then, not always; one late answer means nothing. */
    private void note(Throwable error) {
        Throwable cause = error instanceof CompletionException ? error.getCause() : error;
        if (error == null) {
            late.set(0);
        } else if (cause instanceof RedisCommandTimeoutException && late.incrementAndGet() == LATE_IN_A_ROW) {
            late.set(0);
            restUntil = System.nanoTime() + REST_NANOS;
            LOG.warn("Redis doesn't answer in time; going on without it for a moment");
        }
    }

    private static Optional<Known> parse(String value) {
        if (value == null) {
            return Optional.empty();
        }
        String[] parts = value.split(" ");
        return parts.length == 3 ? Optional.of(new Known(parts[1], parts[2])) : Optional.empty();
    }

    @Override
    public void close() {
        closed = true;
        client.shutdown(Duration.ZERO, SHUTDOWN);
        resources.shutdown(0, SHUTDOWN.toMillis(), TimeUnit.MILLISECONDS);
    }
}
