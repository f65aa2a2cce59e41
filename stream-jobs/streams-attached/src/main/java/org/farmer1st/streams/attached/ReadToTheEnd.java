package org.farmer1st.streams.attached;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows of each partition that a job reads since when it holds nothing that the job has not processed. A partition whose last
 * record is old says by itself only how old that is; a view over it would stand still there.
 *
 * <p>It asks the brokers for the ends of all partitions, and then how far the job's committed offsets are: what they have passed
 * is in the job's own topic, committed. Where an open transaction holds a partition nothing is learned. It is told as of
 * {@value #CLOCKS_MS} ms before the question, by which the clocks of brokers and this process may differ. While the brokers don't
 * answer, what was known stays.
 */
final class ReadToTheEnd implements AutoCloseable {

    static final long CLOCKS_MS = 5_000;

    private static final Logger LOG = LoggerFactory.getLogger(ReadToTheEnd.class);
    private static final int PATIENCE_MS = 10_000;
    private static final long BETWEEN_QUESTIONS_MS = 2_000;

    private final Admin admin;
    private final String application;
    private final List<TopicPartition> partitions = new ArrayList<>();
    private final Map<TopicPartition, Long> known = new ConcurrentHashMap<>();
    private final ScheduledExecutorService asking = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "read-to-the-end");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param application the group whose offsets say what was processed
     * @param partitionsOfTopics how many each topic that it reads has
     */
    ReadToTheEnd(String bootstrapServers, String application, Map<String, Integer> partitionsOfTopics) {
        this.admin = Admin.create(Map.of(
                "bootstrap.servers", bootstrapServers,
                "default.api.timeout.ms", PATIENCE_MS,
                "request.timeout.ms", PATIENCE_MS));
        this.application = application;
        partitionsOfTopics.forEach((topic, count) -> {
            for (int partition = 0; partition < count; partition++) {
                partitions.add(new TopicPartition(topic, partition));
            }
        });
    }

    void start() {
        asking.scheduleWithFixedDelay(this::askPatiently, 0, BETWEEN_QUESTIONS_MS, TimeUnit.MILLISECONDS);
    }

    /** The time, in milliseconds since the epoch, before which everything appended to a partition was processed; 0 while unknown. */
    long upTo(TopicPartition partition) {
        return known.getOrDefault(partition, 0L);
    }

    private void askPatiently() {
        try {
            ask(System.currentTimeMillis());
        } catch (ExecutionException | KafkaException e) {
            LOG.debug("How far partitions were read can't be asked just now: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask(long now) throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> ends = offsets(OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
        Map<TopicPartition, Long> committed = offsets(OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
        Map<TopicPartition, Long> begins = offsets(OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
        Map<TopicPartition, OffsetAndMetadata> processed = admin.listConsumerGroupOffsets(application)
                .partitionsToOffsetAndMetadata()
                .get();
        ends.forEach((partition, end) -> {
            OffsetAndMetadata offset = processed.get(partition);
            long upto = offset == null ? begins.get(partition) : offset.offset();
            if (upto >= end && committed.get(partition) >= end) {
                known.put(partition, now - CLOCKS_MS);
            }
        });
    }

    private Map<TopicPartition, Long> offsets(OffsetSpec spec, IsolationLevel level)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(partition -> wanted.put(partition, spec));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        admin.listOffsets(wanted, new ListOffsetsOptions(level))
                .all()
                .get()
                .forEach((partition, found) -> offsets.put(partition, found.offset()));
        return offsets;
    }

    @Override
    public void close() {
        asking.shutdownNow();
        admin.close(Duration.ZERO);
    }
}
