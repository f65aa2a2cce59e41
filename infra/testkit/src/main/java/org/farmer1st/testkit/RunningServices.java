package org.farmer1st.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.farmer1st.embedded.ConnectServer;
import org.farmer1st.embedded.Distribution;
import org.farmer1st.embedded.FlinkCluster;
import org.farmer1st.embedded.FreePorts;
import org.farmer1st.embedded.KafkaServer;
import org.farmer1st.embedded.PostgresServer;
import org.farmer1st.embedded.RedisServer;
import org.farmer1st.embedded.RegistryServer;
import org.farmer1st.embedded.ServerProcess;
import org.farmer1st.embedded.TemporalServer;
import org.farmer1st.schemas.Lanes;

/** The processes behind {@link BackingServices}. */
final class RunningServices {

    static final String DATABASE_PASSWORD = "for-tests-only";

    private final Distribution distribution;
    private final Path directory;
    private final Map<Service, Integer> ports = new EnumMap<>(Service.class);
    private final Map<String, ServerProcess> described = new HashMap<>();
    private final Map<String, Process> processes = new HashMap<>();
    private Containers containers;

    RunningServices(Path root) throws IOException {
        directory = Files.createTempDirectory("farmer1st-testkit");
        distribution = new Distribution(root, root.resolve("infra/testkit/target/cache"));
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop backing services"));
    }

    Path directory() {
        return directory;
    }

    boolean has(Service service) {
        return ports.containsKey(service);
    }

    int port(Service service) {
        Integer port = ports.get(service);
        if (port == null) {
            throw new IllegalStateException(
                    service + " has not been asked for: BackingServices.start(Service." + service + ")");
        }
        return port;
    }

    /** Starts what of {@code wanted} does not run. What the registry and Connect need starts first; the rest together. */
    void ensure(Set<Service> wanted) throws IOException {
        Set<Service> first = EnumSet.copyOf(wanted);
        first.removeAll(EnumSet.of(Service.REGISTRY, Service.CONNECT));
        startAndAwait(first);
        for (Service later : List.of(Service.REGISTRY, Service.CONNECT)) {
            if (wanted.contains(later)) {
                startAndAwait(EnumSet.of(later));
            }
        }
    }

    void kill(Service service) {
        for (ServerProcess server : described.values()) {
            if (service == serviceOf(server)) {
                Process process = processes.remove(server.name());
                if (process != null) {
                    process.destroyForcibly().onExit().join();
                }
            }
        }
    }

    private void startAndAwait(Set<Service> services) throws IOException {
        List<ServerProcess> started = new ArrayList<>();
        for (Service service : services) {
            if (Containers.chosen() && Containers.IMAGES.containsKey(service)) {
                startContainer(service);
                continue;
            }
            for (ServerProcess server : servers(service)) {
                Process running = processes.get(server.name());
                if (running == null || !running.isAlive()) {
                    processes.put(server.name(), server.start());
                    started.add(server);
                }
            }
        }
        for (ServerProcess server : started) {
            await(server);
        }
    }

    private void startContainer(Service service) throws IOException {
        if (!ports.containsKey(service)) {
            if (containers == null) {
                containers = new Containers(distribution);
            }
            ports.put(service, containers.start(service));
        }
    }

    private void await(ServerProcess server) throws IOException {
        Instant deadline = Instant.now().plus(server.startTimeout());
        Process process = processes.get(server.name());
        while (!server.readiness().ready()) {
            if (!process.isAlive() || Instant.now().isAfter(deadline)) {
                throw new IOException(server.name() + (process.isAlive() ? " does not serve" : " has ended") + "; "
                        + server.log() + " says:\n" + tail(server.log()));
            }
            try {
                Thread.sleep(Duration.ofMillis(50).toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("Interrupted while " + server.name() + " started.", e);
            }
        }
    }

    private static String tail(Path log) throws IOException {
        List<String> lines = new String(Files.readAllBytes(log), java.nio.charset.StandardCharsets.UTF_8)
                .lines()
                .toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    }

    private List<ServerProcess> servers(Service service) throws IOException {
        List<ServerProcess> known =
                described.values().stream().filter(s -> serviceOf(s) == service).toList();
        if (!known.isEmpty()) {
            return known;
        }
        List<Integer> free = FreePorts.several(3);
        int port = free.get(0);
        List<ServerProcess> made =
                switch (service) {
                    case KAFKA ->
                        List.of(new KafkaServer(distribution, data("kafka"), log("kafka"), port, free.get(1))
                                .process());
                    case REGISTRY ->
                        List.of(new RegistryServer(
                                        distribution, log("registry"), port, "127.0.0.1:" + port(Service.KAFKA))
                                .process());
                    case POSTGRES ->
                        List.of(new PostgresServer(
                                        distribution, data("postgres"), log("postgres"), port, DATABASE_PASSWORD)
                                .process());
                    case REDIS -> List.of(new RedisServer(distribution, data("redis"), log("redis"), port).process());
                    case TEMPORAL -> List.of(new TemporalServer(distribution, log("temporal"), port).process());
                    case CONNECT -> List.of(new ConnectServer(distribution, log("connect"), port, connect()).process());
                    case FLINK -> {
                        FlinkCluster flink = new FlinkCluster(
                                distribution,
                                data("flink"),
                                log("flink-jobmanager"),
                                log("flink-taskmanager"),
                                port,
                                free.get(1),
                                free.get(2));
                        yield List.of(flink.jobManager(), flink.taskManager());
                    }
                };
        ports.put(service, port);
        made.forEach(server -> described.put(server.name(), server));
        return made;
    }

    private Map<String, String> connect() {
        return Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                "127.0.0.1:" + port(Service.KAFKA),
                "SCHEMA_REGISTRY_URL",
                "http://127.0.0.1:" + port(Service.REGISTRY) + "/apis/ccompat/v7",
                "LANES",
                "" + Lanes.DEFAULT_COUNT,
                "DATABASE_HOST",
                "127.0.0.1",
                "DATABASE_PORT",
                "" + port(Service.POSTGRES),
                "DATABASE_NAME",
                PostgresServer.DATABASE,
                "DATABASE_USER",
                PostgresServer.USER,
                "DATABASE_PASSWORD",
                DATABASE_PASSWORD);
    }

    private static Service serviceOf(ServerProcess server) {
        return server.name().startsWith("flink-")
                ? Service.FLINK
                : Service.valueOf(server.name().toUpperCase(java.util.Locale.ROOT));
    }

    private Path data(String name) {
        return directory.resolve("data").resolve(name);
    }

    private Path log(String name) {
        return directory.resolve("logs").resolve(name + ".log");
    }

    /** Data is thrown away, so nothing needs a graceful end but Postgres, whose children would be left for a moment. */
    private void stop() {
        Process postgres = processes.remove("postgres");
        if (postgres != null) {
            // Its "immediate shutdown": children end with it.
            new ProcessSignal(postgres.pid()).quit();
        }
        processes.values().forEach(Process::destroyForcibly);
        try {
            for (Process process : processes.values()) {
                process.waitFor(10, TimeUnit.SECONDS);
            }
            if (postgres != null && !postgres.waitFor(10, TimeUnit.SECONDS)) {
                postgres.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (containers != null) {
            containers.close();
        }
        deleteDirectory();
    }

    private void deleteDirectory() {
        try (Stream<Path> paths = Files.walk(directory)) {
            paths.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            System.err.println("Left behind: " + directory + " (" + e.getMessage() + ")");
        }
    }
}
