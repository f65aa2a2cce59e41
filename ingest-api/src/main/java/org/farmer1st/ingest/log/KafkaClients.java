package org.farmer1st.ingest.log;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.farmer1st.schemas.Topic;

/** How Kafka's clients are set here, and why. */
public final class KafkaClients {

    private static final int BUFFER_BYTES = 64 << 20;

    /** Half of the buffer: a batch may be little more than half full. */
    public static final int MOST_BYTES_IN_FLIGHT = BUFFER_BYTES / 2;

    private static final int LINGER_MILLIS = 1;
    private static final Duration REQUEST = Duration.ofSeconds(5);
    private static final Duration KEEP_METADATA = Duration.ofDays(30);

    private KafkaClients() {}

    /** The one producer of a process. */
    public static Map<String, Object> producer(String bootstrapServers, Duration deliveryTimeout) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // Many requests share this producer. A millisecond gathers those of all lanes into one request to the broker,
        // which else costs it and this process more than the record that goes alone.
        settings.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, (long) BUFFER_BYTES);
        // A refused body of the largest size is kept with the reasons.
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topic.MOST_BYTES);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.toIntExact(deliveryTimeout.toMillis()));
        settings.put(
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                // Both together may not be longer than a delivery.
                Math.toIntExact(Math.min(REQUEST.toMillis(), deliveryTimeout.toMillis() - LINGER_MILLIS)));
        // Once every broker was gone, the producer forgets the topics: each send would wait to learn of them again.
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0L);
        // Else the first send to a topic that was quiet for five minutes fails.
        settings.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, KEEP_METADATA.toMillis());
        return settings;
    }

    /** A consumer without a group, of committed records. */
    public static Map<String, Object> consumer(String bootstrapServers) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return settings;
    }
}
