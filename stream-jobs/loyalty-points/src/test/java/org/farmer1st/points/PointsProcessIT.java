package org.farmer1st.points;

import static org.assertj.core.api.Assertions.assertThat;

import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.farmer1st.events.LedgerPosting;
import org.farmer1st.events.PointsCommand;
import org.farmer1st.events.PointsRefusal;
import org.farmer1st.events.PointsResult;
import org.farmer1st.events.PointsResultStatus;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Topic;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.farmer1st.testkit.BackingServices;
import org.farmer1st.testkit.ModuleProcess;
import org.farmer1st.testkit.Service;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process on a real Kafka and registry, killed ten times in the middle of its work. */
class PointsProcessIT {

    private static final Lanes LANES = new Lanes(Lanes.DEFAULT_COUNT);
    private static final int FACTS = 4_000;
    private static final int KILLS = 10;

    /** Within so long all is read and committed, on a machine that does much else too. */
    private static final Duration CAUGHT_UP = Duration.ofSeconds(180);

    @TempDir
    Path directory;

    @Test
    void factsArePostedAndCommandsAnsweredExactlyOnceThoughTheProcessIsKilledAtAnyMoment() throws Exception {
        BackingServices services =
                BackingServices.start(Service.KAFKA, Service.REGISTRY).provisioned();
        WireFormat format = new WireFormat(new CachedSchemaRegistryClient(services.schemaRegistryUrl(), 100));
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        FactHistory history = new FactHistory(new Random(random.nextLong()), 200, 12);
        CommandHistory asked = new CommandHistory(new Random(random.nextLong()));

        try (ModuleProcess points = points(services, directory.resolve("state"))) {
            points.start();
            CompletableFuture<Sent> load = CompletableFuture.supplyAsync(() -> load(services, format, history, asked));
            points.awaitReady(Duration.ofSeconds(60));
            for (int kill = 0; kill < KILLS; kill++) {
                // Also while it starts, restores, or takes over its own open transaction.
                Thread.sleep(200 + random.nextInt(3_000));
                points.kill();
                points.start();
            }
            Sent sent = load.join();
            Instant sentAll = Instant.now();
            awaitNoLag(services, "seed " + seed);
            System.out.println(
                    "caught up " + Duration.between(sentAll, Instant.now()).toMillis()
                            + " ms after the last record and the last kill");
            PostingAudit audit = new PostingAudit("seed " + seed);
            postings(services, format, sent, "seed " + seed).forEach(audit::read);
            audit.agreesWith(history, List.of());
            List<PointsResult> results =
                    read(services, format, Topics.POINTS_RESULTS, found -> found.size() >= sent.commands.size());
            checkAnswers(sent, results, audit, "seed " + seed);
        }
    }

    /** The job has committed all that there is of its inputs, within {@link #CAUGHT_UP} of the last kill. */
    private static void awaitNoLag(BackingServices services, String seed) throws Exception {
        long deadline = System.nanoTime() + CAUGHT_UP.toNanos();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", services.kafkaBootstrapServers()))) {
            long lag = Long.MAX_VALUE;
            while (lag > 0) {
                assertThat(System.nanoTime()).as(seed + ", lag " + lag).isLessThan(deadline);
                Thread.sleep(100);
                lag = lag(admin);
            }
        }
    }

    private static long lag(Admin admin) throws Exception {
        Map<TopicPartition, OffsetSpec> inputs = new HashMap<>();
        for (String topic : List.of(Topics.RESPONSES.name(), Topics.POINTS_COMMANDS.name())) {
            for (int lane = 0; lane < LANES.count(); lane++) {
                inputs.put(new TopicPartition(topic, lane), OffsetSpec.latest());
            }
        }
        var committed = admin.listConsumerGroupOffsets(PointsTopology.JOB)
                .partitionsToOffsetAndMetadata()
                .get();
        var ends = admin.listOffsets(inputs).all().get();
        return inputs.keySet().stream()
                .mapToLong(input -> ends.get(input).offset()
                        - (committed.get(input) == null
                                ? 0
                                : committed.get(input).offset()))
                .sum();
    }

    /** Each sending is answered once; a command has one answer; what was done is what was posted. */
    private static void checkAnswers(Sent sent, List<PointsResult> results, PostingAudit audit, String seed) {
        assertThat(results)
                .as(seed)
                .extracting(PointsResult::getCommandId)
                .containsExactlyInAnyOrderElementsOf(sent.commands);
        Map<String, PointsResult> answers = new HashMap<>();
        for (PointsResult result : results) {
            if (result.getRefusal() != PointsRefusal.COMMAND_ID_REUSED) {
                PointsResult before = answers.putIfAbsent(result.getCommandId(), result);
                assertThat(before == null ? result : before).as(seed).isEqualTo(result);
            }
        }
        assertThat(answers.values().stream().filter(a -> a.getStatus() == PointsResultStatus.DONE))
                .as(seed)
                .isNotEmpty();
        assertThat(answers.values().stream().flatMap(a -> a.getTransferIds().stream()))
                .as(seed)
                .containsExactlyInAnyOrderElementsOf(audit.commandTransferIds());
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

    /**
     * What was sent.
     *
     * @param facts by lane; they cover 0, 1, 2 and so on
     * @param commands their ids, one for each time that one was sent
     */
    private record Sent(int[] facts, List<String> commands) {}

    /** Sends some hundred facts a second, and a fourth as many commands, until the kills are over. */
    private static Sent load(BackingServices services, WireFormat format, FactHistory history, CommandHistory asked) {
        Map<String, Object> properties =
                Map.of("bootstrap.servers", services.kafkaBootstrapServers(), "acks", "all", "linger.ms", 0);
        Sent sent = new Sent(new int[LANES.count()], new ArrayList<>());
        try (KafkaProducer<String, ResponseFact> facts =
                        new KafkaProducer<>(properties, new StringSerializer(), format.serializer(Topics.RESPONSES));
                KafkaProducer<String, PointsCommand> commands = new KafkaProducer<>(
                        properties, new StringSerializer(), format.serializer(Topics.POINTS_COMMANDS))) {
            for (int step = 0; step < FACTS; step++) {
                String farmer = history.anyFarmer();
                String key = Lanes.key(Samples.TENANT, farmer);
                int lane = LANES.of(key);
                ResponseFact fact = history.next(farmer, lane, sent.facts[lane]++);
                facts.send(new ProducerRecord<>(Topics.RESPONSES.name(), lane, key, fact));
                if (step % 4 == 0) {
                    PointsCommand command = asked.next(farmer);
                    sent.commands.add(command.getCommandId());
                    commands.send(new ProducerRecord<>(Topics.POINTS_COMMANDS.name(), lane, key, command));
                }
                if (step % 2 == 0) {
                    Thread.sleep(10);
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return sent;
    }

    /** The committed postings; each fact has one, in order, and what lies between them came of commands. */
    private static List<LedgerPosting> postings(BackingServices services, WireFormat format, Sent sent, String seed) {
        List<LedgerPosting> postings = read(
                services,
                format,
                Topics.TRANSFERS,
                found -> found.stream().filter(PointsProcessIT::isOfFact).count()
                        >= IntStream.of(sent.facts).sum());
        for (int lane = 0; lane < LANES.count(); lane++) {
            int of = lane;
            List<Long> once =
                    IntStream.range(0, sent.facts[lane]).mapToObj(Long::valueOf).toList();
            assertThat(postings.stream()
                            .filter(p -> p.getLane() == of && isOfFact(p))
                            .map(LedgerPosting::getCovered))
                    .as(seed + ", lane " + lane)
                    .containsExactlyElementsOf(once);
        }
        return postings;
    }

    private static boolean isOfFact(LedgerPosting posting) {
        return posting.getTransfers().isEmpty() || posting.getTransfers().get(0).getCommandId() == null;
    }

    /** Reads what is committed until it is enough, and a second longer: there must be no more. */
    private static <V extends SpecificRecord> List<V> read(
            BackingServices services, WireFormat format, Topic<V> topic, Predicate<List<V>> enough) {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers", services.kafkaBootstrapServers(),
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest");
        List<V> found = new ArrayList<>();
        try (KafkaConsumer<String, V> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), format.deserializer(topic))) {
            consumer.assign(IntStream.range(0, LANES.count())
                    .mapToObj(lane -> new TopicPartition(topic.name(), lane))
                    .toList());
            long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
            while (System.nanoTime() < deadline && !enough.test(found)) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> found.add(record.value()));
            }
            long end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
            while (System.nanoTime() < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> found.add(record.value()));
            }
        }
        return found;
    }
}
