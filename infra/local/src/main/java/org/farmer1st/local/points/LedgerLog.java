package org.farmer1st.local.points;

import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.farmer1st.events.PointsCommand;
import org.farmer1st.events.PointsResult;
import org.farmer1st.local.CommandFailed;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.farmer1st.schemas.WireFormat.UndecodableException;

/** Asks every lane of the ledger the same, and reads what each answers. */
final class LedgerLog {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final int ANSWER_MILLIS = 10_000;

    /** A lane may have much to read before it comes to the command. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String bootstrapServers;
    private final WireFormat format;

    LedgerLog(String bootstrapServers, String registryUrl) {
        this.bootstrapServers = bootstrapServers;
        this.format = new WireFormat(new CachedSchemaRegistryClient(registryUrl, 100));
    }

    /** What comes of a command. */
    interface Answers {
        /** How many lanes there are; called once, before all answers. */
        void lanes(int count);

        /** @return whether more is wanted */
        boolean next(int lane, PointsResult result);
    }

    /**
     * Puts a command into every lane, and reads its answers for as long as they are wanted.
     *
     * @throws CommandFailed where Kafka is away, or nothing is answered for a minute
     */
    void ask(PointsCommand command, Answers answers) throws InterruptedException {
        try (KafkaConsumer<String, byte[]> consumer = consumer()) {
            List<TopicPartition> lanes = consumer.partitionsFor(Topics.POINTS_RESULTS.name()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(lanes);
            consumer.seekToEnd(lanes);
            lanes.forEach(consumer::position);
            answers.lanes(lanes.size());
            send(command, lanes.size());
            read(consumer, command, record -> answers.next(record.partition(), result(record)));
        } catch (KafkaException | ExecutionException e) {
            throw new CommandFailed(
                    "Kafka at " + bootstrapServers + " does not answer as it should (" + e.getMessage()
                            + "). See whether it runs with ./farmer1st status, or start it with ./farmer1st up.",
                    e);
        }
    }

    private void send(PointsCommand command, int lanes) throws InterruptedException, ExecutionException {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "acks",
                "all",
                "delivery.timeout.ms",
                2 * ANSWER_MILLIS,
                "request.timeout.ms",
                ANSWER_MILLIS);
        try (KafkaProducer<String, PointsCommand> producer =
                new KafkaProducer<>(properties, new StringSerializer(), format.serializer(Topics.POINTS_COMMANDS))) {
            for (int lane = 0; lane < lanes; lane++) {
                producer.send(new ProducerRecord<>(Topics.POINTS_COMMANDS.name(), lane, command.getTenant(), command))
                        .get();
            }
        }
    }

    private static void read(
            KafkaConsumer<String, byte[]> consumer,
            PointsCommand command,
            Predicate<ConsumerRecord<String, byte[]>> wantsMore) {
        long heardAt = System.nanoTime();
        while (true) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                // Of others the ledger may say something all the time.
                heardAt = command.getTenant().equals(record.key()) ? System.nanoTime() : heardAt;
                if (!wantsMore.test(record)) {
                    return;
                }
            }
            if (System.nanoTime() - heardAt > PATIENCE.toNanos()) {
                throw new CommandFailed("The ledger has answered nothing to " + command.getCommandId() + " for "
                        + PATIENCE.toSeconds()
                        + " s. See whether loyalty-points runs with ./farmer1st status; what it was"
                        + " asked for stands, and it will do that once. Asking again does no harm.");
            }
        }
    }

    /** An answer that can't be read is none to us. */
    private PointsResult result(ConsumerRecord<String, byte[]> record) {
        try {
            return format.deserializer(Topics.POINTS_RESULTS).deserialize(record.topic(), record.value());
        } catch (UndecodableException e) {
            return null;
        }
    }

    private KafkaConsumer<String, byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "isolation.level",
                        "read_committed",
                        "enable.auto.commit",
                        false,
                        "default.api.timeout.ms",
                        ANSWER_MILLIS),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }
}
