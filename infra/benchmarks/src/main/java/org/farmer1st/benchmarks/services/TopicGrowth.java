package org.farmer1st.benchmarks.services;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.farmer1st.benchmarks.load.LoadFailedException;

/**
 * What was appended to a topic, and committed, since the last look: the count that every measurement is held against. The ticks of silent
 * lanes are nobody's upload and not counted.
 */
public final class TopicGrowth implements AutoCloseable {

    private static final String TICK = "tick";
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

    private final BenchmarkServices services;
    private final String topic;
    private final List<TopicPartition> partitions;
    private final KafkaConsumer<String, byte[]> consumer;
    private Map<TopicPartition, Long> seen;

    /**
     * Records that were appended.
     *
     * @param records without ticks
     * @param bytes of their keys and values
     */
    public record Growth(long records, long bytes) {}

    public TopicGrowth(BenchmarkServices services, String topic, int partitionCount) {
        this.services = services;
        this.topic = topic;
        this.partitions = IntStream.range(0, partitionCount)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, services.bootstrapServers());
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // What a job writes counts once it is committed; what others write is at once.
        settings.put(
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                IsolationLevel.READ_COMMITTED.name().toLowerCase(Locale.ROOT));
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
        consumer = new KafkaConsumer<>(settings);
        consumer.assign(partitions);
        seen = consumer.endOffsets(partitions);
    }

    /** Forgets what was appended until now. */
    public void skip() {
        seen = consumer.endOffsets(partitions);
    }

    /** What was appended since the last look, up to the topic's end offsets now. */
    public Growth look() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        seen.forEach(consumer::seek);
        long records = 0;
        long bytes = 0;
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < ends.get(new TopicPartition(topic, record.partition()))
                        && !TICK.equals(record.key())) {
                    records++;
                    bytes += record.serializedKeySize() + record.serializedValueSize();
                }
            }
            if (System.nanoTime() > deadline) {
                throw new LoadFailedException("What was appended to " + topic + " can't be read.");
            }
        }
        seen = ends;
        return new Growth(records, bytes);
    }

    /** Frees the space of what was looked at. */
    public void deleteSeen() throws InterruptedException {
        try {
            services.admin()
                    .deleteRecords(seen.entrySet().stream()
                            .collect(Collectors.toMap(
                                    Map.Entry::getKey, end -> RecordsToDelete.beforeOffset(end.getValue()))))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new LoadFailedException("Kafka did not delete what was measured: " + e.getCause(), e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
