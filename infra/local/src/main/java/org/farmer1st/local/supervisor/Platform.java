package org.farmer1st.local.supervisor;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.farmer1st.embedded.ConnectServer;
import org.farmer1st.embedded.Distribution;
import org.farmer1st.embedded.FlinkCluster;
import org.farmer1st.embedded.Jvm;
import org.farmer1st.embedded.KafkaServer;
import org.farmer1st.embedded.PostgresServer;
import org.farmer1st.embedded.Readiness;
import org.farmer1st.embedded.RedisServer;
import org.farmer1st.embedded.RegistryServer;
import org.farmer1st.embedded.ServerProcess;
import org.farmer1st.embedded.TemporalServer;
import org.farmer1st.local.Place;
import org.farmer1st.schemas.Lanes;

/**
 * Everything that the platform on one machine consists of: the one table of its processes and jobs, and of what each needs.
 * A new process is a line in {@link #components}, a new Flink job one in {@link #jobs}.
 */
final class Platform {

    /** Steps that processes wait for; see {@link PlatformSteps}. */
    static final String TOPICS = "topics";

    static final String SCHEMAS = "schemas";
    static final String TABLES = "tables";

    /** A young generation that isn't collected with every hundred responses, as one of a small heap that may grow is. */
    private static final Jvm INGEST = Jvm.heap(160).with("-Xms96m", "-Xmn48m");

    private final Place place;
    private final Secrets secrets;
    private final Distribution distribution;
    private final KafkaServer kafka;
    private final RegistryServer registry;
    private final PostgresServer postgres;
    private final RedisServer redis;
    private final TemporalServer temporal;
    private final FlinkCluster flink;
    private final List<Component> components;

    Platform(Place place, Secrets secrets) throws IOException {
        this.place = place;
        this.secrets = secrets;
        distribution = new Distribution(place.root(), place.cache());
        kafka = new KafkaServer(
                distribution, place.data("kafka"), place.log("kafka"), place.port(19092), place.port(19093));
        registry = new RegistryServer(distribution, place.log("registry"), place.port(18081), kafka.bootstrapServers());
        postgres = new PostgresServer(
                distribution,
                place.data("postgres"),
                place.log("postgres"),
                place.port(15432),
                secrets.databasePassword());
        redis = new RedisServer(distribution, place.data("redis"), place.log("redis"), place.port(16379));
        temporal = new TemporalServer(distribution, place.log("temporal"), place.port(17233));
        flink = new FlinkCluster(
                distribution,
                place.data("flink"),
                place.log("flink-jobmanager"),
                place.log("flink-taskmanager"),
                place.port(18082),
                place.port(16123),
                place.port(16124));
        components = table().stream().map(component -> component.marked(place)).toList();
    }

    /** In the order in which people think of them; nothing starts before what it needs. */
    List<Component> components() {
        return components;
    }

    private List<Component> table() throws IOException {
        ConnectServer connect =
                new ConnectServer(distribution, place.log("connect"), place.port(18083), environment("connect"));
        return List.of(
                Component.of(kafka.process()),
                Component.of(registry.process(), "kafka"),
                Component.of(postgres.process()),
                Component.of(redis.process()),
                Component.of(connect.process(), SCHEMAS, TABLES),
                Component.of(flink.jobManager()),
                Component.of(flink.taskManager()),
                Component.of(temporal.process()),
                Component.of(
                        service("issuer", "infra/local", 8095, "org.farmer1st.local.issuer.IssuerMain", small(64))),
                Component.of(
                        service("ingest-api", "ingest-api", 8080, "org.farmer1st.ingest.IngestMain", INGEST), SCHEMAS),
                Component.of(
                        service(
                                "response-intake",
                                "stream-jobs/response-intake",
                                8091,
                                "org.farmer1st.intake.IntakeMain",
                                Jvm.heap(128)),
                        SCHEMAS),
                Component.of(
                        service(
                                "loyalty-points",
                                "stream-jobs/loyalty-points",
                                8092,
                                "org.farmer1st.points.PointsMain",
                                Jvm.heap(128)),
                        SCHEMAS),
                Component.of(
                        service(
                                "cache-invalidation",
                                "stream-jobs/cache-invalidation",
                                8093,
                                "org.farmer1st.invalidation.InvalidationMain",
                                small(80)),
                        SCHEMAS),
                Component.of(
                        service("workflows", "workflows", 8094, "org.farmer1st.workflows.WorkflowsMain", small(96)),
                        SCHEMAS,
                        TABLES,
                        "temporal"),
                Component.of(
                        service("serving-api", "serving-api", 8081, "org.farmer1st.serving.ServingMain", Jvm.heap(128)),
                        SCHEMAS,
                        TABLES));
    }

    /** The Flink jobs: each a thin jar, its main class in the manifest. */
    List<FlinkJob> jobs() {
        return List.of(
                FlinkJob.ofModule("survey-analytics", "stream-jobs/survey-analytics", environment("survey-analytics")),
                FlinkJob.ofModule("points-views", "stream-jobs/points-views", environment("points-views")));
    }

    /** The runs of attached jobs that should be running on the cluster now. */
    List<FlinkJob> attached() throws IOException {
        AttachedJobs jobs = new AttachedJobs(place);
        List<FlinkJob> runs = new ArrayList<>();
        for (AttachedJob job : jobs.list()) {
            if (!job.stopped() && !job.isProcess()) {
                job.runs().forEach(run -> runs.add(attached(jobs, job, run)));
            }
        }
        return runs;
    }

    /** The names of all runs of attached jobs, of those that are stopped too: whatever else is on the cluster is nobody's. */
    Set<String> attachedRuns() throws IOException {
        Set<String> names = new HashSet<>();
        for (AttachedJob job : new AttachedJobs(place).list()) {
            job.runs().forEach(run -> names.add(job.name() + "." + run.generation()));
        }
        return names;
    }

    FlinkJob attached(AttachedJobs jobs, AttachedJob job, AttachedJob.Run run) {
        Map<String, String> settings = new HashMap<>(environment("attached"));
        settings.putAll(run.settings());
        Path jar = jobs.jar(job.name(), run);
        return new FlinkJob(job.name() + "." + run.generation(), distribution -> jar, settings);
    }

    FlinkCluster flink() {
        return flink;
    }

    Distribution distribution() {
        return distribution;
    }

    String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    String schemaRegistryUrl() {
        return registry.url();
    }

    PostgresServer postgres() {
        return postgres;
    }

    String redisAddress() {
        return redis.url();
    }

    String connectUrl() {
        return "http://127.0.0.1:" + place.port(18083);
    }

    private static Jvm small(int heap) {
        return Jvm.heap(heap).quickCompilerOnly();
    }

    private ServerProcess service(String name, String module, int defaultPort, String mainClass, Jvm jvm)
            throws IOException {
        int port = place.port(defaultPort);
        Map<String, String> environment = new HashMap<>(environment(name));
        environment.put("HTTP_HOST", "127.0.0.1");
        environment.put("HTTP_PORT", "" + port);
        URI url = URI.create("http://127.0.0.1:" + port);
        return new ServerProcess(
                name,
                jvm.command(distribution.classPath(module), mainClass),
                environment,
                place.log(name),
                List.of(port),
                url,
                ServerProcess.Preparation.NONE,
                Readiness.http(url.resolve("/health/ready")));
    }

    /** What a process or job of ours is told, each no more than it needs. */
    Map<String, String> environment(String name) {
        List<Map<String, String>> parts = new ArrayList<>();
        switch (name) {
            case "issuer" -> {
                parts.add(Map.of("ISSUER_KEY_FILE", place.issuerKey().toString()));
                parts.add(Map.of("TOKEN_ISSUER", place.issuer().toString()));
            }
            case "ingest-api" -> {
                parts.addAll(List.of(log(), tokens(), redisUrl(), receipts(), rateLimits()));
                // A laptop that is busy starting everything is slow at times, and a
                // repeat is to be recognised all the same.
                parts.add(Map.of("CONTENT_HASH_KEY", secrets.contentHashKey(), "RECOGNITION_TIMEOUT_MS", "2000"));
            }
            case "serving-api" ->
                parts.addAll(List.of(log(), tokens(), redisUrl(), receipts(), rateLimits(), database()));
            case "response-intake", "loyalty-points", "cache-invalidation" -> {
                parts.addAll(List.of(log(), redisUrl()));
                parts.add(Map.of("STATE_DIRECTORY", place.data(name).toString(), "INSTANCE_ID", name + "-1"));
            }
            case "workflows" -> {
                parts.addAll(List.of(log(), database()));
                // The local Temporal has no schedules.
                parts.add(Map.of("TEMPORAL_TARGET", temporal.target(), "SCHEDULES", "ticker"));
            }
            case "survey-analytics", "attached" -> parts.addAll(List.of(log(), database()));
            case "points-views" -> parts.addAll(List.of(log(), database(), redisUrl()));
            case "connect" -> {
                parts.addAll(List.of(log(), database()));
                parts.add(Map.of(
                        "DATABASE_HOST",
                        "127.0.0.1",
                        "DATABASE_PORT",
                        "" + postgres.port(),
                        "DATABASE_NAME",
                        PostgresServer.DATABASE));
            }
            default -> throw new IllegalArgumentException(name + " has no environment");
        }
        Map<String, String> all = new HashMap<>();
        parts.forEach(all::putAll);
        return all;
    }

    private Map<String, String> log() {
        return Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
                "SCHEMA_REGISTRY_URL", registry.url(),
                "LANES", "" + Lanes.DEFAULT_COUNT);
    }

    private Map<String, String> database() {
        return Map.of(
                "DATABASE_URL", postgres.url(),
                "DATABASE_USER", PostgresServer.USER,
                "DATABASE_PASSWORD", secrets.databasePassword());
    }

    private Map<String, String> redisUrl() {
        return Map.of("REDIS_URL", redis.url());
    }

    /** Whoever loads a file, or measures, has one token for everything. */
    private static Map<String, String> rateLimits() {
        return Map.of(
                "RATE_LIMIT_SUBJECT_PER_SECOND", "100000",
                "RATE_LIMIT_SUBJECT_BURST", "1000000",
                "RATE_LIMIT_TENANT_PER_SECOND", "100000",
                "RATE_LIMIT_TENANT_BURST", "1000000");
    }

    private Map<String, String> receipts() {
        return Map.of("RECEIPT_KEY", secrets.receiptKey());
    }

    private Map<String, String> tokens() {
        return Map.of(
                "TOKEN_ISSUER", place.issuer().toString(),
                "TOKEN_AUDIENCE", "farmer1st",
                "TOKEN_JWKS_URL",
                        place.issuer().resolve("/.well-known/jwks.json").toString());
    }
}
