package org.farmer1st.benchmarks.ingest;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The settings of ingest-api's producer, which every reference has too. */
final class ReferenceProducer {

    private ReferenceProducer() {}

    /** Without serializers; as text, as the command line of Kafka's own tool takes them. */
    static Map<String, String> settings(String bootstrapServers) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, "1");
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Integer.toString(64 << 20));
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "10000");
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "5000");
        return settings;
    }

    /** For a producer of keys as text and values as bytes. */
    static Properties properties(String bootstrapServers) {
        Properties properties = new Properties();
        properties.putAll(settings(bootstrapServers));
        properties.put(
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, "org.apache.kafka.common.serialization.StringSerializer");
        properties.put(
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                "org.apache.kafka.common.serialization.ByteArraySerializer");
        return properties;
    }
}
