package org.farmer1st.benchmarks.jobs;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.farmer1st.benchmarks.jobs.FreshnessProbe.Freshness;
import org.farmer1st.benchmarks.load.HttpLoad;
import org.farmer1st.benchmarks.load.LoadFailedException;
import org.farmer1st.benchmarks.load.LoadResult;
import org.farmer1st.benchmarks.measure.Latency;
import org.farmer1st.benchmarks.measure.MachineFacts;
import org.farmer1st.benchmarks.measure.OpenLoopSchedule;
import org.farmer1st.benchmarks.measure.OtherLoad;
import org.farmer1st.benchmarks.measure.ProcessorTime;
import org.farmer1st.benchmarks.profile.Profiler;
import org.farmer1st.benchmarks.report.Aim;
import org.farmer1st.benchmarks.report.Figures;
import org.farmer1st.benchmarks.report.Versions;
import org.farmer1st.benchmarks.services.BenchmarkIssuer;
import org.farmer1st.benchmarks.services.MeasuredProcess;
import org.farmer1st.benchmarks.services.ViewServices;
import org.farmer1st.events.ReferenceSurvey;
import org.farmer1st.runtime.receipt.Receipts;
import org.farmer1st.schemas.Topics;

/**
 * Measures how long it takes from a response being accepted to an aggregate over HTTP that counts it, with everything between in
 * the form that it has in production: exactly-once intake, checkpoints, Postgres.
 */
final class FreshnessBenchmark implements AutoCloseable {

    static final String ANSWER_202 = "sent to accepted, of all";
    static final String VISIBLE = "accepted to visible";
    static final String FACT = "… to its fact, committed";
    static final String ROW = "… from there to its rows in Postgres";
    static final String ANSWER = "… from there to the answer";

    static final String LOAD = "the load and its followers";

    private static final String PROFILE = "freshness-taskmanager";
    private static final String PROCESSORS = "Processor time: ";
    private static final String RATES = "At %s responses/s";
    private static final int MOST_CONNECTIONS = 32;
    private static final int KEY_BYTES = 32;
    private static final int FOLLOWED_A_SECOND = 50;
    private static final Duration COMMIT_INTERVAL = Duration.ofMillis(20);
    private static final long PATIENCE_NANOS = Duration.ofMinutes(2).toNanos();
    private static final long LOOK_MILLIS = 100;
    private static final double P50_MILLIS = 50;
    private static final double P99_MILLIS = 100;

    private final FreshnessSettings settings;
    private final MachineFacts machine;
    private final String startedAt = Instant.now().toString();
    private final BenchmarkIssuer issuer;
    private final ViewServices services;
    private final MeasuredProcess ingest;
    private final FreshnessProbe probe;
    private final List<JobMeasurement> measurements = new ArrayList<>();
    private long sent;

    /** Starts everything. */
    FreshnessBenchmark(Path root, FreshnessSettings settings) throws IOException, InterruptedException, SQLException {
        this.settings = settings;
        machine = MachineFacts.of(root);
        say("starting the platform");
        issuer = new BenchmarkIssuer();
        try {
            services = new ViewServices(root);
        } catch (IOException | RuntimeException | SQLException e) {
            issuer.close();
            throw e;
        }
        try {
            publish();
            byte[] key = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(key);
            Map<String, String> environment = environment(key);
            ingest = start("ingest-api", "ingest-api", "org.farmer1st.ingest.IngestMain", environment);
            MeasuredProcess serving =
                    start("serving-api", "serving-api", "org.farmer1st.serving.ServingMain", environment);
            new StreamsProcess(services.log(), StreamsSubject.INTAKE, true, COMMIT_INTERVAL);
            services.submit("stream-jobs/survey-analytics");
            probe = new FreshnessProbe(
                    services,
                    new Receipts(List.of(key)),
                    url(serving),
                    issuer.token(SampleResponses.TENANT, "stakeholder"));
        } catch (IOException | RuntimeException | InterruptedException | SQLException e) {
            services.close();
            issuer.close();
            throw e;
        }
    }

    private MeasuredProcess start(String name, String module, String main, Map<String, String> environment)
            throws IOException {
        return services.log().run(services.log().http(name, module, main, environment));
    }

    private Map<String, String> environment(byte[] key) {
        String secret = Base64.getEncoder().encodeToString(key);
        Map<String, String> environment = new HashMap<>(services.environment());
        environment.putAll(issuer.environment());
        environment.put("REDIS_URL", services.log().redisUrl());
        environment.put("RECEIPT_KEY", secret);
        environment.put("CONTENT_HASH_KEY", secret);
        for (String whose : List.of("SUBJECT", "TENANT")) {
            environment.put("RATE_LIMIT_" + whose + "_PER_SECOND", "1000000");
            environment.put("RATE_LIMIT_" + whose + "_BURST", "10000000");
        }
        return environment;
    }

    private static URI url(MeasuredProcess process) {
        return URI.create("http://127.0.0.1:" + process.port());
    }

    /** Does what the workflow and the capture of Postgres do once a survey is published. */
    private void publish() throws SQLException, InterruptedException {
        String definition = new SampleResponses(SampleResponses.LEAST_QUESTIONS).definition();
        try (Connection connection = services.connect();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO reference.surveys (tenant, survey_id, version, definition)"
                                + " VALUES (?, ?, 1, ?::jsonb)")) {
            insert.setString(1, SampleResponses.TENANT);
            insert.setString(2, SampleResponses.SURVEY);
            insert.setString(3, definition);
            insert.executeUpdate();
        }
        String topic = Topics.REFERENCE_SURVEYS.name();
        ReferenceSurvey row = new ReferenceSurvey(SampleResponses.TENANT, SampleResponses.SURVEY, 1, definition, 1L);
        byte[] value =
                services.log().wireFormat().serializer(Topics.REFERENCE_SURVEYS).serialize(topic, row);
        Map<String, Object> writing =
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, services.log().bootstrapServers());
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(writing, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            topic, SampleResponses.TENANT + '/' + SampleResponses.SURVEY + "/1", value))
                    .get();
        } catch (ExecutionException e) {
            throw new LoadFailedException("Kafka did not take the survey: " + e.getCause(), e);
        }
    }

    /** Measures every rate. */
    JobReport run() throws InterruptedException, SQLException, IOException {
        say("warming up");
        double most =
                settings.perSecond().stream().mapToDouble(rate -> rate).max().orElseThrow();
        measure(most, 0, settings.warmUp());
        for (int round = 1; round <= settings.rounds(); round++) {
            for (double perSecond : settings.perSecond()) {
                measure(perSecond, round, settings.length());
            }
        }
        profile(most);
        verify();
        List<JobReport.Row> rows = JobReport.rows(measurements);
        return new JobReport(
                "freshness",
                startedAt,
                Instant.now().toString(),
                machine,
                Versions.ofLibraries(),
                readableSettings(),
                0,
                JobReport.otherProcessors(measurements),
                rows,
                List.of(),
                List.of(),
                aims(rows, most),
                measurements);
    }

    private void measure(double perSecond, int round, Duration length) throws InterruptedException {
        OpenLoopSchedule schedule = OpenLoopSchedule.lasting(perSecond, length);
        int every = (int) Math.max(1, Math.round(perSecond / FOLLOWED_A_SECOND));
        FreshnessLoad load =
                new FreshnessLoad(url(ingest), issuer.enumerator(SampleResponses.TENANT), sent, every, probe::follow);
        OtherLoad others = new OtherLoad();
        Map<String, Duration> before = processorTimes();
        LoadResult result;
        // Each is used once a second or more often, or the server would close it.
        int count = (int) Math.max(1, Math.min(MOST_CONNECTIONS, perSecond));
        try (HttpLoad connections = new HttpLoad(new InetSocketAddress("127.0.0.1", ingest.port()), count)) {
            result = connections.openLoop(load, schedule);
        }
        sent += schedule.count();
        Freshness freshness = probe.look();
        Map<String, Duration> after = processorTimes();
        if (round > 0) {
            String workload = workload(perSecond);
            long nanos = result.elapsed().toNanos();
            add(workload, ANSWER_202, round, perSecond, nanos, result.latency(), others);
            add(workload, VISIBLE, round, perSecond, nanos, freshness.visible(), others);
            add(workload, FACT, round, perSecond, nanos, freshness.fact(), others);
            add(workload, ROW, round, perSecond, nanos, freshness.row(), others);
            add(workload, ANSWER, round, perSecond, nanos, freshness.answer(), others);
            after.forEach((process, used) -> measurements.add(JobMeasurement.of(
                    PROCESSORS + workload,
                    process,
                    round,
                    schedule.count(),
                    nanos,
                    used.minus(before.get(process)),
                    others.processors())));
        }
    }

    private void profile(double perSecond) throws InterruptedException, SQLException, IOException {
        if (settings.profile().isEmpty()) {
            return;
        }
        Files.createDirectories(settings.profile().get());
        say("profiling");
        Path recording = services.log().home().resolve(PROFILE + ".jfr");
        try (Profiler profiler = Profiler.start(services.pid(), recording)) {
            measure(perSecond, 0, settings.length());
            long responses =
                    OpenLoopSchedule.lasting(perSecond, settings.length()).count();
            say("the profile is " + profiler.finish(settings.profile().get(), PROFILE, responses));
        }
    }

    /** Of every process on the way, and of this one, which sends and follows. */
    private Map<String, Duration> processorTimes() {
        Map<String, Duration> times = services.log().processorTimesOfAll();
        times.put(LOAD, ProcessorTime.of(ProcessHandle.current()));
        return times;
    }

    private static String workload(double perSecond) {
        return String.format(RATES, Figures.number(perSecond));
    }

    private void add(
            String workload,
            String subject,
            int round,
            double perSecond,
            long nanos,
            Latency latency,
            OtherLoad others) {
        JobMeasurement taken = JobMeasurement.ofTime(
                        workload, subject, round, latency.count(), nanos, others.processors())
                .with(perSecond, latency);
        measurements.add(taken);
        say(workload + ", round " + round + ", " + subject + ": p50 " + Figures.number(latency.p50()) + " ms, p99 "
                + Figures.number(latency.p99()) + " ms of " + latency.count());
    }

    /** Every response that was accepted is counted, once. */
    private void verify() throws SQLException, IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        try (Connection connection = services.connect()) {
            long counted = ViewServices.countedResponses(connection);
            while (counted != sent) {
                if (counted > sent || System.nanoTime() > deadline) {
                    throw new LoadFailedException(sent + " responses were accepted, and " + counted
                            + " are counted: something is lost or doubled. Nothing was measured.");
                }
                Thread.sleep(LOOK_MILLIS);
                counted = ViewServices.countedResponses(connection);
            }
        }
    }

    private static List<Aim> aims(List<JobReport.Row> rows, double most) {
        List<Aim> aims = new ArrayList<>();
        for (JobReport.Row row : rows) {
            if (row.subject().equals(VISIBLE) && row.workload().equals(workload(most))) {
                String what = " from accepted to visible at " + Figures.number(most) + " responses/s, in ms";
                aims.add(Aim.atMost("p50" + what, P50_MILLIS, row.p50().median()));
                aims.add(Aim.atMost("p99" + what, P99_MILLIS, row.p99().median()));
            }
        }
        return aims;
    }

    private static void say(String what) {
        System.err.println(what);
    }

    private Map<String, Object> readableSettings() {
        Map<String, Object> readable = new LinkedHashMap<>();
        readable.put("rounds", settings.rounds());
        readable.put("seconds", settings.length().toMillis() / 1e3);
        readable.put("warmUpSeconds", settings.warmUp().toMillis() / 1e3);
        readable.put("perSecond", settings.perSecond());
        readable.put("commitIntervalMillis", COMMIT_INTERVAL.toMillis());
        return readable;
    }

    @Override
    public void close() {
        probe.close();
        services.close();
        issuer.close();
    }
}
