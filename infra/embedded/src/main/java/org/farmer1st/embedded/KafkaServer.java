package org.farmer1st.embedded;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * One Kafka node, broker and controller in one (KRaft), formatted once; its log is kept.
 *
 * @param distribution where it comes from
 * @param data its directory
 * @param log what it prints
 * @param port for clients
 * @param controllerPort for itself
 * @param jvm that it runs on
 */
public record KafkaServer(Distribution distribution, Path data, Path log, int port, int controllerPort, Jvm jvm) {

    /** On a JVM for little load. */
    public KafkaServer(Distribution distribution, Path data, Path log, int port, int controllerPort) {
        this(distribution, data, log, port, controllerPort, Jvm.heap(320));
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    public ServerProcess process() throws IOException {
        Path properties = data.resolve("server.properties");
        return new ServerProcess(
                "kafka",
                jvm.command(distribution.classPath(Servers.KAFKA), "kafka.Kafka", properties.toString()),
                Map.of(),
                log,
                List.of(port, controllerPort),
                URI.create("kafka://" + bootstrapServers()),
                () -> prepare(properties),
                new KafkaReadiness(bootstrapServers()));
    }

    private void prepare(Path properties) throws IOException {
        Files.createDirectories(data);
        Files.writeString(properties, properties(), StandardCharsets.UTF_8);
        Path logs = data.resolve("logs");
        Path formatted = data.resolve("formatted");
        if (Files.isRegularFile(logs.resolve("meta.properties"))) {
            Files.writeString(formatted, "", StandardCharsets.UTF_8, StandardOpenOption.CREATE);
            return;
        }
        if (Files.exists(formatted) || holdsPartitions(logs)) {
            throw new DamagedDataException(
                    "Kafka's data in " + logs + " is damaged: meta.properties is missing, though it was there.");
        }
        Archives.delete(logs);
        format(logs);
        Files.writeString(formatted, "", StandardCharsets.UTF_8, StandardOpenOption.CREATE);
    }

    private static boolean holdsPartitions(Path logs) throws IOException {
        if (!Files.isDirectory(logs)) {
            return false;
        }
        try (Stream<Path> files = Files.list(logs)) {
            return files.anyMatch(file -> file.getFileName().toString().matches(".+-\\d+"));
        }
    }

    /** What {@code kafka-storage format} writes, without the second that its JVM takes. */
    private void format(Path logs) throws IOException {
        Path properties = data.resolve("server.properties");
        Path output = data.resolve("format.log");
        Process format = new ProcessBuilder(Jvm.heap(64)
                        .quickCompilerOnly()
                        .command(
                                distribution.classPath(Servers.KAFKA),
                                "kafka.tools.StorageTool",
                                "format",
                                "-t",
                                clusterId(),
                                "-c",
                                properties.toString()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (format.waitFor() != 0) {
                throw new IOException(
                        "Kafka's directory " + logs + " could not be formatted; " + output + " says why.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while Kafka's directory was formatted.", e);
        }
    }

    private static String clusterId() {
        UUID random = UUID.randomUUID();
        byte[] bytes = java.nio.ByteBuffer.allocate(16)
                .putLong(random.getMostSignificantBits())
                .putLong(random.getLeastSignificantBits())
                .array();
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        // The tool would take a leading dash for an option.
        return id.startsWith("-") ? "A" + id.substring(1) : id;
    }

    private String properties() {
        return String.join(
                "\n",
                "process.roles=broker,controller",
                "node.id=1",
                "controller.quorum.voters=1@127.0.0.1:" + controllerPort,
                "controller.listener.names=CONTROLLER",
                "listeners=PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort,
                "advertised.listeners=PLAINTEXT://127.0.0.1:" + port,
                "log.dirs=" + data.resolve("logs"),
                // One node: every internal topic has one replica, and few partitions start faster.
                "default.replication.factor=1",
                "min.insync.replicas=1",
                "offsets.topic.replication.factor=1",
                "offsets.topic.num.partitions=4",
                "transaction.state.log.replication.factor=1",
                "transaction.state.log.min.isr=1",
                "transaction.state.log.num.partitions=4",
                "share.coordinator.state.topic.replication.factor=1",
                "share.coordinator.state.topic.min.isr=1",
                // After a kill, the node waits for its own old session to end before it serves again.
                "broker.session.timeout.ms=2000",
                "broker.heartbeat.interval.ms=500",
                // A killed producer's open transaction hides its lanes from readers for no longer than this lets it.
                "transaction.max.timeout.ms=900000",
                "transaction.abort.timed.out.transaction.cleanup.interval.ms=1000",
                "group.initial.rebalance.delay.ms=0",
                "group.min.session.timeout.ms=1000",
                "auto.create.topics.enable=false",
                "log.retention.hours=-1",
                "num.network.threads=2",
                "num.io.threads=4",
                // Two segments' worth of pre-allocated indexes for each of a
                // hundred partitions is what disk is spent on.
                "log.index.size.max.bytes=1048576",
                // A transaction's first record waits for the markers of the one before it, which takes a millisecond
                // or two, and is looked at again after 20 by default: as long as our jobs' whole commit interval.
                "add.partitions.to.txn.retry.backoff.ms=2",
                // Of 128 MB by default, on the heap, of which it left so little that each collection was a full one.
                "log.cleaner.dedupe.buffer.size=16777216",
                "log.segment.bytes=268435456",
                "");
    }
}
