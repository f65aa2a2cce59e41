package org.farmer1st.benchmarks.services;

import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.farmer1st.embedded.Distribution;
import org.farmer1st.embedded.FreePorts;
import org.farmer1st.embedded.Jvm;
import org.farmer1st.embedded.KafkaServer;
import org.farmer1st.embedded.Readiness;
import org.farmer1st.embedded.RedisServer;
import org.farmer1st.embedded.RegistryServer;
import org.farmer1st.embedded.ServerProcess;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Provisioning;
import org.farmer1st.schemas.WireFormat;

/**
 * A Kafka, a registry and a Redis of a benchmark's own, on free ports, with data in a temporary directory that goes when this
 * is closed; and the processes that are measured beside them. The topics and schemas of the platform are there.
 */
public final class BenchmarkServices implements AutoCloseable {

    private static final int SCHEMAS = 100;

    /**
     * Every JVM that is measured has this one's settings. Its heap is whole from the start: else the serial collector keeps
     * its young generation at 5 MB, and collecting that a hundred times a second is what would be measured.
     */
    public static final Jvm MEASURED_JVM = Jvm.heap(256).with("-Xms256m", "-Xmn128m");

    /** Of the broker, for the same reason: it would stop a hundred times a second, and be a part of every latency. */
    private static final Jvm KAFKA_JVM = Jvm.heap(320).with("-Xms320m", "-Xmn160m");

    private final Distribution distribution;
    private final Path home;
    private final List<MeasuredProcess> running = new ArrayList<>();
    private final Map<String, MeasuredProcess> backing = new LinkedHashMap<>();
    private final KafkaServer kafka;
    private final RegistryServer registry;
    private final RedisServer redis;
    private final Admin admin;
    private final WireFormat wireFormat;

    /**
     * Starts them.
     *
     * @param root the checkout, built
     * @throws IOException where something can't be started; the message says what to do
     */
    public static BenchmarkServices start(Path root) throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("farmer1st-benchmark");
        try {
            return new BenchmarkServices(root, home);
        } catch (IOException | RuntimeException | InterruptedException e) {
            delete(home);
            throw e;
        }
    }

    private BenchmarkServices(Path root, Path home) throws IOException, InterruptedException {
        this.home = home;
        // A benchmark that is interrupted leaves nothing behind either.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(home)));
        distribution = new Distribution(root, root.resolve("infra/benchmarks/target/cache"));
        List<Integer> ports = FreePorts.several(4);
        kafka = new KafkaServer(
                distribution, home.resolve("kafka"), log("kafka"), ports.get(0), ports.get(1), KAFKA_JVM);
        registry = new RegistryServer(distribution, log("registry"), ports.get(2), kafka.bootstrapServers());
        redis = new RedisServer(distribution, home.resolve("redis"), log("redis"), ports.get(3));
        try {
            backing.put("kafka", run(kafka.process()));
            admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()));
            requireOwnCluster();
            backing.put("redis", run(redis.process()));
            run(registry.process());
            Provisioning.createTopics(admin, lanes(), (short) 1);
            CachedSchemaRegistryClient client = new CachedSchemaRegistryClient(registry.url(), SCHEMAS);
            Provisioning.registerSchemas(client);
            wireFormat = new WireFormat(client);
        } catch (IOException | RuntimeException | InterruptedException e) {
            running.forEach(MeasuredProcess::close);
            throw e;
        }
    }

    /** Nothing is written before it is certain that this is the Kafka which was just made. */
    private void requireOwnCluster() throws IOException, InterruptedException {
        Properties made = new Properties();
        try (var reader = Files.newBufferedReader(home.resolve("kafka/logs/meta.properties"))) {
            made.load(reader);
        }
        try {
            String found = admin.describeCluster().clusterId().get();
            if (!found.equals(made.getProperty("cluster.id"))) {
                throw new IOException("Another Kafka answers at " + kafka.bootstrapServers() + " (cluster " + found
                        + "); nothing was written to it. Run the benchmark again: it takes other ports.");
            }
        } catch (ExecutionException e) {
            throw new IOException("Kafka does not tell its cluster id: " + e.getCause(), e);
        }
    }

    /** Starts a process that ends with these services. */
    public MeasuredProcess run(ServerProcess description) throws IOException {
        MeasuredProcess started = MeasuredProcess.start(description);
        running.add(started);
        return started;
    }

    /** What every process that runs has used since it started, with those that it started, by its name. */
    public Map<String, Duration> processorTimesOfAll() {
        Map<String, Duration> times = new LinkedHashMap<>();
        running.forEach(process -> times.put(process.name(), process.processorTimeOfAll()));
        return times;
    }

    /**
     * A process of ours with an HTTP interface and {@code /health/ready}, on a free port. Not started.
     *
     * @param module whose class path it has
     * @param environment beside {@code HTTP_HOST} and {@code HTTP_PORT}
     */
    public ServerProcess http(String name, String module, String mainClass, Map<String, String> environment)
            throws IOException {
        int port = FreePorts.one();
        Map<String, String> complete = new java.util.HashMap<>(environment);
        complete.put("HTTP_HOST", "127.0.0.1");
        complete.put("HTTP_PORT", Integer.toString(port));
        URI url = URI.create("http://127.0.0.1:" + port);
        return new ServerProcess(
                name,
                MEASURED_JVM.command(distribution.classPath(module), mainClass),
                complete,
                log(name),
                List.of(port),
                url,
                ServerProcess.Preparation.NONE,
                Readiness.http(url.resolve("/health/ready")));
    }

    /** What stands behind whatever is measured has used since it started, by name: {@code kafka}, {@code redis}. */
    public Map<String, Duration> processorTimes() {
        Map<String, Duration> times = new LinkedHashMap<>();
        backing.forEach((name, process) -> times.put(name, process.processorTime()));
        return times;
    }

    /**
     * Makes Redis forget everything. After some hundred thousand responses it is full, and would drop one for each that
     * comes: what is measured later would cost more than what is measured before.
     */
    public void emptyRedis() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), redis.port())) {
            socket.getOutputStream().write("FLUSHALL SYNC\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
            if (!answer.equals("+OK\r\n")) {
                throw new IOException("Redis could not be emptied: " + answer);
            }
        }
    }

    public Distribution distribution() {
        return distribution;
    }

    public Path home() {
        return home;
    }

    public Path log(String name) {
        return home.resolve("logs").resolve(name + ".log");
    }

    public Admin admin() {
        return admin;
    }

    public Lanes lanes() {
        return new Lanes(Lanes.DEFAULT_COUNT);
    }

    public WireFormat wireFormat() {
        return wireFormat;
    }

    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    public String redisUrl() {
        return redis.url();
    }

    /** Where Kafka and the registry are, as every process of ours is told. */
    public Map<String, String> logEnvironment() {
        return Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
                "SCHEMA_REGISTRY_URL", registry.url(),
                "LANES", Integer.toString(lanes().count()));
    }

    @Override
    public void close() {
        admin.close();
        for (int i = running.size() - 1; i >= 0; i--) {
            running.get(i).close();
        }
        delete(home);
    }

    private static void delete(Path home) {
        if (!Files.exists(home)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(home)) {
            paths.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException | java.io.UncheckedIOException e) {
            System.err.println("Left behind: " + home + " (" + e.getMessage() + ")");
        }
    }
}
