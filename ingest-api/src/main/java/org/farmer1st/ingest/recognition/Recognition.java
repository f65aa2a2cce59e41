package org.farmer1st.ingest.recognition;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.Base16;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recognises repeats early, with what Redis remembers of what Kafka has. A courtesy: the guarantee is response-intake's,
 * and without Redis everything goes on, unrecognised. No future here fails.
 *
 * <p>A version is {@code known:<tenant>:<farmerId>:<responseId>:<versionId>}, and holds {@code offset digest receipt}. Of two
 * uploads of one version the one that comes first in the log is remembered, in whatever order they are told, because that is
 * the one which stands.
 *
 * <p>What is asked while Redis is busy with what was asked before, or within half a millisecond after it was asked, goes to it
 * as one command ({@link Together}, {@link Pace}), since under load a command costs more than what is in it.
 */
public final class Recognition implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Recognition.class);
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration RECONNECT = Duration.ofMillis(500);
    private static final Duration SHUTDOWN = Duration.ofSeconds(2);
    private static final long REST_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int LATE_IN_A_ROW = 10;

    /** Of one kind. Sending a command, and waking up for its answer, costs far more than a question in it. */
    private static final Duration BETWEEN_COMMANDS = Duration.ofNanos(500_000);

    /**
     * Keys are of versions; arguments how long to keep them, in milliseconds, then what to remember of each. Most are new, and
     * take one call of Redis each.
     */
    private static final String REMEMBER = """
            local function offset(value)
              return tonumber(string.match(value, '^%d+'))
            end
            for i, key in ipairs(KEYS) do
              local value = ARGV[i + 1]
              if not redis.call('SET', key, value, 'NX', 'PX', ARGV[1]) then
                if offset(redis.call('GET', key)) > offset(value) then
                  redis.call('SET', key, value, 'PX', ARGV[1])
                else
                  redis.call('PEXPIRE', key, ARGV[1])
                end
              end
            end
            return 1
            """;

    /**
     * A version of a response that Kafka has.
     *
     * @param digest of its content, in hexadecimal
     * @param receipt that was given for it
     */
    public record Known(String digest, String receipt) {}

    /** Names a version of a response; {@code versionId} is any text without a colon that names what is remembered of it. */
    public record Version(String tenant, String farmerId, String responseId, String versionId) {

        /** Of the four only a farmerId may have a colon, so no two versions share a key. */
        String key() {
            return "known:" + tenant + ':' + farmerId + ':' + responseId + ':' + versionId;
        }
    }

    /**
     * A version to be remembered.
     *
     * @param offset where the log has it
     */
    public record Kept(Version version, long offset, Known known) {}

    private final Script remember = new Script(REMEMBER);
    private final Pace pace = new Pace("recognition", BETWEEN_COMMANDS);
    private final Executor continuations;
    private final Together<Version, Optional<Known>> finding;
    private final Together<Kept, Boolean> remembering;
    private final ClientResources resources;
    private final RedisClient client;
    private final RedisURI uri;
    private final Duration keep;
    private volatile StatefulRedisConnection<byte[], byte[]> connection;
    private final AtomicInteger late = new AtomicInteger();
    private volatile long restUntil = System.nanoTime();
    private volatile boolean closed;

    /**
     * @param timeout after which an answer is not waited for; where several in a row are late, Redis is left alone for a
     *     second
     * @param keep for how long a version is remembered
     * @param continuations where futures complete that had to wait for Redis
     */
    public Recognition(URI redis, Duration timeout, Duration keep, Executor continuations) {
        this.continuations = continuations;
        this.finding = new Together<>(this::findAll, Optional.empty(), pace, continuations);
        this.remembering = new Together<>(this::rememberAll, false, pace, continuations);
        this.keep = keep;
        this.uri = RedisURI.create(redis);
        this.uri.setTimeout(timeout);
        this.resources = DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .reconnectDelay(Delay.constant(RECONNECT))
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
        pace.start();
        connect();
    }

    private void connect() {
        client.connectAsync(ByteArrayCodec.INSTANCE, uri).whenComplete((connected, error) -> {
            if (closed) {
                return;
            }
            if (error == null) {
                connection = connected;
                LOG.info("Redis is there: repeats are recognised early");
            } else {
                LOG.warn("Redis is not there: repeats are recognised by response-intake only ({})", "" + error);
                CompletableFuture.delayedExecutor(RECONNECT.toMillis(), TimeUnit.MILLISECONDS)
                        .execute(this::connect);
            }
        });
    }

    /** What is remembered of a version; empty where nothing is, or Redis doesn't say. */
    public CompletableFuture<Optional<Known>> find(Version version) {
        return find(List.of(version)).thenApply(known -> known.get(0));
    }

    /** What is remembered of each of some versions, in their order. */
    public CompletableFuture<List<Optional<Known>>> find(List<Version> versions) {
        return usable() == null
                ? CompletableFuture.completedFuture(Collections.nCopies(versions.size(), Optional.empty()))
                : finding.ask(versions);
    }

    /** Remembers a version that Kafka has at {@code offset}. Completes when Redis has it, or doesn't want to. */
    public CompletableFuture<Void> remember(Version version, long offset, Known known) {
        return remember(List.of(new Kept(version, offset, known)));
    }

    /** Remembers some versions. Completes, never in the caller's thread, when Redis has them, or doesn't want to. */
    public CompletableFuture<Void> remember(List<Kept> versions) {
        return usable() == null
                ? CompletableFuture.runAsync(() -> {}, continuations)
                : remembering.ask(versions).thenApply(told -> null);
    }

    private CompletableFuture<List<Optional<Known>>> findAll(List<Version> versions) {
        StatefulRedisConnection<byte[], byte[]> redis = usable();
        if (redis == null) {
            return CompletableFuture.failedFuture(new IllegalStateException("Redis is not there"));
        }
        byte[][] keys = new byte[versions.size()][];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = bytes(versions.get(i).key());
        }
        return redis.async()
                .mget(keys)
                .toCompletableFuture()
                .whenComplete((values, error) -> note(keys.length, error))
                .thenApply(values -> values.stream().map(Recognition::known).toList());
    }

    private static Optional<Known> known(KeyValue<byte[], byte[]> value) {
        return value.hasValue() ? parse(value.getValue()) : Optional.empty();
    }

    private CompletableFuture<List<Boolean>> rememberAll(List<Kept> versions) {
        byte[][] keys = new byte[versions.size()][];
        byte[][] arguments = new byte[1 + keys.length][];
        arguments[0] = bytes(Long.toString(keep.toMillis()));
        for (int i = 0; i < keys.length; i++) {
            Kept kept = versions.get(i);
            keys[i] = bytes(kept.version().key());
            arguments[i + 1] = bytes(kept.offset() + " " + kept.known().digest() + ' '
                    + kept.known().receipt());
        }
        return run(remember, keys, arguments).thenApply(done -> Collections.nCopies(keys.length, true));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A script of Redis, and the digest that it is called by. */
    private record Script(String text, String digest) {
        Script(String text) {
            this(text, Base16.digest(text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private CompletableFuture<Long> run(Script script, byte[][] keys, byte[][] arguments) {
        StatefulRedisConnection<byte[], byte[]> redis = usable();
        if (redis == null) {
            return CompletableFuture.failedFuture(new IllegalStateException("Redis is not there"));
        }
        return redis.async()
                .<Long>evalsha(script.digest(), ScriptOutputType.INTEGER, keys, arguments)
                .toCompletableFuture()
                .exceptionallyCompose(error -> isUnknownScript(error)
                        ? redis.async()
                                .<Long>eval(script.text(), ScriptOutputType.INTEGER, keys, arguments)
                                .toCompletableFuture()
                        : CompletableFuture.failedFuture(error))
                .whenComplete((value, error) -> note(keys.length, error));
    }

    /** A Redis that started anew has no scripts. */
    private static boolean isUnknownScript(Throwable error) {
        return error instanceof RedisNoScriptException || error.getCause() instanceof RedisNoScriptException;
    }

    private StatefulRedisConnection<byte[], byte[]> usable() {
        StatefulRedisConnection<byte[], byte[]> redis = connection;
        return redis != null && redis.isOpen() && System.nanoTime() - restUntil >= 0 ? redis : null;
    }

    /** A Redis that hangs costs requests their time-out now and then, not always; one late answer means nothing. */
    private void note(int questions, Throwable error) {
        Throwable cause = error instanceof CompletionException ? error.getCause() : error;
        if (error == null) {
            late.set(0);
        } else if (cause instanceof RedisCommandTimeoutException && late.addAndGet(questions) >= LATE_IN_A_ROW) {
            late.set(0);
            restUntil = System.nanoTime() + REST_NANOS;
            LOG.warn("Redis doesn't answer in time; going on without it for a moment");
        }
    }

    private static Optional<Known> parse(byte[] value) {
        String[] parts = new String(value, StandardCharsets.UTF_8).split(" ");
        return parts.length == 3 ? Optional.of(new Known(parts[1], parts[2])) : Optional.empty();
    }

    @Override
    public void close() {
        closed = true;
        pace.close();
        client.shutdown(Duration.ZERO, SHUTDOWN);
        resources.shutdown(0, SHUTDOWN.toMillis(), TimeUnit.MILLISECONDS);
    }
}
