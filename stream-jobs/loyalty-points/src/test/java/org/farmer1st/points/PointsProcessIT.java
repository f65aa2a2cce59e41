package org.farmer1st.points;

import static org.assertj.core.api.Assertions.assertThat;

import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.farmer1st.events.LedgerPosting;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.farmer1st.testkit.BackingServices;
import org.farmer1st.testkit.ModuleProcess;
import org.farmer1st.testkit.Service;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process on a real Kafka and registry, killed in the middle of its work. */
class PointsProcessIT {

    private static final Lanes LANES = new Lanes(Lanes.DEFAULT_COUNT);
    private static final int FACTS = 5_000;

    @TempDir
    Path directory;

    @Test
    void everyFactIsPostedExactlyOnceThoughTheProcessIsKilled() throws Exception {
        BackingServices services =
                BackingServices.start(Service.KAFKA, Service.REGISTRY).provisioned();
        WireFormat format = new WireFormat(new CachedSchemaRegistryClient(services.schemaRegistryUrl(), 100));
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        FactHistory history = new FactHistory(new Random(seed), 200, 12);

        try (ModuleProcess points = points(services, directory.resolve("state"))) {
            points.start();
            CompletableFuture<int[]> load = CompletableFuture.supplyAsync(() -> load(services, format, history));
            points.awaitReady(Duration.ofSeconds(60));
            for (int kill = 0; kill < 2; kill++) {
                Thread.sleep(1_500);
                points.kill();
                points.start();
                points.awaitReady(Duration.ofSeconds(60));
            }
            int[] sent = load.join();
            List<List<LedgerPosting>> postings = postings(services, format, sent);
            PostingAudit audit = new PostingAudit("seed " + seed);
            for (int lane = 0; lane < LANES.count(); lane++) {
                List<Long> once =
                        IntStream.range(0, sent[lane]).mapToObj(Long::valueOf).toList();
                assertThat(postings.get(lane).stream().map(LedgerPosting::getCovered))
                        .as("seed " + seed + ", lane " + lane)
                        .containsExactlyElementsOf(once);
                postings.get(lane).forEach(audit::read);
            }
            audit.agreesWith(history);
        }
    }

    private static ModuleProcess points(BackingServices services, Path state) {
        return ModuleProcess.of(
                "org.farmer1st.points.PointsMain",
                Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS", services.kafkaBootstrapServers(),
                        "SCHEMA_REGISTRY_URL", services.schemaRegistryUrl(),
                        "LANES", "" + LANES.count(),
                        "STATE_DIRECTORY", state.toString(),
                        "INSTANCE_ID", "loyalty-points-0"),
                Path.of("target", "points-process.log"));
    }

    /** Sends about 500 facts a second; answers how many each lane got, which cover 0, 1, 2 and so on. */
    private static int[] load(BackingServices services, WireFormat format, FactHistory history) {
        Map<String, Object> properties =
                Map.of("bootstrap.servers", services.kafkaBootstrapServers(), "acks", "all", "linger.ms", 0);
        int[] sent = new int[LANES.count()];
        try (KafkaProducer<String, ResponseFact> producer =
                new KafkaProducer<>(properties, new StringSerializer(), format.serializer(Topics.RESPONSES))) {
            for (int step = 0; step < FACTS; step++) {
                String farmer = history.anyFarmer();
                String key = Lanes.key(Samples.TENANT, farmer);
                int lane = LANES.of(key);
                ResponseFact fact = history.next(farmer, lane, sent[lane]++);
                producer.send(new ProducerRecord<>(Topics.RESPONSES.name(), lane, key, fact));
                if (step % 5 == 0) {
                    Thread.sleep(10);
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return sent;
    }

    /** Reads the committed postings until there are as many as facts, and a second longer: there must be no more. */
    private static List<List<LedgerPosting>> postings(BackingServices services, WireFormat format, int[] sent) {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers", services.kafkaBootstrapServers(),
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest");
        List<List<LedgerPosting>> postings = new ArrayList<>();
        IntStream.range(0, LANES.count()).forEach(lane -> postings.add(new ArrayList<>()));
        try (KafkaConsumer<String, LedgerPosting> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), format.deserializer(Topics.TRANSFERS))) {
            consumer.assign(IntStream.range(0, LANES.count())
                    .mapToObj(lane -> new TopicPartition(Topics.TRANSFERS.name(), lane))
                    .toList());
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (System.nanoTime() < deadline
                    && IntStream.range(0, LANES.count())
                            .anyMatch(lane -> postings.get(lane).size() < sent[lane])) {
                read(consumer, postings);
            }
            long end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
            while (System.nanoTime() < end) {
                read(consumer, postings);
            }
        }
        return postings;
    }

    private static void read(KafkaConsumer<String, LedgerPosting> consumer, List<List<LedgerPosting>> postings) {
        for (ConsumerRecord<String, LedgerPosting> record : consumer.poll(Duration.ofMillis(100))) {
            assertThat(record.value().getLane()).isEqualTo(record.partition());
            postings.get(record.partition()).add(record.value());
        }
    }
}
