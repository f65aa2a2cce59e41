package org.farmer1st.ingest.log;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.Serializer;
import org.farmer1st.events.LaneTick;
import org.farmer1st.events.PersonalData;
import org.farmer1st.events.PlatformCommand;
import org.farmer1st.events.PublishSurvey;
import org.farmer1st.events.RejectedUpload;
import org.farmer1st.events.Submission;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.ErrorCode;
import org.farmer1st.runtime.trace.TraceContext;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Topic;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.farmer1st.schemas.WireFormat.Encoding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where everything that ingest-api accepts goes: Kafka, through one producer. A future completes when the broker has the
 * record on all replicas that it must be on, or fails with an {@link ApiException} within the producer's delivery
 * time-out; such a record may still arrive, so that callers send the same again.
 *
 * <p>Nothing blocks a caller's thread. A producer that doesn't know a topic (at the start, and again when every broker was
 * gone for a while) fails at once and looks for it in the background; a thread of ours keeps it looking, and everything is
 * refused meanwhile. Each record carries the current trace context. The bytes under way are bounded below the producer's buffer. Futures complete on the producer's own
 * thread, which must not be made to wait.
 */
public final class EventLog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final Duration LOOK_WHEN_WELL = Duration.ofSeconds(1);
    private static final Duration LOOK_WHEN_UNWELL = Duration.ofMillis(100);
    private static final Duration FLUSH = Duration.ofSeconds(10);
    private static final long QUIET_NANOS = Duration.ofSeconds(5).toNanos();

    private final Producer<String, byte[]> producer;
    private final WireFormat wireFormat;
    private final Lanes lanes;
    private final Serializer<Submission> submissions;
    private final Serializer<PersonalData> personal;
    private final Serializer<PlatformCommand> commands;
    private final Serializer<RejectedUpload> rejected;
    private final Semaphore bytesFree;
    private final LogMetrics metrics;
    private final AtomicLongArray lastTraffic;
    private final AtomicLong lastComplaint = new AtomicLong(System.nanoTime() - QUIET_NANOS);
    private final Thread contact;
    private volatile String problem = "no contact with Kafka yet";
    private volatile boolean schemasKnown;
    private volatile boolean closed;

    /**
     * @param producer idempotent, of all acknowledgements, that never blocks
     * @param mostBytesInFlight of records; half of the producer's buffer or less, since its batches are not always full
     */
    public EventLog(
            Producer<String, byte[]> producer,
            WireFormat wireFormat,
            Lanes lanes,
            int mostBytesInFlight,
            MeterRegistry metrics) {
        this.producer = producer;
        this.wireFormat = wireFormat;
        this.lanes = lanes;
        this.submissions = wireFormat.serializer(Topics.SUBMISSIONS);
        this.personal = wireFormat.serializer(Topics.PERSONAL);
        this.commands = wireFormat.serializer(Topics.COMMANDS);
        this.rejected = wireFormat.serializer(Topics.REJECTED);
        this.bytesFree = new Semaphore(mostBytesInFlight);
        this.metrics = new LogMetrics(metrics, () -> mostBytesInFlight - bytesFree.availablePermits());
        this.lastTraffic = new AtomicLongArray(lanes.count());
        this.contact = new Thread(this::keepContact, "event-log-contact");
        this.contact.setDaemon(true);
    }

    /** Begins to look for Kafka and the registry, and returns. The registry is needed once. */
    public void start() {
        long now = System.nanoTime();
        for (int lane = 0; lane < lanes.count(); lane++) {
            lastTraffic.set(lane, now);
        }
        contact.start();
    }

    /** Empty once records can be sent. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    public Lanes lanes() {
        return lanes;
    }

    /**
     * A writer of values of the log of record, for {@link #submit}. While the registry was never had it throws an {@link
     * ApiException} UNAVAILABLE instead of looking for it.
     */
    public <T> Function<T, byte[]> submissionsOf(Encoding<T> encoding) {
        return whenKnown(wireFormat.serializer(Topics.SUBMISSIONS, encoding));
    }

    /** The same for events. */
    public Function<Submission, byte[]> submissions() {
        return whenKnown(submissions);
    }

    private <T> Function<T, byte[]> whenKnown(Serializer<T> serializer) {
        return value -> {
            if (!schemasKnown) {
                throw unavailable();
            }
            return serializer.serialize(Topics.SUBMISSIONS.name(), value);
        };
    }

    /** Appends to the log of record; fails with PAYLOAD_TOO_LARGE where it is larger than jobs have room for twice. */
    public CompletableFuture<RecordMetadata> submit(int lane, String key, byte[] submission) {
        if (submission.length > Topic.MOST_SUBMITTED_BYTES) {
            return CompletableFuture.failedFuture(tooLarge());
        }
        return send(Topics.SUBMISSIONS, lane, key, submission, true);
    }

    /** Appends a tick, which is no traffic. */
    CompletableFuture<RecordMetadata> tick(int lane) {
        metrics.tick();
        return send(Topics.SUBMISSIONS, submissions, lane, "tick", tickAt(Instant.now()));
    }

    /** Sets personal data apart. */
    public CompletableFuture<RecordMetadata> setApart(int lane, String key, PersonalData data) {
        return send(Topics.PERSONAL, personal, lane, key, data);
    }

    /** Takes personal data away that was set apart under this key. */
    public CompletableFuture<RecordMetadata> forget(int lane, String key) {
        return send(Topics.PERSONAL, lane, key, null, false);
    }

    /** Keeps what is known of an upload that was refused. */
    public CompletableFuture<RecordMetadata> reject(RejectedUpload upload) {
        return send(Topics.REJECTED, rejected, 0, upload.getTenant(), upload);
    }

    /** Asks the platform to do something. */
    public CompletableFuture<RecordMetadata> command(PlatformCommand command) {
        return send(Topics.COMMANDS, commands, 0, command.getWorkflowId(), command);
    }

    /** When a lane last had traffic of ours, by {@link System#nanoTime}. */
    long lastTraffic(int lane) {
        return lastTraffic.get(lane);
    }

    private <V extends org.apache.avro.specific.SpecificRecord> CompletableFuture<RecordMetadata> send(
            Topic<V> topic, Serializer<V> serializer, int partition, String key, V event) {
        // Serializing asks the registry for a schema that isn't known yet.
        return problem != null
                ? CompletableFuture.failedFuture(unavailable())
                : send(topic, partition, key, serializer.serialize(topic.name(), event), false);
    }

    /** @param traffic whether it keeps a lane from being ticked */
    private CompletableFuture<RecordMetadata> send(
            Topic<?> topic, int partition, String key, byte[] value, boolean traffic) {
        CompletableFuture<RecordMetadata> future = new CompletableFuture<>();
        if (problem != null) {
            future.completeExceptionally(unavailable());
            return future;
        }
        int size = key.length() + (value == null ? 0 : value.length);
        if (!bytesFree.tryAcquire(size)) {
            future.completeExceptionally(
                    ApiException.unavailable("Too much is under way just now.", Duration.ofSeconds(1)));
            return future;
        }
        try {
            ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic.name(), partition, key, value);
            TraceContext.write(Context.current(), record.headers());
            long sent = System.nanoTime();
            producer.send(record, (written, error) -> {
                bytesFree.release(size);
                metrics.answered(topic, sent, error == null);
                if (error == null) {
                    if (traffic) {
                        lastTraffic.set(partition, System.nanoTime());
                    }
                    future.complete(written);
                } else {
                    future.completeExceptionally(translate(topic, error));
                }
            });
        } catch (RuntimeException e) {
            // Not even handed over; the callback isn't called.
            if (!future.isDone()) {
                bytesFree.release(size);
                future.completeExceptionally(translate(topic, e));
            }
        }
        return future;
    }

    private ApiException translate(Topic<?> topic, Exception error) {
        if (error instanceof RecordTooLargeException) {
            return tooLarge();
        }
        long now = System.nanoTime();
        long last = lastComplaint.get();
        if (now - last >= QUIET_NANOS && lastComplaint.compareAndSet(last, now)) {
            LOG.warn("Kafka did not take a record of {} (told every few seconds only): {}", topic.name(), "" + error);
        }
        return unavailable();
    }

    private static ApiException tooLarge() {
        return new ApiException(ErrorCode.PAYLOAD_TOO_LARGE, "This is larger than a record may be.");
    }

    private static ApiException unavailable() {
        return ApiException.unavailable("The log can't be written to just now. Send the same again.", RETRY_AFTER);
    }

    /** Has at hand what a record needs, so that no request ever waits for it. */
    private void keepContact() {
        while (!closed) {
            String found = topicsProblem();
            try {
                if (found == null && !schemasKnown) {
                    learnSchemas();
                    schemasKnown = true;
                }
            } catch (RuntimeException e) {
                found = "no contact with the schema registry: " + e.getMessage();
            }
            if (!Objects.equals(found, problem)) {
                LOG.info("Writing to Kafka: {}", found == null ? "ready" : found);
            }
            problem = found;
            try {
                Thread.sleep((found == null ? LOOK_WHEN_WELL : LOOK_WHEN_UNWELL).toMillis());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Null where every topic is known. Asking is what makes the producer look for it, in the background. */
    private String topicsProblem() {
        String found = null;
        for (Topic<?> topic : List.of(Topics.SUBMISSIONS, Topics.PERSONAL, Topics.COMMANDS, Topics.REJECTED)) {
            try {
                int partitions = producer.partitionsFor(topic.name()).size();
                if (partitions != topic.partitions(lanes)) {
                    found = "this process counts " + lanes.count() + " lanes, and " + topic.name() + " has "
                            + partitions + " partitions";
                }
            } catch (RuntimeException e) {
                found = found == null ? "no contact with Kafka" : found;
            }
        }
        return found;
    }

    private void learnSchemas() {
        Instant now = Instant.EPOCH;
        submissions.serialize(Topics.SUBMISSIONS.name(), tickAt(now));
        personal.serialize(Topics.PERSONAL.name(), new PersonalData("", "", "", "", "", 0, now, null, List.of(), null));
        commands.serialize(
                Topics.COMMANDS.name(), new PlatformCommand("", "", "", now, new PublishSurvey("", 0, ""), null));
        rejected.serialize(
                Topics.REJECTED.name(), new RejectedUpload("", "", 0, null, null, null, null, now, 0, null, null));
    }

    private static Submission tickAt(Instant now) {
        return new Submission(new LaneTick(now));
    }

    /** Waits a bounded time for what is under way. */
    @Override
    public void close() {
        closed = true;
        contact.interrupt();
        producer.close(FLUSH);
    }
}
