package org.farmer1st.benchmarks.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.farmer1st.benchmarks.jobs.AnalyticsSettings.Part;
import org.farmer1st.benchmarks.load.LoadFailedException;
import org.farmer1st.benchmarks.measure.MachineFacts;
import org.farmer1st.benchmarks.measure.OtherLoad;
import org.farmer1st.benchmarks.profile.Profiler;
import org.farmer1st.benchmarks.report.Aim;
import org.farmer1st.benchmarks.report.Versions;
import org.farmer1st.benchmarks.services.BenchmarkServices;
import org.farmer1st.benchmarks.services.CommandedProcess;
import org.farmer1st.benchmarks.services.TopicGrowth;
import org.farmer1st.benchmarks.services.ViewServices;
import org.farmer1st.embedded.Jvm;
import org.farmer1st.postgres.Generations;
import org.farmer1st.schemas.Topics;

/**
 * Measures survey-analytics on a cluster of its own, up to rows in Postgres, beside two loops that read the same facts; and the
 * way in which it writes rows beside two others.
 */
final class AnalyticsBenchmark implements AutoCloseable {

    static final String JOB = "survey-analytics";
    static final String CONSUMER = "bare consumer";
    static final String BY_HAND = "counting by hand";
    static final String SQL = "Flink SQL, stock sink";
    static final String SQL_MINI_BATCH = "the same, in mini-batches";
    static final String LANE_RULE = "lane rule";
    static final String STOCK = "stock JDBC sink";
    static final String COPY = "COPY";
    static final String COST = "As fast as it can, from what lies there";
    static final String SINK = "Rows of survey cells, written to Postgres";

    private static final String MODULE = "infra/benchmarks";
    /** What is counted by hand is all in memory, and in the JDK's maps. */
    private static final int READER_MEGABYTES = 1_500;

    private static final double SHARE_OF_BY_HAND = 0.5;
    private static final double TIMES_SQL = 3;
    private static final double TIMES_STOCK = 2;
    private static final int SQL_WARM_UP_ROUNDS = 3;
    private static final long LOOK_MILLIS = 5;
    private static final long PATIENCE_NANOS = Duration.ofMinutes(10).toNanos();

    private final AnalyticsSettings settings;
    private final Path root;
    private final MachineFacts machine;
    private final String startedAt = Instant.now().toString();
    private final ViewServices services;
    private final Connection views;
    private final Backlog backlog;
    private final TopicGrowth facts;
    private final List<JobMeasurement> measurements = new ArrayList<>();

    /** Starts everything that all parts need. */
    AnalyticsBenchmark(Path root, AnalyticsSettings settings) throws IOException, InterruptedException, SQLException {
        this.settings = settings;
        this.root = root;
        machine = MachineFacts.of(root);
        say("starting Kafka, Postgres and a Flink cluster");
        services = new ViewServices(root);
        try {
            views = services.connect();
            SampleResponses responses = new SampleResponses(settings.questions());
            BenchmarkServices log = services.log();
            backlog = new Backlog(log, JobInput.facts(responses, log.wireFormat(), log.lanes()));
            facts = new TopicGrowth(log, Topics.RESPONSES.name(), log.lanes().count());
        } catch (SQLException | RuntimeException e) {
            services.close();
            throw e;
        }
    }

    /** Measures everything that was asked for. */
    JobReport run() throws IOException, InterruptedException, SQLException {
        if (settings.parts().contains(Part.COST) || settings.parts().contains(Part.SQL)) {
            cost();
        }
        if (settings.parts().contains(Part.SINK)) {
            sink();
        }
        List<JobReport.Ratio> ratios = new ArrayList<>();
        ratios.addAll(JobReport.ratios(measurements, COST, JOB, CONSUMER));
        ratios.addAll(JobReport.ratios(measurements, COST, JOB, BY_HAND));
        ratios.addAll(JobReport.ratios(measurements, COST, JOB, SQL));
        ratios.addAll(JobReport.ratios(measurements, COST, JOB, SQL_MINI_BATCH));
        ratios.addAll(JobReport.ratios(measurements, SINK, LANE_RULE, STOCK));
        ratios.addAll(JobReport.ratios(measurements, SINK, LANE_RULE, COPY));
        return new JobReport(
                "analytics",
                startedAt,
                Instant.now().toString(),
                machine,
                Versions.ofLibraries(),
                readableSettings(),
                backlog.recordBytes(),
                JobReport.otherProcessors(measurements),
                JobReport.rows(measurements),
                ratios,
                List.of(),
                aims(ratios),
                measurements);
    }

    private void cost() throws IOException, InterruptedException, SQLException {
        services.submit("stream-jobs/survey-analytics");
        List<SqlReference> sql = new ArrayList<>();
        try (CommandedProcess consumer = reader("bare-consumer", BareConsumerMain.class);
                CommandedProcess byHand = reader("count-by-hand", CountByHandMain.class)) {
            if (settings.parts().contains(Part.SQL)) {
                sql.add(sqlReference(SQL, "benchmark_sql", false));
                sql.add(sqlReference(SQL_MINI_BATCH, "benchmark_sql_mini_batch", true));
            }
            say("warming up");
            for (SqlReference reference : sql) {
                reference.measure(COST, 0, SQL_WARM_UP_ROUNDS * settings.sqlRecords());
            }
            for (long done = 0; done < settings.warmUp(); done += settings.records()) {
                job(0);
                read(consumer, CONSUMER, 0);
                read(byHand, BY_HAND, 0);
                facts.deleteSeen();
            }
            for (int round = 1; round <= settings.rounds(); round++) {
                take(job(round));
                take(read(consumer, CONSUMER, round));
                take(read(byHand, BY_HAND, round));
                for (SqlReference reference : sql) {
                    take(reference.measure(COST, round, settings.sqlRecords()));
                }
                facts.deleteSeen();
            }
        } finally {
            sql.forEach(SqlReference::close);
        }
        if (settings.profile().isPresent()) {
            Files.createDirectories(settings.profile().get());
            say("profiling");
            try (Profiler profiler =
                    Profiler.start(services.pid(), services.log().home().resolve(JOB + ".jfr"))) {
                long records = job(0).operations();
                say("the profile is " + profiler.finish(settings.profile().get(), JOB, records));
            }
        }
    }

    private SqlReference sqlReference(String name, String topic, boolean miniBatch)
            throws IOException, InterruptedException, SQLException {
        return new SqlReference(name, topic, miniBatch, services, new SampleResponses(settings.questions()), root);
    }

    private CommandedProcess reader(String name, Class<?> main) throws IOException {
        Map<String, String> environment = new HashMap<>(services.environment());
        environment.put("TOPIC", Topics.RESPONSES.name());
        return new CommandedProcess(
                Jvm.heap(READER_MEGABYTES).command(services.log().distribution().classPath(MODULE), main.getName()),
                environment,
                services.log().log(name));
    }

    /** From the commit of the facts to the last of their rows in Postgres; verifies that each is counted once. */
    private JobMeasurement job(int round) throws InterruptedException, SQLException, IOException {
        backlog.prepare(settings.records());
        OtherLoad others = new OtherLoad();
        Duration before = services.processorTime();
        long start = System.nanoTime();
        backlog.reveal();
        long end = awaitRows();
        Duration used = services.processorTime().minus(before);
        JobMeasurement measured =
                JobMeasurement.of(COST, JOB, round, settings.records(), end - start, used, others.processors());
        long given = facts.look().records();
        long counted = ViewServices.countedResponses(views);
        if (given != settings.records() || counted != backlog.responses()) {
            throw new LoadFailedException(backlog.responses() + " responses were given, the last " + given + " of "
                    + settings.records() + " in this round, and " + counted
                    + " are counted: something is lost, doubled, or written by somebody else. Nothing was measured.");
        }
        return measured;
    }

    private long awaitRows() throws InterruptedException, SQLException {
        Map<Integer, Long> ends = ends();
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            Map<Integer, Long> stored = ViewServices.progress(views, Generations.SURVEY_CELLS);
            // The last offset of a lane is the end of a transaction, which nobody reads.
            boolean done = ends.entrySet().stream()
                    .allMatch(
                            end -> end.getValue() == 0 || stored.getOrDefault(end.getKey(), -1L) >= end.getValue() - 2);
            long now = System.nanoTime();
            if (done) {
                return now;
            }
            if (now > deadline) {
                throw new LoadFailedException(JOB + " does not come to the end of " + ends + ", but to " + stored);
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private Map<Integer, Long> ends() throws InterruptedException {
        Map<TopicPartition, OffsetSpec> asked = IntStream.range(
                        0, services.log().lanes().count())
                .mapToObj(lane -> new TopicPartition(Topics.RESPONSES.name(), lane))
                .collect(Collectors.toMap(lane -> lane, lane -> OffsetSpec.latest()));
        try {
            return services.log().admin().listOffsets(asked).all().get().entrySet().stream()
                    .collect(Collectors.toMap(end -> end.getKey().partition(), end -> end.getValue()
                            .offset()));
        } catch (ExecutionException e) {
            throw new LoadFailedException("Kafka does not tell how long the input is: " + e.getCause(), e);
        }
    }

    private JobMeasurement read(CommandedProcess reader, String subject, int round) throws IOException {
        OtherLoad others = new OtherLoad();
        Duration before = reader.processorTime();
        String[] answer = reader.ask(Long.toString(settings.records())).split(" ");
        Duration used = reader.processorTime().minus(before);
        return JobMeasurement.of(
                COST, subject, round, Long.parseLong(answer[0]), Long.parseLong(answer[1]), used, others.processors());
    }

    private void sink() throws SQLException, IOException {
        int lanes = services.log().lanes().count();
        long rows = (long) lanes * settings.rowsALane();
        try (Connection connection = services.connect()) {
            SinkTrial trial = new SinkTrial(connection, lanes);
            // The first round makes the rows, and is discarded; the others change them.
            for (int round = 0; round <= settings.rounds(); round++) {
                JobMeasurement laneRule = timed(LANE_RULE, round, rows, trial::laneRule);
                JobMeasurement stock = timed(STOCK, round, rows, trial::stock);
                JobMeasurement copy = timed(COPY, round, rows, trial::copy);
                if (round > 0) {
                    List.of(laneRule, stock, copy).forEach(this::take);
                }
            }
        }
    }

    /** A way of writing so many rows a lane, which answers how many nanoseconds it took. */
    private interface Writing {
        long write(int rowsALane) throws SQLException, IOException;
    }

    /** The processor time is Postgres', with what it does beside the statements until they end. */
    private JobMeasurement timed(String subject, int round, long rows, Writing writing)
            throws SQLException, IOException {
        OtherLoad others = new OtherLoad();
        Duration before = services.databaseProcessorTime();
        long nanos = writing.write(settings.rowsALane());
        Duration used = services.databaseProcessorTime().minus(before);
        return JobMeasurement.of(SINK, subject, round, rows, nanos, used, others.processors());
    }

    private static List<Aim> aims(List<JobReport.Ratio> ratios) {
        List<Aim> aims = new ArrayList<>();
        JobReport.median(ratios, COST, JobReport.PER_CORE, JOB, BY_HAND)
                .ifPresent(median -> aims.add(Aim.atLeast(
                        "records/s a core, to those of a loop that counts the same by hand",
                        SHARE_OF_BY_HAND,
                        median)));
        JobReport.median(ratios, COST, JobReport.PER_CORE, JOB, SQL)
                .ifPresent(median -> aims.add(Aim.atLeast(
                        "records/s a core, to those of plain Flink SQL with the stock sink", TIMES_SQL, median)));
        JobReport.median(ratios, SINK, JobReport.PER_SECOND, LANE_RULE, STOCK)
                .ifPresent(median ->
                        aims.add(Aim.atLeast("rows/s under the lane rule, to the stock sink's", TIMES_STOCK, median)));
        return aims;
    }

    private void take(JobMeasurement measurement) {
        measurements.add(measurement);
        say(measurement.inWords());
    }

    private static void say(String what) {
        System.err.println(what);
    }

    private Map<String, Object> readableSettings() {
        Map<String, Object> readable = new LinkedHashMap<>();
        readable.put("rounds", settings.rounds());
        readable.put("records", settings.records());
        readable.put("warmUpRecords", settings.warmUp());
        readable.put("questions", settings.questions());
        readable.put("rowsALane", settings.rowsALane());
        readable.put("sqlRecords", settings.sqlRecords());
        readable.put("parts", settings.parts());
        return readable;
    }

    @Override
    public void close() {
        facts.close();
        backlog.close();
        try {
            views.close();
        } catch (SQLException e) {
            say("A connection could not be closed: " + e.getMessage());
        }
        services.close();
    }
}
