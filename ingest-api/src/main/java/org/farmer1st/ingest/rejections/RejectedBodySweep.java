package org.farmer1st.ingest.rejections;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.farmer1st.events.RejectedUpload;
import org.farmer1st.ingest.log.EventLog;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat.UndecodableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the bodies of refused uploads out of {@code survey.personal} a month after their day, once a day. {@code
 * survey.rejected} keeps its entries a week longer, so that a day without this process loses nothing.
 *
 * <p>The day is in a body's key: the same bytes refused later have another one, and can't be taken away with the first.
 * Every instance does this for itself; a tombstone more is harmless. Holds the keys of one sweep, which the topic's
 * retention and {@link RejectionQuota} bound.
 */
public final class RejectedBodySweep implements AutoCloseable {

    /** For how many days a body is kept after its own. */
    public static final int DAYS_KEPT = 30;

    private static final Logger LOG = LoggerFactory.getLogger(RejectedBodySweep.class);
    private static final TopicPartition REJECTED = new TopicPartition(Topics.REJECTED.name(), 0);
    private static final Duration FIRST = Duration.ofMinutes(5);
    private static final Duration EVERY = Duration.ofDays(1);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final String MARK = "/rejected/";

    private final Supplier<Consumer<String, byte[]>> consumers;
    private final Deserializer<RejectedUpload> entries;
    private final EventLog log;
    private final Clock clock;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread thread = new Thread(runnable, "rejected-body-sweep");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean closed;

    private record Body(int lane, String key) {}

    /** @param consumers makes a consumer that reads committed records, without a group */
    public RejectedBodySweep(
            Supplier<Consumer<String, byte[]>> consumers,
            Deserializer<RejectedUpload> entries,
            EventLog log,
            Clock clock) {
        this.consumers = consumers;
        this.entries = entries;
        this.log = log;
        this.clock = clock;
    }

    /** Begins in a few minutes. */
    public void start() {
        timer.scheduleWithFixedDelay(this::sweepOrWait, FIRST.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void sweepOrWait() {
        try {
            int gone = sweep();
            LOG.info("Took {} bodies of refused uploads away that are older than {} days", gone, DAYS_KEPT);
        } catch (RuntimeException e) {
            if (!closed) {
                LOG.warn("Old bodies of refused uploads are left until tomorrow: {}", "" + e);
            }
        }
    }

    /**
     * Sweeps once.
     *
     * @return how many bodies were taken away
     * @throws RuntimeException where Kafka is away; the next sweep does what this one left
     */
    public int sweep() {
        Set<Body> old = old();
        for (Body body : old) {
            try {
                log.forget(body.lane(), body.key()).join();
            } catch (CompletionException e) {
                throw new IllegalStateException("The log can't be written to", e.getCause());
            }
        }
        return old.size();
    }

    private Set<Body> old() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        Set<Body> old = new HashSet<>();
        try (Consumer<String, byte[]> consumer = consumers.get()) {
            consumer.assign(List.of(REJECTED));
            consumer.seekToBeginning(List.of(REJECTED));
            long end = consumer.endOffsets(List.of(REJECTED)).get(REJECTED);
            while (!closed && consumer.position(REJECTED) < end) {
                for (ConsumerRecord<String, byte[]> entry : consumer.poll(POLL)) {
                    take(entry, today, old);
                }
            }
        }
        return old;
    }

    private void take(ConsumerRecord<String, byte[]> entry, LocalDate today, Set<Body> old) {
        try {
            RejectedUpload upload = entries.deserialize(entry.topic(), entry.value());
            if (upload != null && upload.getBodyKey() != null && isOld(upload.getBodyKey(), today)) {
                old.add(new Body(upload.getBodyLane(), upload.getBodyKey()));
            }
        } catch (UndecodableException e) {
            LOG.error("The refused upload at offset {} can't be read", entry.offset(), e);
        }
    }

    /** Whether this is the key of a body, {@code tenant/farmer/rejected/DAY/DIGEST}, whose day is long past. */
    static boolean isOld(String key, LocalDate today) {
        int mark = key.lastIndexOf(MARK);
        int day = mark + MARK.length();
        int end = key.indexOf('/', day);
        if (mark < 0 || end < 0) {
            return false;
        }
        try {
            return LocalDate.parse(key.substring(day, end)).plusDays(DAYS_KEPT).isBefore(today);
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** Stops. */
    @Override
    public void close() {
        closed = true;
        timer.shutdownNow();
    }
}
