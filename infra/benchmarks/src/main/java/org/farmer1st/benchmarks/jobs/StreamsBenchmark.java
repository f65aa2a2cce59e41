package org.farmer1st.benchmarks.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.farmer1st.benchmarks.jobs.StreamsSettings.Part;
import org.farmer1st.benchmarks.measure.MachineFacts;
import org.farmer1st.benchmarks.measure.OpenLoopSchedule;
import org.farmer1st.benchmarks.measure.OtherLoad;
import org.farmer1st.benchmarks.measure.Spread;
import org.farmer1st.benchmarks.report.Aim;
import org.farmer1st.benchmarks.report.Figures;
import org.farmer1st.benchmarks.report.Versions;
import org.farmer1st.benchmarks.services.BenchmarkServices;
import org.farmer1st.benchmarks.services.CommandedProcess;

/**
 * Measures a Kafka Streams job: what a record costs it, exactly once and at least once, beside a consumer that only decodes the
 * same records, and beside the least job that decodes, keeps and sends on; how long a record takes; and its state, as it grows.
 */
final class StreamsBenchmark {

    static final String EXACTLY_ONCE = "exactly once";
    static final String AT_LEAST_ONCE = "at least once";
    static final String CONSUMER = "bare consumer";
    static final String LEAST_JOB = "least job";
    static final String COST = "As fast as it can, from what lies there";

    private static final String MODULE = "infra/benchmarks";
    private static final double SHARE_OF_CONSUMER = 0.3;
    private static final double SHARE_OF_AT_LEAST_ONCE = 0.8;
    private static final double FLAT = 1.2;
    private static final double P99_MILLIS = 60;

    /** Responses that a process is warmed up with where its state is to stay small. */
    private static final long REPEATED = 20_000;

    private static final long PART = 50_000;
    private static final double NANOS_A_MICROSECOND = 1e3;
    private static final double NANOS_A_SECOND = 1e9;

    private final String benchmark;
    private final Path root;
    private final StreamsSubject subject;
    private final StreamsSettings settings;
    private final List<JobMeasurement> measurements = new ArrayList<>();
    private final List<StateGrowth> growth = new ArrayList<>();
    private long recordBytes;

    /** @param benchmark its name */
    StreamsBenchmark(String benchmark, Path root, StreamsSubject subject, StreamsSettings settings) {
        this.benchmark = benchmark;
        this.root = root;
        this.subject = subject;
        this.settings = settings;
    }

    /** Measures everything that was asked for. */
    JobReport run() throws IOException, InterruptedException {
        String startedAt = Instant.now().toString();
        MachineFacts machine = MachineFacts.of(root);
        if (settings.parts().contains(Part.COST) || settings.parts().contains(Part.DELAY)) {
            beside();
        }
        if (settings.parts().contains(Part.STATE)) {
            grow();
        }
        List<JobReport.Ratio> ratios = new ArrayList<>();
        ratios.addAll(JobReport.ratios(measurements, COST, EXACTLY_ONCE, CONSUMER));
        ratios.addAll(JobReport.ratios(measurements, COST, AT_LEAST_ONCE, CONSUMER));
        ratios.addAll(JobReport.ratios(measurements, COST, EXACTLY_ONCE, AT_LEAST_ONCE));
        ratios.addAll(JobReport.ratios(measurements, COST, LEAST_JOB, CONSUMER));
        ratios.addAll(JobReport.ratios(measurements, COST, EXACTLY_ONCE, LEAST_JOB));
        List<JobReport.Row> rows = JobReport.rows(measurements);
        return new JobReport(
                benchmark,
                startedAt,
                Instant.now().toString(),
                machine,
                Versions.ofLibraries(),
                readableSettings(),
                recordBytes,
                JobReport.otherProcessors(measurements),
                rows,
                ratios,
                growth,
                aims(rows, ratios),
                measurements);
    }

    /** The job under both guarantees, and the consumer, one after the other in each round. */
    private void beside() throws IOException, InterruptedException {
        say("starting three Kafkas, " + subject.job() + " on two, the least job on the third");
        try (Site exactly = new Site(EXACTLY_ONCE, root, subject, true, settings);
                Site atLeast = new Site(AT_LEAST_ONCE, root, subject, false, settings);
                Site least = new Site(LEAST_JOB, root, subject.least(), true, settings);
                CommandedProcess consumer = consumer(exactly.services())) {
            say("warming up");
            for (long done = 0; done < settings.warmUp(); done += settings.records()) {
                atLeast.workOnNew(settings.records());
                exactly.workOnNew(settings.records());
                least.workOnNew(settings.records());
                consumer.ask(Long.toString(settings.records()));
                atLeast.deleteSeen();
                exactly.deleteSeen();
                least.deleteSeen();
            }
            if (settings.parts().contains(Part.COST)) {
                for (int round = 1; round <= settings.rounds(); round++) {
                    take(exactly.measure(COST, round, settings.records()));
                    take(consume(consumer, round));
                    take(least.measure(COST, round, settings.records()));
                    take(atLeast.measure(COST, round, settings.records()));
                    exactly.deleteSeen();
                    atLeast.deleteSeen();
                    least.deleteSeen();
                }
            }
            recordBytes = exactly.backlog().recordBytes();
            if (settings.parts().contains(Part.DELAY)) {
                delays(exactly, atLeast);
            }
            if (settings.profile().isPresent()) {
                Files.createDirectories(settings.profile().get());
                say("profiling");
                say("the profiles are "
                        + exactly.profile(settings.profile().get(), settings.records())
                        + " and "
                        + atLeast.profile(settings.profile().get(), settings.records()));
            }
        }
    }

    private void delays(Site exactly, Site atLeast) throws InterruptedException {
        OpenLoopSchedule schedule = OpenLoopSchedule.lasting(settings.perSecond(), settings.length());
        try (DelayProbe exactlyProbe = new DelayProbe(exactly.services(), subject);
                DelayProbe atLeastProbe = new DelayProbe(atLeast.services(), subject)) {
            for (int round = 0; round <= settings.rounds(); round++) {
                JobMeasurement first = exactly.delay(exactlyProbe, delay(), round, schedule);
                JobMeasurement second = atLeast.delay(atLeastProbe, delay(), round, schedule);
                // The first round meets probes that are cold.
                if (round > 0) {
                    take(first);
                    take(second);
                }
            }
        }
    }

    private String delay() {
        return "From append to readable, committed, at " + Figures.number(settings.perSecond()) + " records/s";
    }

    private CommandedProcess consumer(BenchmarkServices services) throws IOException {
        Map<String, String> environment = new HashMap<>(services.logEnvironment());
        environment.put("TOPIC", subject.input().name());
        return new CommandedProcess(
                BenchmarkServices.MEASURED_JVM.command(
                        services.distribution().classPath(MODULE), BareConsumerMain.class.getName()),
                environment,
                services.log("bare-consumer"));
    }

    private JobMeasurement consume(CommandedProcess consumer, int round) throws IOException {
        OtherLoad others = new OtherLoad();
        Duration before = consumer.processorTime();
        String[] answer = consumer.ask(Long.toString(settings.records())).split(" ");
        Duration used = consumer.processorTime().minus(before);
        return JobMeasurement.of(
                COST, CONSUMER, round, Long.parseLong(answer[0]), Long.parseLong(answer[1]), used, others.processors());
    }

    /** The job exactly once, alone, on state that grows. */
    private void grow() throws IOException, InterruptedException {
        say("starting a Kafka, and " + subject.job() + " on it");
        try (Site site = new Site(EXACTLY_ONCE, root, subject, true, settings)) {
            long repeated = Math.min(REPEATED, settings.sizes().get(0) / 2);
            for (long size : settings.sizes()) {
                // A process that has just begun is slow, whatever its state.
                say("warming up");
                site.warmUp(settings.warmUp(), repeated);
                growth.add(grow(site, size));
            }
            recordBytes = Math.max(recordBytes, site.backlog().recordBytes());
        }
    }

    private StateGrowth grow(Site site, long size) throws IOException, InterruptedException {
        long records = 0;
        Duration used = Duration.ZERO;
        List<Double> parts = new ArrayList<>();
        while (site.backlog().responses() < size) {
            long part = Math.min(PART, size - site.backlog().responses());
            boolean counts = site.backlog().responses() >= size / 2 || part < PART;
            Site.Work work = site.workOnNew(part);
            site.deleteSeen();
            if (counts) {
                records += part;
                used = used.plus(work.processorTime());
                parts.add(micros(work.processorTime(), part));
            }
            say(String.format("%,d responses", site.backlog().responses()));
        }
        long bytes = site.process().stateBytes();
        Duration back = site.process().killAndRestore();
        StateGrowth grown = new StateGrowth(
                size,
                records,
                micros(used, records),
                Spread.of(parts),
                bytes,
                (double) bytes / size,
                back.toNanos() / NANOS_A_SECOND);
        say(String.format("%,d responses: ", size) + Figures.number(grown.processorMicros()) + " µs CPU each, "
                + Figures.number(grown.stateBytesEach()) + " bytes each, back in "
                + Figures.number(grown.restoreSeconds()) + " s");
        return grown;
    }

    private static double micros(Duration used, long records) {
        return used.toNanos() / NANOS_A_MICROSECOND / records;
    }

    private List<Aim> aims(List<JobReport.Row> rows, List<JobReport.Ratio> ratios) {
        List<Aim> aims = new ArrayList<>();
        JobReport.median(ratios, COST, JobReport.PER_CORE, EXACTLY_ONCE, CONSUMER)
                .ifPresent(median -> aims.add(Aim.atLeast(
                        "records/s a core, exactly once, to the bare consumer's", SHARE_OF_CONSUMER, median)));
        JobReport.median(ratios, COST, JobReport.PER_CORE, EXACTLY_ONCE, AT_LEAST_ONCE)
                .ifPresent(median -> aims.add(Aim.atLeast(
                        "records/s a core, exactly once, to at least once", SHARE_OF_AT_LEAST_ONCE, median)));
        if (growth.size() > 1) {
            StateGrowth least = growth.get(0);
            StateGrowth most = growth.get(growth.size() - 1);
            aims.add(Aim.atMost(
                    String.format(
                            "cost of a record with %,d responses, to that with %,d",
                            most.responses(), least.responses()),
                    FLAT,
                    most.processorMicros() / least.processorMicros()));
        }
        rows.stream()
                .filter(row -> row.offered() != null && row.subject().equals(EXACTLY_ONCE))
                .forEach(row -> aims.add(Aim.atMost(
                        "p99 from append to readable at " + Figures.number(row.offered())
                                + " records/s, exactly once, in ms",
                        P99_MILLIS,
                        row.p99().median())));
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
        readable.put("commitIntervalMillis", settings.commitInterval().toMillis());
        readable.put("responses", settings.sizes());
        readable.put("perSecond", settings.perSecond());
        readable.put("delaySeconds", settings.length().toMillis() / 1e3);
        readable.put("parts", settings.parts());
        readable.put("jvm", String.join(" ", BenchmarkServices.MEASURED_JVM.options()));
        return readable;
    }
}
