package org.farmer1st.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.testkit.BackingServices;
import org.farmer1st.testkit.Service;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a job does about failures, on a real Kafka. */
class StreamsJobIT {

    private static final BackingServices SERVICES = BackingServices.start(Service.KAFKA);
    private static final int RECORDS = 200;

    /** Larger than a producer's batch: of a batch with others in it the producer would try to make smaller ones, without end. */
    private static final int LARGE = 300_000;

    @TempDir
    Path directory;

    private final String name = "job-" + UUID.randomUUID();
    private final String input = name + "-input";
    private final String output = name + "-output";
    private final CountDownLatch gaveUp = new CountDownLatch(1);

    @Test
    void aThreadThatFailsIsReplacedAndNothingIsLostOrDoubled() throws Exception {
        createTopics();
        send();
        AtomicInteger failures = new AtomicInteger(1);
        StreamsJob job = job(Optional.of(name + "-0"), value -> {
            if (value.equals("100") && failures.getAndDecrement() > 0) {
                throw new IllegalStateException("This happens once");
            }
        });
        try (job) {
            job.start();
            assertThat(received())
                    .containsExactlyElementsOf(IntStream.range(0, RECORDS)
                            .mapToObj(Integer::toString)
                            .toList());
            assertThat(gaveUp.getCount()).isOne();
        }
    }

    @Test
    void aJobThatCannotGoOnGivesUp() throws Exception {
        createTopics();
        send();
        StreamsJob job = job(Optional.empty(), value -> {
            throw new IllegalStateException("This happens always");
        });
        try (job) {
            job.start();
            assertThat(gaveUp.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void whatKafkaRefusesIsNotPassedOverAndIsThereOnceItIsTaken() throws Exception {
        createTopics();
        takeUpTo(LARGE / 2);
        List<String> values = IntStream.range(0, RECORDS)
                .mapToObj(i -> i == RECORDS - 1 ? "x".repeat(LARGE) : Integer.toString(i))
                .toList();
        send(values);
        try (StreamsJob job = job(Optional.empty(), value -> {})) {
            job.start();
            assertThat(gaveUp.await(60, TimeUnit.SECONDS)).isTrue();
        }
        takeUpTo(2 * LARGE);

        try (StreamsJob job = job(Optional.empty(), value -> {})) {
            job.start();
            assertThat(received()).containsExactlyElementsOf(values);
        }
    }

    /** Has Kafka refuse what is larger. */
    private void takeUpTo(int bytes) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", SERVICES.kafkaBootstrapServers()))) {
            AlterConfigOp limit = new AlterConfigOp(
                    new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(bytes)),
                    AlterConfigOp.OpType.SET);
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, output), List.of(limit)))
                    .all()
                    .get();
        }
    }

    /** @param instanceId with one, a thread's replacement waits for the dead thread's session */
    private StreamsJob job(Optional<String> instanceId, Consumer<String> work) {
        Topology topology = new Topology();
        topology.addSource("source", new ByteArrayDeserializer(), new ByteArrayDeserializer(), input);
        topology.addProcessor(
                "work",
                () -> new ContextualProcessor<byte[], byte[], Destination, byte[]>() {
                    @Override
                    public void process(Record<byte[], byte[]> record) {
                        work.accept(new String(record.value(), StandardCharsets.UTF_8));
                        context().forward(record.withKey(Destination.of(0, record.key())));
                    }
                },
                "source");
        topology.addSink(
                "sink", output, Destination.serializer(), new ByteArraySerializer(), Destination.partitioner(), "work");
        StreamsJobConfig config = new StreamsJobConfig(
                SERVICES.kafkaBootstrapServers(),
                "http://unused",
                new Lanes(1),
                directory,
                Duration.ofMillis(20),
                true,
                1,
                0,
                instanceId,
                "127.0.0.1",
                0);
        return new StreamsJob(name, config, topology, gaveUp::countDown);
    }

    private void createTopics() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", SERVICES.kafkaBootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(input, 1, (short) 1), new NewTopic(output, 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    private void send() {
        send(IntStream.range(0, RECORDS).mapToObj(Integer::toString).toList());
    }

    private void send(List<String> values) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", SERVICES.kafkaBootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            values.forEach(value -> producer.send(new ProducerRecord<>(input, 0, "key", value)));
        }
    }

    /** What was committed within a minute, until it is complete and half a second longer. */
    private List<String> received() {
        List<String> received = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        SERVICES.kafkaBootstrapServers(),
                        "isolation.level",
                        "read_committed",
                        "auto.offset.reset",
                        "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition(output, 0)));
            long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            while (received.size() < RECORDS && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> received.add(record.value()));
            }
            consumer.poll(Duration.ofMillis(500)).forEach(record -> received.add(record.value()));
        }
        return received;
    }
}
