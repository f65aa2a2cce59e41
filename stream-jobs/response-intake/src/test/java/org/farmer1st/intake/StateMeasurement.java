package org.farmer1st.intake;

import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.farmer1st.events.Answer;
import org.farmer1st.events.AnswerType;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.farmer1st.testkit.BackingServices;
import org.farmer1st.testkit.ModuleProcess;
import org.farmer1st.testkit.Service;

/**
 * Measures what the state of many responses takes, and how long it takes to be back after {@code kill -9}, alone and with a
 * standby. A program, not a test: on real servers in a temporary directory, it takes minutes and gigabytes. The module's page
 * says how to run it, and what it said.
 */
final class StateMeasurement {

    private static final Lanes LANES = new Lanes(Lanes.DEFAULT_COUNT);
    private static final int RESPONSES_A_FARMER = 5;
    private static final int ANSWERS = 30;
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private final BackingServices services;
    private final WireFormat format;
    private final Path directory;
    private final AtomicLong submittedBytes = new AtomicLong();

    private StateMeasurement(Path directory) {
        this.directory = directory;
        services = BackingServices.start(Service.KAFKA, Service.REGISTRY).provisioned();
        format = new WireFormat(new CachedSchemaRegistryClient(services.schemaRegistryUrl(), 100));
    }

    public static void main(String[] arguments) throws Exception {
        int responses = Integer.parseInt(arguments[0]);
        Path directory = Files.createTempDirectory("intake-state");
        try {
            new StateMeasurement(directory).measure(responses);
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted((left, right) -> right.compareTo(left))
                        .forEach(file -> file.toFile().delete());
            }
        }
        System.exit(0);
    }

    private void measure(int responses) throws Exception {
        long start = System.nanoTime();
        send(responses);
        System.out.printf(
                "%d responses sent in %d s, %d bytes each%n",
                responses, since(start), submittedBytes.get() / responses);
        try (ModuleProcess first = intake("first", 0)) {
            start = System.nanoTime();
            first.start();
            awaitFacts(responses);
            System.out.printf("counted in %d s%n", since(start));
            Thread.sleep(2_000);
            long state = size(directory.resolve("first"));
            System.out.printf("state on disk: %d bytes, %d a response%n", state, state / responses);
            System.out.printf("changelog: %d records%n", ends("response-intake-responses-changelog"));
            for (int kill = 0; kill < 3; kill++) {
                first.kill();
                System.out.printf("alone: back %s after kill -9%n", back(first));
            }
        }
        // The same state, now followed by a second instance.
        try (ModuleProcess first = intake("first", 1);
                ModuleProcess second = intake("second", 1)) {
            first.start();
            first.awaitReady(PATIENCE);
            second.start();
            second.awaitReady(PATIENCE);
            awaitStandby(state());
            for (int kill = 0; kill < 2; kill++) {
                long facts = submit(responses + kill);
                awaitFacts(facts);
                first.kill();
                long killed = System.nanoTime();
                long expected = submit(responses + 100 + kill);
                awaitFacts(expected);
                System.out.printf(
                        "with a standby: every lane went on after %.1f s, without restart%n", seconds(killed));
                System.out.printf("with a standby: the killed one is back after %s%n", back(first));
                awaitStandby(state());
            }
        }
    }

    private long state() {
        return size(directory.resolve("second"));
    }

    /** Waits until neither instance's state grows any more. */
    private void awaitStandby(long before) throws InterruptedException {
        long start = System.nanoTime();
        long size = before;
        int same = 0;
        while (same < 10) {
            Thread.sleep(1_000);
            long now = size(directory.resolve("second")) + size(directory.resolve("first"));
            same = Math.abs(now - size) < 100_000 ? same + 1 : 0;
            size = now;
        }
        System.out.printf("both instances at rest after %d s, %d bytes together%n", since(start), size);
    }

    private String back(ModuleProcess process) throws InterruptedException {
        long start = System.nanoTime();
        process.start();
        process.awaitReady(PATIENCE);
        return String.format("%.1f s", seconds(start));
    }

    private ModuleProcess intake(String name, int standbys) {
        return ModuleProcess.of(
                "org.farmer1st.intake.IntakeMain",
                Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        services.kafkaBootstrapServers(),
                        "SCHEMA_REGISTRY_URL",
                        services.schemaRegistryUrl(),
                        "LANES",
                        "" + LANES.count(),
                        "STATE_DIRECTORY",
                        directory.resolve(name).toString(),
                        "STANDBY_REPLICAS",
                        "" + standbys,
                        "INSTANCE_ID",
                        name),
                Path.of("target", "intake-" + name + ".log"));
    }

    private void send(int responses) {
        try (KafkaProducer<String, byte[]> producer = producer()) {
            for (int i = 0; i < responses; i++) {
                send(producer, i);
            }
        }
    }

    /** One more response in each lane; returns how many facts there are then. */
    private long submit(int from) {
        try (KafkaProducer<String, byte[]> producer = producer()) {
            boolean[] has = new boolean[LANES.count()];
            for (int i = from * 100, lanes = 0; lanes < LANES.count(); i += RESPONSES_A_FARMER) {
                int lane = LANES.of(Samples.TENANT, farmer(i));
                if (!has[lane]) {
                    has[lane] = true;
                    lanes++;
                    send(producer, i);
                }
            }
        }
        return ends(Topics.SUBMISSIONS.name());
    }

    private KafkaProducer<String, byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", services.kafkaBootstrapServers(), "linger.ms", 20, "batch.size", 200_000),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    private static String farmer(int response) {
        return "farmer-" + response / RESPONSES_A_FARMER;
    }

    private void send(KafkaProducer<String, byte[]> producer, int number) {
        String id = Samples.uuid(number);
        ResponseVersion version = Samples.version(farmer(number), id, id, null, number % 100);
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < ANSWERS; i++) {
            answers.add(
                    i % 3 == 0
                            ? new Answer("C" + i + "_select_one", AnswerType.SELECT_ONE, "choice-" + (number + i) % 7)
                            : i % 3 == 1
                                    ? new Answer("C" + i + "_rooms", AnswerType.INTEGER, (long) (number + i) % 50)
                                    : new Answer("D_plots/D" + i + "_plot", AnswerType.DECIMAL, (number % 997) / 7.0));
        }
        version.setAnswers(answers);
        byte[] value = format.serializer(Topics.SUBMISSIONS).serialize(null, Samples.submission(version));
        submittedBytes.addAndGet(value.length);
        String key = Lanes.key(Samples.TENANT, version.getFarmerId());
        producer.send(new ProducerRecord<>(Topics.SUBMISSIONS.name(), LANES.of(key), key, value));
    }

    /** Waits until every lane has facts up to its last submission. */
    private void awaitFacts(long submissions) throws InterruptedException {
        Map<Integer, Long> wanted = new HashMap<>();
        List<TopicPartition> submitted = lanes(Topics.SUBMISSIONS.name());
        List<TopicPartition> facts = lanes(Topics.RESPONSES.name());
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            consumer.endOffsets(submitted).forEach((lane, end) -> wanted.put(lane.partition(), end - 1));
            consumer.assign(facts);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!wanted.isEmpty()) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("Lanes " + wanted + " have no facts of " + submissions);
                }
                // Only the newest of each lane are looked at.
                consumer.endOffsets(facts).forEach((lane, end) -> consumer.seek(lane, Math.max(0, end - 20)));
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    ResponseFact fact = format.deserializer(Topics.RESPONSES).deserialize(null, record.value());
                    wanted.computeIfPresent(record.partition(), (lane, end) -> fact.getCovered() >= end ? null : end);
                }
            }
        }
    }

    private long ends(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            return consumer.endOffsets(lanes(topic)).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        services.kafkaBootstrapServers(),
                        "isolation.level",
                        "read_committed",
                        "max.poll.records",
                        20 * LANES.count(),
                        "auto.offset.reset",
                        "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static List<TopicPartition> lanes(String topic) {
        return IntStream.range(0, LANES.count())
                .mapToObj(lane -> new TopicPartition(topic, lane))
                .toList();
    }

    private static long size(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.mapToLong(
                            file -> file.toFile().isFile() ? file.toFile().length() : 0)
                    .sum();
        } catch (UncheckedIOException e) {
            // RocksDB takes files away while they are looked at.
            return size(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long since(long start) {
        return Math.round(seconds(start));
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
