package org.farmer1st.benchmarks.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.farmer1st.benchmarks.load.LoadFailedException;
import org.farmer1st.benchmarks.services.BenchmarkServices;
import org.farmer1st.benchmarks.services.MeasuredProcess;
import org.farmer1st.embedded.ServerProcess;

/** A Kafka Streams job as a process, with a state directory of its own. */
final class StreamsProcess {

    private static final long LOOK_MILLIS = 5;
    private static final long PATIENCE_NANOS = Duration.ofMinutes(20).toNanos();

    private final BenchmarkServices services;
    private final StreamsSubject subject;
    private final Path state;
    private final ServerProcess description;
    private MeasuredProcess process;

    /** Starts it, and waits until it has its lanes. */
    StreamsProcess(BenchmarkServices services, StreamsSubject subject, boolean exactlyOnce, Duration commitInterval)
            throws IOException {
        this.services = services;
        this.subject = subject;
        state = services.home().resolve("state-" + subject.job());
        Map<String, String> environment = new HashMap<>(services.logEnvironment());
        environment.putAll(subject.settings());
        environment.put("STATE_DIRECTORY", state.toString());
        environment.put("INSTANCE_ID", subject.job() + "-1");
        environment.put("COMMIT_INTERVAL_MS", Long.toString(commitInterval.toMillis()));
        environment.put("PROCESSING_GUARANTEE", exactlyOnce ? "exactly_once" : "at_least_once");
        description = services.http(subject.job(), subject.module(), subject.mainClass(), environment);
        process = services.run(description);
    }

    /** Ends it as {@code kill -9} does, starts it again, and says how long it took to have its lanes and their state back. */
    Duration killAndRestore() throws IOException {
        process.kill();
        long start = System.nanoTime();
        process = services.run(description);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    long pid() {
        return process.pid();
    }

    Duration processorTime() {
        return process.processorTime();
    }

    /**
     * Waits until everything in the job's input is read, and what it came to is committed with the position.
     *
     * @return the nanosecond at which it was seen
     */
    long awaitDone() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        Map<TopicPartition, Long> ends = ends();
        while (true) {
            Map<TopicPartition, OffsetAndMetadata> committed = committed();
            // The last offset may be the end of a transaction, which nobody reads.
            boolean done = ends.entrySet().stream()
                    .allMatch(end -> end.getValue() == 0
                            || committed.containsKey(end.getKey())
                                    && committed.get(end.getKey()).offset() >= end.getValue() - 1);
            long now = System.nanoTime();
            if (done) {
                return now;
            }
            process.requireAlive();
            if (now > deadline) {
                throw new LoadFailedException(subject.job() + " does not come to the end of " + ends + ", but to "
                        + committed + ". " + process.name() + "'s log is " + description.log());
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private Map<TopicPartition, Long> ends() throws InterruptedException {
        Map<TopicPartition, OffsetSpec> asked = IntStream.range(
                        0, services.lanes().count())
                .mapToObj(lane -> new TopicPartition(subject.input().name(), lane))
                .collect(Collectors.toMap(lane -> lane, lane -> OffsetSpec.latest()));
        try {
            return services.admin().listOffsets(asked).all().get().entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, end -> end.getValue().offset()));
        } catch (ExecutionException e) {
            throw new LoadFailedException("Kafka does not tell how long the input is: " + e.getCause(), e);
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> committed() throws InterruptedException {
        try {
            return services.admin()
                    .listConsumerGroupOffsets(subject.job())
                    .partitionsToOffsetAndMetadata()
                    .get();
        } catch (ExecutionException e) {
            throw new LoadFailedException("Kafka does not tell how far " + subject.job() + " is: " + e.getCause(), e);
        }
    }

    /** What its state takes on disk, in bytes. */
    long stateBytes() throws IOException {
        try (Stream<Path> files = Files.walk(state)) {
            return files.mapToLong(StreamsProcess::size).sum();
        } catch (UncheckedIOException e) {
            // RocksDB takes files away while they are looked at.
            return stateBytes();
        }
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
