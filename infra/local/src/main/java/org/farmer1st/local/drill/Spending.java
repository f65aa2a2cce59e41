package org.farmer1st.local.drill;

import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.farmer1st.events.PointsCommand;
import org.farmer1st.events.PointsCommandKind;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;

/**
 * Commands to the ledgers of a drill's farmers, sent while everything is killed: points are reserved, settled, released, adjusted and
 * expired, hopefully or not, and every fourth command is sent twice. {@link SpendingAudit} looks at what came of them.
 */
final class Spending implements AutoCloseable {

    private static final long BETWEEN_COMMANDS_MS = 40;
    private static final int MOST_ADJUSTED = 5;
    private static final int MOST_SPENT = 25;

    /** Kafka is killed meanwhile, and back within seconds. */
    private static final Duration DELIVERY = Duration.ofMinutes(2);

    private final String tenant;
    private final List<String> farmers;
    private final Random random;
    private final Lanes lanes;
    private final KafkaProducer<String, PointsCommand> producer;
    private final Thread thread = new Thread(this::run, "spending");
    private final Map<String, List<String>> reservations = new HashMap<>();
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();
    private final Map<String, Sent> commands = new HashMap<>();
    private volatile boolean over;

    /** @param times how often it was sent */
    record Sent(PointsCommand command, int times) {}

    Spending(String bootstrapServers, String registryUrl, String tenant, List<String> farmers, long seed) {
        this.tenant = tenant;
        this.farmers = farmers;
        this.random = new Random(seed);
        WireFormat format = new WireFormat(new CachedSchemaRegistryClient(registryUrl, 10));
        this.producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "acks",
                        "all",
                        "linger.ms",
                        0,
                        "delivery.timeout.ms",
                        (int) DELIVERY.toMillis(),
                        "max.block.ms",
                        DELIVERY.toMillis()),
                new StringSerializer(),
                format.serializer(Topics.POINTS_COMMANDS));
        this.lanes =
                new Lanes(producer.partitionsFor(Topics.POINTS_COMMANDS.name()).size());
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (!over) {
                String farmer = farmers.get(random.nextInt(farmers.size()));
                PointsCommand command = next(farmer);
                int times = commands.size() % 4 == 0 ? 2 : 1;
                commands.put(command.getCommandId(), new Sent(command, times));
                String key = Lanes.key(tenant, farmer);
                for (int time = 0; time < times; time++) {
                    sent.add(producer.send(
                            new ProducerRecord<>(Topics.POINTS_COMMANDS.name(), lanes.of(key), key, command)));
                }
                Thread.sleep(BETWEEN_COMMANDS_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private PointsCommand next(String farmer) {
        String id = "drill-" + commands.size();
        List<String> own = reservations.computeIfAbsent(farmer, f -> new ArrayList<>());
        PointsCommand.Builder command = PointsCommand.newBuilder()
                .setCommandId(id)
                .setTenant(tenant)
                .setFarmerId(farmer)
                .setReason("kill drill")
                .setRequestedBy("drill")
                .setRequestedAt(Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS));
        int kind = random.nextInt(own.isEmpty() ? 5 : 10);
        if (kind < 3) {
            own.add(id);
            return command.setKind(PointsCommandKind.RESERVE)
                    .setAmount(1L + random.nextInt(MOST_SPENT))
                    .build();
        }
        if (kind == 3) {
            return command.setKind(PointsCommandKind.ADJUST)
                    .setAmount(1L + random.nextInt(MOST_ADJUSTED))
                    .build();
        }
        if (kind == 4) {
            return command.setKind(PointsCommandKind.EXPIRE)
                    .setDueOn(LocalDate.now(Clock.system(ZoneOffset.UTC)))
                    .build();
        }
        return command.setKind(kind < 8 ? PointsCommandKind.SETTLE : PointsCommandKind.RELEASE)
                .setAmount(1L + random.nextInt(MOST_SPENT))
                .setReservationId(own.get(random.nextInt(own.size())))
                .build();
    }

    /**
     * Sends no more; returns when Kafka has all.
     *
     * @return what was sent, by id
     */
    Map<String, Sent> stop() throws InterruptedException, ExecutionException {
        over = true;
        thread.join();
        for (Future<RecordMetadata> one : sent) {
            one.get();
        }
        return commands;
    }

    @Override
    public void close() throws InterruptedException {
        over = true;
        thread.interrupt();
        thread.join();
        producer.close(Duration.ofSeconds(5));
    }
}
