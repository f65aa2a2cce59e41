package org.farmer1st.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.farmer1st.intake.Samples.uuid;

import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.farmer1st.events.Answer;
import org.farmer1st.events.AnswerType;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.Submission;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Topic;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.farmer1st.testkit.BackingServices;
import org.farmer1st.testkit.ModuleProcess;
import org.farmer1st.testkit.Service;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process on a real Kafka and registry, killed in the middle of its work. */
class IntakeProcessIT {

    private static final Lanes LANES = new Lanes(Lanes.DEFAULT_COUNT);
    private static final int SUBMISSIONS = 6_000;
    private static final int FARMERS = 200;
    private static final int LARGE = Topic.MOST_SUBMITTED_BYTES - 2_000;

    @TempDir
    Path directory;

    /** What a lane was sent: by offset, what the naive computation says of it. */
    private record Sent(long offset, String saying) {}

    @Test
    void everySubmissionHasExactlyOneFactThoughTheProcessIsKilled() throws Exception {
        BackingServices services =
                BackingServices.start(Service.KAFKA, Service.REGISTRY).provisioned();
        WireFormat format = new WireFormat(new CachedSchemaRegistryClient(services.schemaRegistryUrl(), 100));
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        try (ModuleProcess intake = intake(services, directory.resolve("state"))) {
            intake.start();
            List<List<Sent>> sent = new ArrayList<>();
            Thread load = new Thread(() -> sent.addAll(load(services, format, new Random(seed))), "load");
            load.start();
            intake.awaitReady(Duration.ofSeconds(60));
            for (int kill = 0; kill < 3; kill++) {
                Thread.sleep(1_500);
                intake.kill();
                intake.start();
                long start = System.nanoTime();
                intake.awaitReady(Duration.ofSeconds(60));
                System.out.printf("ready %d ms after kill %d%n", (System.nanoTime() - start) / 1_000_000, kill + 1);
            }
            load.join();
            List<List<Sent>> facts = facts(services, format, sent);
            for (int lane = 0; lane < LANES.count(); lane++) {
                assertThat(facts.get(lane))
                        .as("seed " + seed + ", lane " + lane)
                        .isEqualTo(sent.get(lane));
            }
        }
    }

    private ModuleProcess intake(BackingServices services, Path state) {
        return ModuleProcess.of(
                "org.farmer1st.intake.IntakeMain",
                Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS", services.kafkaBootstrapServers(),
                        "SCHEMA_REGISTRY_URL", services.schemaRegistryUrl(),
                        "LANES", "" + LANES.count(),
                        "STATE_DIRECTORY", state.toString(),
                        "INSTANCE_ID", "response-intake-0"),
                Path.of("target", "intake-process.log"));
    }

    /** Sends about 500 submissions a second: originals, repeats, edits in any order, withdrawals, bytes that are none. */
    private static List<List<Sent>> load(BackingServices services, WireFormat format, Random random) {
        Map<String, Object> properties =
                Map.of("bootstrap.servers", services.kafkaBootstrapServers(), "acks", "all", "linger.ms", 0);
        Map<String, NaiveIntake> naive = new HashMap<>();
        List<List<String>> sayings = lanes();
        List<List<Future<RecordMetadata>>> acknowledged = lanes();
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
            // As large as a submission may be, or nearly: the fact that replaces one by the other is twice as large.
            for (int version = 0; version < 2; version++) {
                String farmer = "f-large";
                String key = Lanes.key(Samples.TENANT, farmer);
                int lane = LANES.of(key);
                Submission submission = large(
                        farmer, version, naive.computeIfAbsent(farmer, f -> new NaiveIntake()), sayings.get(lane));
                byte[] value = format.serializer(Topics.SUBMISSIONS).serialize(null, submission);
                acknowledged
                        .get(lane)
                        .add(producer.send(new ProducerRecord<>(Topics.SUBMISSIONS.name(), lane, key, value)));
            }
            for (int step = 0; step < SUBMISSIONS; step++) {
                String farmer = "f-" + random.nextInt(FARMERS);
                String key = Lanes.key(Samples.TENANT, farmer);
                int lane = LANES.of(key);
                NaiveIntake judge = naive.computeIfAbsent(farmer, f -> new NaiveIntake());
                byte[] value;
                if (random.nextInt(100) == 0) {
                    sayings.get(lane).add("DEAD_LETTER");
                    value = "not an event".getBytes(StandardCharsets.UTF_8);
                } else {
                    value = format.serializer(Topics.SUBMISSIONS)
                            .serialize(null, submission(random, farmer, judge, sayings.get(lane)));
                }
                acknowledged
                        .get(lane)
                        .add(producer.send(new ProducerRecord<>(Topics.SUBMISSIONS.name(), lane, key, value)));
                if (step % 5 == 0) {
                    Thread.sleep(10);
                }
            }
            producer.flush();
            List<List<Sent>> sent = lanes();
            for (int lane = 0; lane < LANES.count(); lane++) {
                for (int i = 0; i < acknowledged.get(lane).size(); i++) {
                    sent.get(lane)
                            .add(new Sent(
                                    acknowledged.get(lane).get(i).get().offset(),
                                    sayings.get(lane).get(i)));
                }
            }
            return sent;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Submission large(String farmer, int number, NaiveIntake judge, List<String> sayings) {
        String response = uuid(999_000);
        ResponseVersion version = Samples.version(
                farmer, response, uuid(999_000 + number), number == 0 ? null : uuid(999_000 + number - 1), number);
        version.setAnswers(List.of(new Answer("roof", AnswerType.SELECT_ONE, "x".repeat(LARGE))));
        sayings.add(judge.submitted(response, version));
        return Samples.submission(version);
    }

    private static Submission submission(Random random, String farmer, NaiveIntake judge, List<String> sayings) {
        int responseNumber = Integer.parseInt(farmer.substring(2)) * 1_000 + random.nextInt(6) * 10;
        String response = uuid(responseNumber);
        if (random.nextInt(30) == 0) {
            sayings.add(judge.withdrawn(response));
            return Samples.withdrawal(farmer, response);
        }
        int number = random.nextInt(4);
        String replaces = number == 0 ? null : uuid(responseNumber + number - 1);
        ResponseVersion version = Samples.version(
                farmer, response, uuid(responseNumber + number), replaces, number + (random.nextInt(20) == 0 ? 50 : 0));
        sayings.add(judge.submitted(response, version));
        return Samples.submission(version);
    }

    /** Reads the committed facts until each lane covers what it was sent, and a second longer: there must be no more. */
    private static List<List<Sent>> facts(BackingServices services, WireFormat format, List<List<Sent>> sent) {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers", services.kafkaBootstrapServers(),
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest");
        List<List<Sent>> facts = lanes();
        try (KafkaConsumer<String, ResponseFact> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), format.deserializer(Topics.RESPONSES))) {
            consumer.assign(IntStream.range(0, LANES.count())
                    .mapToObj(lane -> new TopicPartition(Topics.RESPONSES.name(), lane))
                    .toList());
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            boolean complete = false;
            while (!complete && System.nanoTime() < deadline) {
                read(consumer, facts);
                complete = IntStream.range(0, LANES.count())
                        .allMatch(
                                lane -> facts.get(lane).size() >= sent.get(lane).size());
            }
            long end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
            while (System.nanoTime() < end) {
                read(consumer, facts);
            }
        }
        return facts;
    }

    private static void read(KafkaConsumer<String, ResponseFact> consumer, List<List<Sent>> facts) {
        for (ConsumerRecord<String, ResponseFact> record : consumer.poll(Duration.ofMillis(100))) {
            assertThat(record.value().getLane()).isEqualTo(record.partition());
            facts.get(record.partition())
                    .add(new Sent(record.value().getCovered(), NaiveIntake.saying(record.value())));
        }
    }

    private static <T> List<List<T>> lanes() {
        List<List<T>> lanes = new ArrayList<>();
        IntStream.range(0, LANES.count()).forEach(lane -> lanes.add(new ArrayList<>()));
        return lanes;
    }
}
