package org.farmer1st.workflows.commands;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.farmer1st.events.PlatformCommand;
import org.farmer1st.events.WorkflowOutcome;
import org.farmer1st.schemas.DeadLetters;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.farmer1st.workflows.outcomes.OutcomeLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the commands and the outcomes, whole and from the beginning, in a thread of its own, into {@link PendingCommands}.
 *
 * <p>At the start, what the topic of outcomes holds is read before the first command: a command whose workflow has ended
 * is never taken for a pending one. A command that cannot be decoded, or that has the workflow id of an earlier one and
 * another content, is put to the dead letters, once: the dead letters are read at the start too. What was put aside
 * stays so, though a later version of this process could read it: whoever sent it may have asked again since. After an
 * error everything is read again from the beginning, which changes nothing.
 */
public final class CommandReader implements AutoCloseable {

    /** The name under which commands are put aside. */
    public static final String JOB = "workflows";

    private static final Logger LOG = LoggerFactory.getLogger(CommandReader.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration CHECK = Duration.ofSeconds(2);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private static final TopicPartition COMMANDS = new TopicPartition(Topics.COMMANDS.name(), 0);
    private static final TopicPartition OUTCOMES = new TopicPartition(Topics.OUTCOMES.name(), 0);
    private static final TopicPartition DEAD_LETTERS = new TopicPartition(Topics.deadLetters(JOB), 0);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Supplier<String> logs;
    private final Deserializer<PlatformCommand> commandDeserializer;
    private final Deserializer<WorkflowOutcome> outcomeDeserializer;
    private final CommandDeadLetters deadLetters;
    private final PendingCommands pending;
    private final Thread thread = new Thread(this::run, "command-reader");
    private final Set<PutAside> putAside = new HashSet<>();
    private String log;
    private volatile boolean closed;
    private volatile String problem = "the topics have not been read yet";

    /** A message that was put aside. Its value tells it from one that stands there in a topic that was made anew. */
    private record PutAside(long offset, int valueHash) {
        static PutAside of(long offset, byte[] value) {
            return new PutAside(offset, Arrays.hashCode(value));
        }
    }

    /**
     * @param consumers makes a consumer without a group, read_committed, that keeps no position
     * @param logs asks for the id of the topic of commands, which is another one once the topic was made anew; it throws
     *     where Kafka does not say
     */
    public CommandReader(
            Supplier<Consumer<byte[], byte[]>> consumers,
            Supplier<String> logs,
            Deserializer<PlatformCommand> commandDeserializer,
            Deserializer<WorkflowOutcome> outcomeDeserializer,
            CommandDeadLetters deadLetters,
            PendingCommands pending) {
        this.consumers = consumers;
        this.logs = logs;
        this.commandDeserializer = commandDeserializer;
        this.outcomeDeserializer = outcomeDeserializer;
        this.deadLetters = deadLetters;
        this.pending = pending;
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Empty where all that was there at the start has been read and reading goes on; else why not. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    private void run() {
        while (!closed) {
            try (Consumer<byte[], byte[]> consumer = consumers.get()) {
                follow(consumer);
            } catch (WakeupException | InterruptException e) {
                return;
            } catch (RuntimeException e) {
                problem = "the topics cannot be read: " + e.getMessage();
                LOG.warn("Reading the commands and outcomes failed; it starts over", e);
                pause();
            }
        }
    }

    private void follow(Consumer<byte[], byte[]> consumer) {
        log = logs.get();
        List<TopicPartition> partitions = List.of(COMMANDS, OUTCOMES, DEAD_LETTERS);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        consumer.pause(List.of(COMMANDS));
        readTo(consumer, consumer.endOffsets(List.of(OUTCOMES, DEAD_LETTERS)));
        consumer.resume(List.of(COMMANDS));
        readTo(consumer, consumer.endOffsets(List.of(COMMANDS)));
        LOG.info("Read all commands; {} of their workflows have not ended", pending.size());
        long nextCheck = System.nanoTime();
        while (!closed) {
            if (System.nanoTime() - nextCheck >= 0) {
                check(consumer);
                nextCheck = System.nanoTime() + CHECK.toNanos();
            }
            consumer.poll(POLL).forEach(this::take);
        }
    }

    /** Polling does not tell that Kafka has gone. */
    private void check(Consumer<byte[], byte[]> consumer) {
        try {
            consumer.endOffsets(List.of(COMMANDS), CHECK);
            problem = null;
        } catch (TimeoutException e) {
            problem = "Kafka does not answer";
        }
    }

    private void readTo(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        while (!closed && ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(POLL).forEach(this::take);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> message) {
        if (message.topic().equals(COMMANDS.topic())) {
            takeCommand(message);
        } else if (message.topic().equals(OUTCOMES.topic())) {
            takeOutcome(message);
        } else {
            Optional.ofNullable(message.headers().lastHeader(DeadLetters.OFFSET))
                    .map(header -> new String(header.value(), StandardCharsets.UTF_8))
                    .map(Long::valueOf)
                    .ifPresent(offset -> putAside.add(PutAside.of(offset, message.value())));
        }
    }

    private void takeCommand(ConsumerRecord<byte[], byte[]> message) {
        PutAside identity = PutAside.of(message.offset(), message.value());
        if (putAside.contains(identity)) {
            return;
        }
        problemOf(message).ifPresent(reason -> {
            LOG.error("The command at offset {} is put aside: {}", message.offset(), reason);
            // Known as put aside only once it is: where this fails, it is read again.
            deadLetters.put(message, reason);
            putAside.add(identity);
        });
    }

    /** Has a command looked after; answers why not where it cannot be. */
    private Optional<String> problemOf(ConsumerRecord<byte[], byte[]> message) {
        PlatformCommand command;
        try {
            command = decoded(commandDeserializer, message);
        } catch (WireFormat.UndecodableException e) {
            return Optional.of(e.getMessage());
        }
        if (command == null) {
            return Optional.of("A command has no value");
        }
        return switch (pending.add(new LoggedCommand(command, log, message.offset()))) {
            case FIRST, REPEATED -> Optional.empty();
            case CONFLICTING ->
                Optional.of("The workflow " + command.getWorkflowId()
                        + " was asked for before, to do something else; the first command stands");
        };
    }

    private void takeOutcome(ConsumerRecord<byte[], byte[]> message) {
        try {
            WorkflowOutcome outcome = decoded(outcomeDeserializer, message);
            if (outcome != null && outcome.getStep().equals(OutcomeLog.END)) {
                pending.end(outcome.getWorkflowId());
            }
        } catch (WireFormat.UndecodableException e) {
            // Only this process writes outcomes. Without one, its workflow is run again, to the same effect.
            LOG.error("The outcome at offset {} cannot be decoded; it is left out", message.offset(), e);
        }
    }

    /** Waits for the registry as long as it takes: nothing may be left out, or overtake. */
    private <V> V decoded(Deserializer<V> deserializer, ConsumerRecord<byte[], byte[]> message) {
        while (true) {
            try {
                return deserializer.deserialize(message.topic(), message.value());
            } catch (WireFormat.RegistryUnavailableException e) {
                problem = "the schema registry cannot be reached";
                if (closed) {
                    throw new WakeupException();
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_AFTER_FAILURE.toMillis());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public void close() {
        // Not interrupted: it would leave the consumer half closed. Every wait of the thread ends by itself.
        closed = true;
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
