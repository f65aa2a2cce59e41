package org.farmer1st.benchmarks.jobs;

import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.farmer1st.benchmarks.services.CommandedProcess;
import org.farmer1st.schemas.Topic;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;

/**
 * A reference process: a consumer in one thread that only decodes what it reads, with the wire format of the jobs. Reads
 * KAFKA_BOOTSTRAP_SERVERS, SCHEMA_REGISTRY_URL, LANES and TOPIC, and then commands from standard input, a number a line: it
 * reads and decodes so many records from where it is, and answers {@code done RECORDS NANOSECONDS}.
 */
public final class BareConsumerMain {

    private static final Duration POLL = Duration.ofMillis(100);

    private BareConsumerMain() {}

    public static void main(String[] arguments) throws IOException {
        Topic<?> topic = Topics.all().stream()
                .filter(known -> known.name().equals(System.getenv("TOPIC")))
                .findFirst()
                .orElseThrow();
        WireFormat format = new WireFormat(new CachedSchemaRegistryClient(System.getenv("SCHEMA_REGISTRY_URL"), 100));
        serve(topic, format.deserializer(topic));
    }

    private static <V extends SpecificRecord> void serve(Topic<?> topic, Deserializer<V> deserializer)
            throws IOException {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, System.getenv("KAFKA_BOOTSTRAP_SERVERS"));
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(IntStream.range(0, Integer.parseInt(System.getenv("LANES")))
                    .mapToObj(lane -> new TopicPartition(topic.name(), lane))
                    .toList());
            BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                long wanted = Long.parseLong(line);
                long start = System.nanoTime();
                long read = 0;
                while (read < wanted) {
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                        if (deserializer.deserialize(topic.name(), record.value()) == null) {
                            throw new IllegalStateException("A record without a value");
                        }
                        read++;
                    }
                }
                System.out.println(CommandedProcess.ANSWER + read + " " + (System.nanoTime() - start));
            }
        }
    }
}
