package org.farmer1st.serving.surveys;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.farmer1st.events.CacheInvalidation;
import org.farmer1st.schemas.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads {@code cache.invalidations} into this process: every instance reads all of it, in no group, from as far back as
 * a cached answer can be old. So what was voided while no instance ran is voided too.
 *
 * <p>What is cached may be trusted only while {@link #arrive()}: in the last {@link #TRUST} the reader has been at the end of
 * the topic as the broker tells it. An empty poll proves nothing, since the broker may be gone. While it isn't trusted
 * nothing is served from a cache, and when the reader has to start anew, everything in memory is forgotten.
 */
public final class Invalidations implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Invalidations.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration ASK_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(500);
    private static final Duration TRUST = Duration.ofSeconds(3);
    private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long START_AGAIN_MS = 1000;

    private final String bootstrapServers;
    private final Deserializer<CacheInvalidation> values;
    private final Surveys surveys;
    private final Thread thread = new Thread(this::run, "cache-invalidations");
    private volatile boolean caughtUp;
    private volatile long atEnd;
    private volatile boolean closed;

    /** Tells {@code surveys}, and is what they trust from now on. */
    public Invalidations(String bootstrapServers, Deserializer<CacheInvalidation> values, Surveys surveys) {
        this.bootstrapServers = bootstrapServers;
        this.values = values;
        this.surveys = surveys;
        thread.setDaemon(true);
        surveys.trust(this::arrive);
    }

    /** Begins to read; returns at once. */
    public void start() {
        thread.start();
    }

    /** Whether every invalidation up to a moment ago has been applied. */
    public boolean arrive() {
        return caughtUp && System.nanoTime() - atEnd < TRUST.toNanos();
    }

    private void run() {
        boolean warned = false;
        while (!closed) {
            try {
                read();
            } catch (RuntimeException e) {
                if (!closed && !warned) {
                    LOG.warn("Invalidations can't be read; nothing cached is served until they can: {}", e.toString());
                    warned = true;
                }
            }
            caughtUp = false;
            surveys.invalidateAll();
            pause();
        }
    }

    private void read() {
        Consumer<String, byte[]> consumer =
                new KafkaConsumer<>(properties(), new StringDeserializer(), new ByteArrayDeserializer());
        try {
            read(consumer);
        } finally {
            consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
        }
    }

    private Map<String, Object> properties() {
        return Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ConsumerConfig.CLIENT_ID_CONFIG, "serving-api-invalidations",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false",
                ConsumerConfig.RECONNECT_BACKOFF_MS_CONFIG, 500L,
                ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2000L);
    }

    private void read(Consumer<String, byte[]> consumer) {
        TopicPartition partition = new TopicPartition(Topics.INVALIDATIONS.name(), 0);
        Collection<TopicPartition> partitions = List.of(partition);
        consumer.assign(partitions);
        start(consumer, partition);
        surveys.invalidateAll();
        long checked = System.nanoTime() - CHECK_NANOS;
        while (!closed) {
            consumer.poll(POLL).forEach(this::apply);
            long now = System.nanoTime();
            if (now - checked >= CHECK_NANOS || !caughtUp) {
                long end = consumer.endOffsets(partitions, ASK_TIMEOUT).get(partition);
                checked = now;
                if (consumer.position(partition, ASK_TIMEOUT) >= end) {
                    atEnd = now;
                    caughtUp = true;
                }
            }
        }
    }

    private static void start(Consumer<String, byte[]> consumer, TopicPartition partition) {
        // The end is asked for first: what is appended while the time is looked up comes after it.
        long end = consumer.endOffsets(List.of(partition), ASK_TIMEOUT).get(partition);
        long since = System.currentTimeMillis() - Surveys.FLOORS.toMillis();
        OffsetAndTimestamp first =
                consumer.offsetsForTimes(Map.of(partition, since), ASK_TIMEOUT).get(partition);
        consumer.seek(partition, first == null ? end : first.offset());
    }

    private void apply(ConsumerRecord<String, byte[]> record) {
        try {
            CacheInvalidation invalidation = values.deserialize(record.topic(), record.value());
            if (invalidation != null) {
                surveys.invalidate(
                        invalidation.getTenant(),
                        invalidation.getEntity(),
                        invalidation.getId(),
                        invalidation.getRowVersion());
            }
        } catch (RuntimeException e) {
            LOG.warn(
                    "The invalidation at offset {} can't be read; everything in memory is forgotten",
                    record.offset(),
                    e);
            String[] key = record.key() == null ? new String[0] : record.key().split("/", 3);
            if (key.length == 3) {
                surveys.invalidate(key[0], key[1], key[2], null);
            }
            surveys.invalidateAll();
        }
    }

    private void pause() {
        try {
            if (!closed) {
                Thread.sleep(START_AGAIN_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
