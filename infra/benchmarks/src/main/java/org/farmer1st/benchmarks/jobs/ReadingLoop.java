package org.farmer1st.benchmarks.jobs;

import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
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
 * The loop of a reference process: a consumer in one thread that decodes what it reads, with the wire format of the jobs, and
 * does one thing with each. Needs KAFKA_BOOTSTRAP_SERVERS, SCHEMA_REGISTRY_URL and LANES, and then commands from standard input,
 * a number a line: it reads so many records from where it is, and answers {@code done RECORDS NANOSECONDS}.
 */
final class ReadingLoop {

    private static final Duration POLL = Duration.ofMillis(100);

    private ReadingLoop() {}

    /** The topic of a name, which must be one of the platform's. */
    static Topic<?> topic(String name) {
        return Topics.all().stream()
                .filter(topic -> topic.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No topic of the platform is named " + name));
    }

    /**
     * Serves until its standard input ends.
     *
     * @param environment of the process
     */
    static <V extends SpecificRecord> void serve(Map<String, String> environment, Topic<V> topic, Consumer<V> each)
            throws IOException {
        WireFormat format = new WireFormat(new CachedSchemaRegistryClient(environment.get("SCHEMA_REGISTRY_URL"), 100));
        Deserializer<V> deserializer = format.deserializer(topic);
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, environment.get("KAFKA_BOOTSTRAP_SERVERS"));
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(IntStream.range(0, Integer.parseInt(environment.get("LANES")))
                    .mapToObj(lane -> new TopicPartition(topic.name(), lane))
                    .toList());
            BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                long wanted = Long.parseLong(line);
                long start = System.nanoTime();
                long read = 0;
                while (read < wanted) {
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                        each.accept(deserializer.deserialize(topic.name(), record.value()));
                        read++;
                    }
                }
                System.out.println(CommandedProcess.ANSWER + read + " " + (System.nanoTime() - start));
            }
        }
    }
}
