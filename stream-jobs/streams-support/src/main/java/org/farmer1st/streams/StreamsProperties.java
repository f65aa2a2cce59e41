package org.farmer1st.streams;

import java.util.Locale;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.farmer1st.schemas.Topic;

/**
 * The Kafka Streams settings that every job of ours runs with: exactly once unless told otherwise, fresh within tens of milliseconds, back
 * within ten seconds of a kill, and small.
 */
final class StreamsProperties {

    /**
     * A killed instance's open transaction hides its lanes from readers until it is fenced or this has passed; a dead
     * instance's lanes wait this long for it before they move. Brokers refuse sessions below 6 s unless told otherwise.
     */
    static final int TEN_SECONDS = 10_000;

    /** In commit intervals: the next commit is due before, however long the work and the commit before it took. */
    private static final int LONGER_THAN_A_COMMIT = 10;

    private StreamsProperties() {}

    static Properties of(String job, StreamsJobConfig config, RocksMemory memory) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, job);
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, config.kafkaBootstrapServers());
        properties.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDirectory().toString());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
        properties.put(
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                config.exactlyOnce() ? StreamsConfig.EXACTLY_ONCE_V2 : StreamsConfig.AT_LEAST_ONCE);
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        properties.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);

        records(properties);
        freshness(properties, config);
        membership(properties, config);
        memory(properties, memory);
        return properties;
    }

    /** A record that is too large to be written stops its lane for good: state is as large as what it is of. */
    private static void records(Properties properties) {
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), Topic.MOST_BYTES);
        properties.put(
                StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), Integer.toString(Topic.MOST_BYTES));
    }

    private static void freshness(Properties properties, StreamsJobConfig config) {
        long commitMillis = config.commitInterval().toMillis();
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, commitMillis);
        // A thread commits between polls: one that waits longer for records than half the interval commits late.
        properties.put(StreamsConfig.POLL_MS_CONFIG, Math.max(1, commitMillis / 2));
        // Nobody sees a transaction's records before its commit, which sends whatever still waits: sent earlier, they
        // would be many small requests, each of which has Kafka note the partitions that are new to the transaction.
        long lingerMillis = config.exactlyOnce() ? LONGER_THAN_A_COMMIT * commitMillis : 1;
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), lingerMillis);
        // No job depends on how the records of its topics interleave. To wait for the record with the least time costs
        // more than a record's own work where one of a task's topics is mostly empty: Kafka Streams 4.3 puts the
        // reason into words for each record (PartitionGroup.readyToProcess).
        properties.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        // A transaction's first record often meets the end of the one before it, and is sent again after this.
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), 10);
        properties.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG),
                IsolationLevel.READ_COMMITTED.name().toLowerCase(Locale.ROOT));
    }

    private static void membership(Properties properties, StreamsJobConfig config) {
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), TEN_SECONDS);
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), TEN_SECONDS);
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 2_000);
        properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.standbyReplicas());
        config.instanceId()
                .ifPresent(id ->
                        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), id));
    }

    private static void memory(Properties properties, RocksMemory memory) {
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 8L << 20);
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, RocksMemory.Setter.class);
        properties.put(RocksMemory.PROPERTY, memory);
        properties.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 500);
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 1_000);
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG), 8 << 20);
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG), 1 << 20);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG), 16L << 20);
        // Records are of a kilobyte, and a backlog comes a lane at a time: 16 KB would be sixteen of them a batch.
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 << 10);
    }
}
