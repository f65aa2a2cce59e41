package org.farmer1st.workflows.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.farmer1st.events.OutcomeStatus;
import org.farmer1st.events.PlatformCommand;
import org.farmer1st.events.PublishSurvey;
import org.farmer1st.events.WorkflowOutcome;
import org.farmer1st.schemas.DeadLetters;
import org.farmer1st.schemas.Provisioning;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.farmer1st.workflows.outcomes.OutcomeLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommandReaderTest {

    private static final TopicPartition COMMANDS = new TopicPartition(Topics.COMMANDS.name(), 0);
    private static final TopicPartition OUTCOMES = new TopicPartition(Topics.OUTCOMES.name(), 0);
    private static final TopicPartition DEAD_LETTERS = new TopicPartition(Topics.deadLetters("workflows"), 0);

    private final MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
    private final WireFormat wireFormat = new WireFormat(registry);
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final PendingCommands pending = new PendingCommands();
    private final CommandReader reader = new CommandReader(
            () -> consumer,
            () -> "log-1",
            wireFormat.deserializer(Topics.COMMANDS),
            wireFormat.deserializer(Topics.OUTCOMES),
            new CommandDeadLetters(producer),
            pending);

    @BeforeEach
    void provision() {
        Provisioning.registerSchemas(registry);
        consumer.updateBeginningOffsets(Map.of(COMMANDS, 0L, OUTCOMES, 0L, DEAD_LETTERS, 0L));
    }

    @AfterEach
    void close() {
        reader.close();
    }

    @Test
    void takesNoCommandForPendingWhoseWorkflowHasEnded() throws InterruptedException {
        given(List.of(command("ended"), command("under-way")), List.of(outcome("ended", OutcomeLog.END)), List.of());

        start();

        assertThat(pending.next(Duration.ZERO))
                .extracting(LoggedCommand::workflowId)
                .containsExactly("under-way");
    }

    @Test
    void doesNotTakeAnEffectForTheEnd() throws InterruptedException {
        given(List.of(command("under-way")), List.of(outcome("under-way", "definition")), List.of());

        start();

        assertThat(pending.size()).isEqualTo(1);
    }

    @Test
    void putsACommandAsideThatCannotBeDecodedAndGoesOn() throws InterruptedException {
        given(List.of(new byte[] {9, 9}, command("next")), List.of(), List.of());

        start();

        assertThat(pending.size()).isEqualTo(1);
        assertThat(producer.history()).hasSize(1);
        assertThat(producer.history().get(0).value()).containsExactly(9, 9);
        assertThat(producer.history()
                        .get(0)
                        .headers()
                        .lastHeader(DeadLetters.OFFSET)
                        .value())
                .isEqualTo("0".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void putsAsideACommandThatHasTheIdOfAnotherAndGoesOn() throws InterruptedException {
        byte[] first = command("a", "digest-1");
        byte[] other = command("a", "digest-2");
        given(List.of(first, first, other, command("next")), List.of(outcome("a", OutcomeLog.END)), List.of());

        start();

        assertThat(pending.next(Duration.ZERO))
                .extracting(LoggedCommand::workflowId, LoggedCommand::log, LoggedCommand::offset)
                .containsExactly(tuple("next", "log-1", 3L));
        assertThat(producer.history()).hasSize(1);
        assertThat(producer.history().get(0).value()).isEqualTo(other);
    }

    @Test
    void putsItAsideOnlyOnce() throws InterruptedException {
        ConsumerRecord<byte[], byte[]> putAsideBefore =
                new ConsumerRecord<>(DEAD_LETTERS.topic(), 0, 0, new byte[0], new byte[] {9, 9});
        putAsideBefore.headers().add(DeadLetters.OFFSET, "0".getBytes(StandardCharsets.UTF_8));
        given(List.of(new byte[] {9, 9}), List.of(), List.of(putAsideBefore));

        start();

        assertThat(producer.history()).isEmpty();
    }

    /** Commands are there first: the reader is the one who sees to the order. */
    private void given(List<byte[]> commands, List<byte[]> outcomes, List<ConsumerRecord<byte[], byte[]>> deadLetters) {
        consumer.updateEndOffsets(
                Map.of(COMMANDS, (long) commands.size(), OUTCOMES, (long) outcomes.size(), DEAD_LETTERS, (long)
                        deadLetters.size()));
        consumer.schedulePollTask(() -> {
            for (int i = 0; i < commands.size(); i++) {
                consumer.addRecord(new ConsumerRecord<>(COMMANDS.topic(), 0, i, new byte[0], commands.get(i)));
            }
            for (int i = 0; i < outcomes.size(); i++) {
                consumer.addRecord(new ConsumerRecord<>(OUTCOMES.topic(), 0, i, new byte[0], outcomes.get(i)));
            }
            deadLetters.forEach(consumer::addRecord);
        });
    }

    private void start() throws InterruptedException {
        reader.start();
        await(() -> reader.problem().isEmpty());
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(5);
        }
    }

    private byte[] command(String workflowId) {
        return command(workflowId, null);
    }

    private byte[] command(String workflowId, String digest) {
        return wireFormat
                .serializer(Topics.COMMANDS)
                .serialize(
                        COMMANDS.topic(),
                        new PlatformCommand(
                                workflowId,
                                "demo",
                                "an-admin",
                                Instant.EPOCH,
                                new PublishSurvey("coffee", 1, "{}"),
                                digest));
    }

    private byte[] outcome(String workflowId, String step) {
        return wireFormat
                .serializer(Topics.OUTCOMES)
                .serialize(
                        OUTCOMES.topic(),
                        new WorkflowOutcome(workflowId, "demo", step, OutcomeStatus.COMPLETED, "", Instant.EPOCH));
    }
}
