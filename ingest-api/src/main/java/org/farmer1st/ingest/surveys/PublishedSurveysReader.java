package org.farmer1st.ingest.surveys;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.farmer1st.events.ReferenceSurvey;
import org.farmer1st.ingest.input.Names;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat.UndecodableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@link PublishedSurveys} up to date from the compacted topic of published definitions, in a thread of its own.
 * It has no group and commits nothing: every instance reads all of it, from the start. After an error it begins anew;
 * what is known stays known meanwhile.
 */
public final class PublishedSurveysReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PublishedSurveysReader.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(1);
    private static final Duration REQUEST = Duration.ofSeconds(10);

    private final Supplier<Consumer<String, byte[]>> consumers;
    private final Deserializer<ReferenceSurvey> deserializer;
    private final PublishedSurveys surveys;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean caughtUp;
    private volatile Consumer<String, byte[]> current;

    /** @param consumers makes a consumer that reads committed records, without a group */
    public PublishedSurveysReader(
            Supplier<Consumer<String, byte[]>> consumers,
            Deserializer<ReferenceSurvey> deserializer,
            PublishedSurveys surveys) {
        this.consumers = consumers;
        this.deserializer = deserializer;
        this.surveys = surveys;
        this.thread = new Thread(this::run, "published-surveys");
        this.thread.setDaemon(true);
    }

    /** Begins to read, and returns. */
    public void start() {
        thread.start();
    }

    /** Empty once everything that was published when this process started is known here. */
    public Optional<String> problem() {
        return caughtUp ? Optional.empty() : Optional.of("still reading " + Topics.REFERENCE_SURVEYS.name());
    }

    private void run() {
        while (closing.getCount() > 0) {
            try (Consumer<String, byte[]> consumer = consumers.get()) {
                current = consumer;
                follow(consumer);
            } catch (WakeupException e) {
                // Closing.
            } catch (RuntimeException e) {
                LOG.warn("Reading {} failed; starting over", Topics.REFERENCE_SURVEYS.name(), e);
            }
            pause();
        }
    }

    private void follow(Consumer<String, byte[]> consumer) {
        List<TopicPartition> partitions = partitions(consumer);
        if (partitions.isEmpty()) {
            LOG.info("{} is not there yet", Topics.REFERENCE_SURVEYS.name());
            return;
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions, REQUEST));
        while (closing.getCount() > 0) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                take(record);
            }
            if (!caughtUp) {
                ends.entrySet().removeIf(end -> consumer.position(end.getKey(), REQUEST) >= end.getValue());
                caughtUp = ends.isEmpty();
            }
        }
    }

    private static List<TopicPartition> partitions(Consumer<String, byte[]> consumer) {
        Collection<PartitionInfo> found = consumer.partitionsFor(Topics.REFERENCE_SURVEYS.name(), REQUEST);
        return found == null
                ? List.of()
                : found.stream()
                        .map(p -> new TopicPartition(p.topic(), p.partition()))
                        .toList();
    }

    /** One definition that can't be read may not keep the others from being known. */
    private void take(ConsumerRecord<String, byte[]> record) {
        try {
            ReferenceSurvey row = deserializer.deserialize(record.topic(), record.value());
            if (row == null) {
                forget(record.key());
            } else {
                byte[] json = row.getDefinition().getBytes(StandardCharsets.UTF_8);
                surveys.put(row.getTenant(), DefinitionReader.read(json));
            }
        } catch (UndecodableException e) {
            LOG.error("The definition {} at offset {} can't be read", record.key(), record.offset(), e);
        } catch (ApiException e) {
            LOG.error("The definition {} at offset {} is invalid: {}", record.key(), record.offset(), e.details());
        }
    }

    /** @param key {@code tenant/surveyId/version} */
    private void forget(String key) {
        String[] parts = key.split("/");
        if (parts.length == 3 && Names.isSlug(parts[0]) && Names.isSlug(parts[1]) && parts[2].matches("[0-9]{1,9}")) {
            surveys.remove(parts[0], parts[1], Integer.parseInt(parts[2]));
        }
    }

    private void pause() {
        try {
            closing.await(PAUSE_AFTER_ERROR.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops reading. */
    @Override
    public void close() {
        closing.countDown();
        Consumer<String, byte[]> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            thread.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
