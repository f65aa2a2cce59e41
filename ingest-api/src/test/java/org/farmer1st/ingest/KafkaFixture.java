package org.farmer1st.ingest;

import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.farmer1st.events.ReferenceSurvey;
import org.farmer1st.ingest.log.KafkaClients;
import org.farmer1st.schemas.Topic;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.farmer1st.testkit.BackingServices;

/** The platform's topics in a test's hands: what stands around ingest-api. */
record KafkaFixture(String bootstrapServers, WireFormat wireFormat) {

    /** A record, read back. */
    record Read<V>(int partition, long offset, String key, V value, String traceparent) {}

    static KafkaFixture of(BackingServices services) {
        return new KafkaFixture(
                services.kafkaBootstrapServers(),
                new WireFormat(new CachedSchemaRegistryClient(services.schemaRegistryUrl(), 100)));
    }

    /** Does what the capture of Postgres does once a survey is published. */
    void publish(String tenant, String surveyId, int version, String definition) throws Exception {
        byte[] row = wireFormat
                .serializer(Topics.REFERENCE_SURVEYS)
                .serialize(
                        Topics.REFERENCE_SURVEYS.name(),
                        new ReferenceSurvey(tenant, surveyId, version, definition, 1L));
        Map<String, Object> patient = KafkaClients.producer(bootstrapServers, Duration.ofSeconds(10));
        patient.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000L);
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(patient)) {
            producer.send(new ProducerRecord<>(
                            Topics.REFERENCE_SURVEYS.name(), 0, tenant + '/' + surveyId + '/' + version, row))
                    .get();
        }
    }

    /** All that a topic holds now, ticks excepted. */
    <V extends SpecificRecord> List<Read<V>> read(Topic<V> topic) {
        List<Read<V>> found = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(KafkaClients.consumer(bootstrapServers))) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                    .map(p -> new TopicPartition(p.topic(), p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (!"tick".equals(record.key())) {
                        found.add(new Read<>(
                                record.partition(),
                                record.offset(),
                                record.key(),
                                wireFormat.deserializer(topic).deserialize(topic.name(), record.value()),
                                trace(record)));
                    }
                }
            }
        }
        return found;
    }

    private static String trace(ConsumerRecord<String, byte[]> record) {
        Header header = record.headers().lastHeader("traceparent");
        return header == null ? null : new String(header.value(), StandardCharsets.US_ASCII);
    }
}
