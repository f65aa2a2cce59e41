package org.farmer1st.benchmarks.ingest;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.farmer1st.benchmarks.ingest.IngestSettings.Part;
import org.farmer1st.benchmarks.ingest.Workload.Kind;
import org.farmer1st.benchmarks.load.HttpLoad;
import org.farmer1st.benchmarks.load.LoadResult;
import org.farmer1st.benchmarks.measure.MachineFacts;
import org.farmer1st.benchmarks.measure.OpenLoopSchedule;
import org.farmer1st.benchmarks.profile.Profiler;
import org.farmer1st.benchmarks.report.Progress;
import org.farmer1st.benchmarks.report.Versions;
import org.farmer1st.benchmarks.services.BenchmarkServices;

/**
 * Measures ingest-api beside references, each in a process of its own with the same settings of its JVM. In each round every
 * subject is measured once under every workload, one right after the other, so that what disturbs the machine disturbs all of
 * them alike. Latency comes last, when it is known what 70 % of the most is.
 */
final class IngestBenchmark implements AutoCloseable {

    private static final double SHARE_OF_MOST = 0.7;
    private static final Duration SHORTEST_PROFILE = Duration.ofSeconds(8);
    private static final int MEASUREMENTS_A_PROFILE = 4;

    private final IngestSettings settings;
    private final MachineFacts machine;
    private final IngestProcesses processes;
    private final Measuring measuring;
    private final List<Step> steps = new ArrayList<>();
    private final List<Measurement> measurements = new ArrayList<>();
    private final Map<String, Map<Integer, Long>> recordBytes = new LinkedHashMap<>();
    private final Map<String, Double> mostPerSecond = new LinkedHashMap<>();
    private final String startedAt = Instant.now().toString();

    /** One thing to do; its words say what came of it. */
    @FunctionalInterface
    private interface Work {
        String run() throws IOException, InterruptedException;
    }

    private record Step(String name, Work work) {}

    /** Something whose time doesn't count; says how many responses it sent. */
    @FunctionalInterface
    private interface WarmUp {
        long run() throws IOException, InterruptedException;
    }

    /** A measurement to take. */
    @FunctionalInterface
    private interface Take {
        Measurement take() throws IOException, InterruptedException;
    }

    /** Starts everything. */
    IngestBenchmark(Path root, IngestSettings settings) throws IOException, InterruptedException {
        this.settings = settings;
        machine = MachineFacts.of(root);
        processes = new IngestProcesses(root, settings);
        try {
            measuring = new Measuring(processes, settings);
        } catch (RuntimeException | InterruptedException e) {
            processes.close();
            throw e;
        }
    }

    /** Measures everything that was asked for. */
    IngestReport run() throws IOException, InterruptedException {
        settings.sizes().forEach(this::planWarmUp);
        for (int round = 1; round <= settings.rounds(); round++) {
            for (int bytes : settings.sizes()) {
                planRound(round, bytes);
            }
        }
        for (int round = 1; round <= settings.rounds(); round++) {
            for (int bytes : settings.sizes()) {
                planLatency(round, bytes);
            }
        }
        settings.profile().ifPresent(directory -> {
            steps.add(new Step("profiling", () -> profile(directory, Kind.SINGLE)));
            steps.add(new Step("profiling", () -> profile(directory, Kind.BATCH)));
        });
        try (Progress progress = new Progress("bench ingest", steps.size())) {
            for (Step step : steps) {
                progress.doing(step.name());
                progress.done(step.work().run());
            }
        }
        return IngestReport.of(
                startedAt,
                Instant.now().toString(),
                machine,
                Versions.ofLibraries(),
                readableSettings(),
                recordBytes,
                measurements);
    }

    /**
     * Each process has the whole warm-up singly and, where it takes such, in batches, divided among all that it will be asked
     * to do. It is counted, not timed: how much a JVM compiled goes by how often it ran something, and on a busy machine a
     * time says little of that.
     */
    private void planWarmUp(int bytes) {
        int sizes = settings.sizes().size();
        Workload single = new Workload(Kind.SINGLE, bytes, settings.mostConnections());
        Workload batch = new Workload(Kind.BATCH, bytes, settings.batchConnections());
        long whole = Math.max(1, settings.warmUp() / sizes);
        long half = Math.max(1, whole / processes.ingest().size());
        for (Subject subject : processes.ingest()) {
            warmUp(subject.name(), () -> noteRecordBytes(subject, single, half));
            warmUp(subject.name(), () -> measuring.warmUp(subject, batch, half));
        }
        for (Subject subject : processes.writingReferences()) {
            warmUp(subject.name(), () -> {
                if (subject.submissions() > 0) {
                    return noteRecordBytes(subject, single, whole);
                }
                return measuring.warmUp(subject, single, whole);
            });
        }
        warmUp(Subject.BARE, () -> measuring.warmUp(processes.bare(), single, whole));
        warmUp(Subject.LOOP, () -> measuring.warmUpLoop(batch, whole));
    }

    private void warmUp(String subject, WarmUp work) {
        steps.add(new Step(
                "warming up " + subject,
                () -> "warmed up " + subject + " with " + IngestReport.number(work.run()) + " responses"));
    }

    private long noteRecordBytes(Subject subject, Workload workload, long responses) throws InterruptedException {
        recordBytes
                .computeIfAbsent(subject.name(), name -> new LinkedHashMap<>())
                .put(workload.bytes(), measuring.recordBytes(subject, workload, responses));
        return responses;
    }

    private void planRound(int round, int bytes) {
        if (settings.parts().contains(Part.SINGLE)) {
            List<Subject> subjects = new ArrayList<>(processes.ingest());
            subjects.addAll(processes.writingReferences());
            subjects.add(processes.bare());
            for (int connections : settings.connections()) {
                Workload workload = new Workload(Kind.SINGLE, bytes, connections);
                for (Subject subject : subjects) {
                    measure(workload, () -> measuring.single(subject, workload, round, settings.length()));
                }
            }
        }
        if (settings.parts().contains(Part.BATCH)) {
            Workload workload = new Workload(Kind.BATCH, bytes, settings.batchConnections());
            for (Subject subject : processes.ingest()) {
                measure(workload, () -> measuring.batch(subject, workload, round, settings.length()));
            }
            measure(workload, () -> measuring.loop(workload, round, settings.length()));
        }
        if (settings.parts().contains(Part.PRODUCER)) {
            measure(
                    new Workload(Kind.PRODUCER, bytes, 0),
                    () -> measuring.producer(
                            bytes, recordBytes.get(Subject.INGEST).get(bytes), round));
        }
    }

    private void planLatency(int round, int bytes) {
        if (!settings.parts().contains(Part.LATENCY)) {
            return;
        }
        Workload workload = new Workload(Kind.LATENCY, bytes, settings.mostConnections());
        List<Subject> subjects = new ArrayList<>(processes.ingest());
        subjects.addAll(processes.writingReferences());
        for (Subject subject : subjects) {
            measure(workload, () -> {
                OpenLoopSchedule schedule =
                        OpenLoopSchedule.lasting(SHARE_OF_MOST * mostPerSecond(subject, bytes), settings.length());
                return measuring.latency(subject, workload, round, schedule);
            });
        }
    }

    /** What a subject can do: the median of the rounds, or a measurement for the purpose where there were none. */
    private double mostPerSecond(Subject subject, int bytes) throws InterruptedException {
        Workload most = new Workload(Kind.SINGLE, bytes, settings.mostConnections());
        String key = subject.name() + bytes;
        if (!mostPerSecond.containsKey(key)) {
            OptionalDouble median = IngestReport.medianPerSecond(measurements, most, subject.name());
            mostPerSecond.put(
                    key,
                    median.isPresent()
                            ? median.getAsDouble()
                            : measuring
                                    .single(subject, most, 0, settings.length())
                                    .perSecond());
        }
        return mostPerSecond.get(key);
    }

    private void measure(Workload workload, Take measurement) {
        steps.add(new Step(inWords(workload), () -> {
            Measurement taken = measurement.take();
            measurements.add(taken);
            return inWords(taken);
        }));
    }

    private static String inWords(Workload workload) {
        String words = workload.kind().name().toLowerCase(Locale.ROOT) + ' ' + IngestReport.kilobytes(workload);
        return workload.connections() == 0 ? words : words + ", " + workload.connections() + " connections";
    }

    private static String inWords(Measurement taken) {
        StringBuilder words = new StringBuilder("round " + taken.round() + ", " + inWords(taken.workload()) + ", "
                + taken.subject() + ": " + IngestReport.number(taken.perSecond()) + "/s");
        if (taken.processorMicros() != null) {
            words.append(", ")
                    .append(IngestReport.number(taken.processorMicros()))
                    .append(" µs CPU each");
        }
        if (taken.latency() != null) {
            words.append(", p99 ")
                    .append(IngestReport.number(taken.latency().p99()))
                    .append(" ms");
        }
        return words.toString();
    }

    private String profile(Path directory, Kind kind) throws IOException, InterruptedException {
        Subject subject = processes.ingest().get(0);
        int bytes = settings.sizes().get(0);
        boolean batch = kind == Kind.BATCH;
        IngestLoad load =
                batch ? processes.batch(subject, bytes, settings.batchItems()) : processes.single(subject, bytes);
        String name = "ingest-api-" + kind.name().toLowerCase(Locale.ROOT) + '-' + bytes + "-bytes";
        Duration longer = settings.length().multipliedBy(MEASUREMENTS_A_PROFILE);
        Duration length = longer.compareTo(SHORTEST_PROFILE) < 0 ? SHORTEST_PROFILE : longer;
        Files.createDirectories(directory);
        try (Profiler profiler = Profiler.start(
                processes.ingestPid(), processes.services().home().resolve(name + ".jfr"))) {
            LoadResult result;
            int count = batch ? settings.batchConnections() : settings.mostConnections();
            try (HttpLoad connections = new HttpLoad(subject.address(), count)) {
                result = connections.closedLoop(load, length);
            }
            return "the profile of ingest-api is " + profiler.finish(directory, name, result.operations());
        }
    }

    private Map<String, Object> readableSettings() {
        Map<String, Object> readable = new LinkedHashMap<>();
        readable.put("rounds", settings.rounds());
        readable.put("seconds", settings.length().toMillis() / 1e3);
        readable.put("warmUpResponses", settings.warmUp());
        readable.put("sizes", settings.sizes());
        readable.put("connections", settings.connections());
        readable.put("batchItems", settings.batchItems());
        readable.put("batchConnections", settings.batchConnections());
        readable.put("parts", settings.parts());
        readable.put("jvm", String.join(" ", BenchmarkServices.MEASURED_JVM.options()));
        settings.peer().map(URI::toString).ifPresent(peer -> readable.put("peer", peer));
        return readable;
    }

    @Override
    public void close() {
        measuring.close();
        processes.close();
    }
}
