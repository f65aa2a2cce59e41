package org.farmer1st.local.drill;

import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.farmer1st.events.Account;
import org.farmer1st.events.LedgerPosting;
import org.farmer1st.events.PointsCommandKind;
import org.farmer1st.events.PointsResult;
import org.farmer1st.events.PointsResultStatus;
import org.farmer1st.events.PointsTransfer;
import org.farmer1st.local.drill.Spending.Sent;
import org.farmer1st.schemas.Topic;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;

/**
 * Reads what the ledger answered to commands and what it posted, as an auditor would: each sending is answered once, a command has
 * one answer and moves points once, no transfer is posted twice, and no account of a farmer is ever overdrawn.
 */
final class SpendingAudit {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(200);

    private final String bootstrapServers;
    private final WireFormat format;
    private final String tenant;
    private final Map<String, Sent> sent;
    private final List<String> failures = new ArrayList<>();
    private final Map<String, Integer> answered = new HashMap<>();
    private final Map<String, PointsResult> answers = new HashMap<>();
    private final Set<String> moved = new HashSet<>();
    private final Set<String> transfers = new HashSet<>();
    private final Map<String, Map<Account, Long>> accounts = new HashMap<>();
    private final Map<String, Long> adjusted = new HashMap<>();
    private final Map<String, Long> paid = new HashMap<>();
    private long done;

    SpendingAudit(String bootstrapServers, String registryUrl, String tenant, Map<String, Sent> sent) {
        this.bootstrapServers = bootstrapServers;
        this.format = new WireFormat(new CachedSchemaRegistryClient(registryUrl, 10));
        this.tenant = tenant;
        this.sent = sent;
    }

    /** @return what is wrong, in words; empty where nothing is */
    List<String> audit() {
        int sendings = sent.values().stream().mapToInt(Sent::times).sum();
        int[] heard = {0};
        read(Topics.POINTS_RESULTS, result -> heard[0] += take(result) ? 1 : 0, () -> heard[0] >= sendings);
        sent.forEach((id, one) -> {
            int times = answered.getOrDefault(id, 0);
            if (times != one.times()) {
                failures.add("The command " + id + " was sent " + one.times() + " times and answered " + times);
            }
        });
        read(Topics.TRANSFERS, this::take, () -> true);
        Set<String> expected = new HashSet<>();
        answers.values().forEach(answer -> expected.addAll(answer.getTransferIds()));
        if (!moved.equals(expected)) {
            failures.add("Commands posted " + moved.size() + " transfers, and were answered with " + expected.size());
        }
        answers.values().stream()
                .filter(answer -> answer.getStatus() == PointsResultStatus.DONE)
                .forEach(answer -> {
                    done++;
                    if (answer.getKind() == PointsCommandKind.ADJUST) {
                        adjusted.merge(answer.getFarmerId(), answer.getAmount(), Long::sum);
                    } else if (answer.getKind() == PointsCommandKind.SETTLE) {
                        paid.merge(answer.getFarmerId(), answer.getAmount(), Long::sum);
                    }
                });
        if (done == 0) {
            failures.add("No command was done: nothing was tried");
        }
        return failures;
    }

    /** How many commands were done; the others were refused. */
    long done() {
        return done;
    }

    /** What commands added to what each farmer earned. */
    Map<String, Long> adjusted() {
        return adjusted;
    }

    /** What was paid out of each farmer's points. */
    Map<String, Long> paid() {
        return paid;
    }

    private boolean take(PointsResult result) {
        String id = result.getCommandId();
        if (!result.getTenant().equals(tenant) || !sent.containsKey(id)) {
            return false;
        }
        answered.merge(id, 1, Integer::sum);
        PointsResult before = answers.putIfAbsent(id, result);
        if (before != null && !before.equals(result)) {
            failures.add("The command " + id + " was answered " + before.getStatus() + " and " + result.getStatus());
        }
        return true;
    }

    private void take(LedgerPosting posting) {
        for (PointsTransfer transfer : posting.getTransfers()) {
            if (!transfer.getTenant().equals(tenant)) {
                continue;
            }
            if (!transfers.add(transfer.getTransferId())) {
                failures.add("The transfer " + transfer.getTransferId() + " was posted twice");
            }
            if (transfer.getCommandId() != null) {
                moved.add(transfer.getTransferId());
            }
            Map<Account, Long> own =
                    accounts.computeIfAbsent(transfer.getFarmerId(), f -> new EnumMap<>(Account.class));
            own.merge(transfer.getDebit(), -transfer.getAmount(), Long::sum);
            own.merge(transfer.getCredit(), transfer.getAmount(), Long::sum);
            for (Account account : List.of(Account.AVAILABLE, Account.PENDING, Account.RESERVED, Account.EXPIRED)) {
                if (own.getOrDefault(account, 0L) < 0) {
                    failures.add("The transfer " + transfer.getTransferId() + " overdraws " + account + " of "
                            + transfer.getFarmerId());
                }
            }
        }
    }

    /** Reads what is committed of a topic by now, and on until it is enough. */
    private <V extends SpecificRecord> void read(Topic<V> topic, Consumer<V> each, BooleanSupplier enough) {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                "read_committed",
                "enable.auto.commit",
                false);
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> lanes = consumer.partitionsFor(topic.name()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(lanes);
            consumer.seekToBeginning(lanes);
            Map<TopicPartition, Long> ends = consumer.endOffsets(lanes);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!enough.getAsBoolean()
                    || ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(POLL)
                        .forEach(message ->
                                each.accept(format.deserializer(topic).deserialize(message.topic(), message.value())));
                if (System.nanoTime() - deadline > 0) {
                    failures.add(topic.name() + " does not say enough after " + PATIENCE.toSeconds() + " s");
                    return;
                }
            }
        }
    }
}
