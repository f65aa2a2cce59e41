package org.farmer1st.benchmarks.ingest;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.farmer1st.benchmarks.ingest.Workload.Kind;
import org.farmer1st.benchmarks.load.HttpLoad;
import org.farmer1st.benchmarks.load.LoadFailedException;
import org.farmer1st.benchmarks.load.LoadResult;
import org.farmer1st.benchmarks.measure.OpenLoopSchedule;
import org.farmer1st.benchmarks.measure.OtherLoad;
import org.farmer1st.benchmarks.measure.ProcessorTime;
import org.farmer1st.benchmarks.services.TopicGrowth;
import org.farmer1st.benchmarks.services.TopicGrowth.Growth;
import org.farmer1st.schemas.Topics;

/** Takes single measurements, and holds each against what the topics have afterwards. */
final class Measuring implements AutoCloseable {

    private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(60);
    private static final long FIRST_PRODUCER_RECORDS = 20_000;
    private static final double NANOS_A_SECOND = 1e9;
    private static final double NANOS_A_MICROSECOND = 1e3;

    private final IngestProcesses processes;
    private final IngestSettings settings;
    private final TopicGrowth submissions;
    private final TopicGrowth personal;
    private final ProducerPerformance producer;
    private final Map<Integer, Long> producerRecords = new HashMap<>();

    Measuring(IngestProcesses processes, IngestSettings settings) throws InterruptedException {
        this.processes = processes;
        this.settings = settings;
        int lanes = processes.services().lanes().count();
        submissions = new TopicGrowth(processes.services(), Topics.SUBMISSIONS.name(), lanes);
        personal = new TopicGrowth(processes.services(), Topics.PERSONAL.name(), lanes);
        producer = new ProducerPerformance(processes.services());
    }

    /** A closed loop of single responses. */
    Measurement single(Subject subject, Workload workload, int round, Duration length) throws InterruptedException {
        IngestLoad load = processes.single(subject, workload.bytes());
        return overHttp(subject, workload, round, null, connections -> connections.closedLoop(load, length));
    }

    /** A closed loop of batches. */
    Measurement batch(Subject subject, Workload workload, int round, Duration length) throws InterruptedException {
        IngestLoad load = processes.batch(subject, workload.bytes(), settings.batchItems());
        return overHttp(subject, workload, round, null, connections -> connections.closedLoop(load, length));
    }

    /** An open loop of single responses. */
    Measurement latency(Subject subject, Workload workload, int round, OpenLoopSchedule schedule)
            throws InterruptedException {
        IngestLoad load = processes.single(subject, workload.bytes());
        return overHttp(
                subject, workload, round, schedule.perSecond(), connections -> connections.openLoop(load, schedule));
    }

    private Measurement overHttp(
            Subject subject, Workload workload, int round, Double offered, Function<HttpLoad, LoadResult> work)
            throws InterruptedException {
        try (HttpLoad connections = new HttpLoad(subject.address(), workload.connections())) {
            submissions.skip();
            personal.skip();
            OtherLoad others = new OtherLoad();
            Optional<Duration> before = subject.process().map(ProcessorTime::of);
            Map<String, Duration> besideBefore = beside();
            LoadResult result = work.apply(connections);
            Optional<Duration> used =
                    before.map(time -> ProcessorTime.of(subject.process().get()).minus(time));
            Map<String, Double> besideAfter = besideSince(besideBefore, result.operations());
            OptionalDouble otherProcessors = others.processors();
            return new Measurement(
                    workload,
                    subject.name(),
                    round,
                    result.operations(),
                    result.elapsed().toNanos() / NANOS_A_SECOND,
                    result.perSecond(),
                    used.map(time -> micros(time, result.operations())).orElse(null),
                    besideAfter,
                    subject.submissions() == 0 ? null : verified(subject, result.operations()),
                    offered,
                    result.latency(),
                    boxed(otherProcessors));
        }
    }

    private Map<String, Double> besideSince(Map<String, Duration> before, long operations) {
        Map<String, Double> micros = new LinkedHashMap<>();
        beside().forEach((name, time) -> micros.put(name, micros(time.minus(before.get(name)), operations)));
        return micros;
    }

    private Map<String, Duration> beside() {
        Map<String, Duration> times = new LinkedHashMap<>(processes.services().processorTimes());
        times.put("load", ProcessorTime.of(ProcessHandle.current()));
        return times;
    }

    private Long verified(Subject subject, long operations) throws InterruptedException {
        long appended = submissions.look().records();
        require(subject.name(), subject.submissions() * operations, appended, Topics.SUBMISSIONS.name());
        require(subject.name(), subject.setApart() * operations, personal.look().records(), Topics.PERSONAL.name());
        forget();
        return appended;
    }

    /** What was measured makes nothing that follows larger. */
    private void forget() throws InterruptedException {
        submissions.deleteSeen();
        try {
            processes.services().emptyRedis();
        } catch (IOException e) {
            throw new LoadFailedException("What was measured can't be forgotten: " + e.getMessage(), e);
        }
    }

    private static void require(String subject, long accepted, long appended, String topic) {
        if (accepted != appended) {
            throw new LoadFailedException(subject + " accepted what makes " + accepted + " records in " + topic
                    + ", and "
                    + appended + " are there: something is lost, doubled, or written by somebody else. Nothing was"
                    + " measured.");
        }
    }

    /** The loop that parses and produces, on the same batch as {@link #batch} sends. */
    Measurement loop(Workload workload, int round, Duration length) throws IOException, InterruptedException {
        submissions.skip();
        OtherLoad others = new OtherLoad();
        Duration before = processes.loop().processorTime();
        Map<String, Duration> besideBefore = beside();
        String[] answer = askLoop(workload, Long.MAX_VALUE, length);
        long records = Long.parseLong(answer[0]);
        double seconds = Long.parseLong(answer[1]) / NANOS_A_SECOND;
        Duration used = processes.loop().processorTime().minus(before);
        Map<String, Double> beside = besideSince(besideBefore, records);
        OptionalDouble otherProcessors = others.processors();
        long appended = submissions.look().records();
        require(Subject.LOOP, records, appended, Topics.SUBMISSIONS.name());
        submissions.deleteSeen();
        return new Measurement(
                workload,
                Subject.LOOP,
                round,
                records,
                seconds,
                records / seconds,
                micros(used, records),
                beside,
                appended,
                null,
                null,
                boxed(otherProcessors));
    }

    /**
     * Kafka's own tool. It is given a number of records, not a time: after a first short run, as many as take about as long as
     * the others.
     */
    Measurement producer(int bytes, long recordBytes, int round) throws IOException, InterruptedException {
        OtherLoad others = new OtherLoad();
        ProducerPerformance.Result result =
                producer.run(producerRecords.getOrDefault(bytes, FIRST_PRODUCER_RECORDS), recordBytes);
        OptionalDouble otherProcessors = others.processors();
        producerRecords.put(
                bytes,
                Math.max(
                        FIRST_PRODUCER_RECORDS,
                        Math.round(result.perSecond() * settings.length().toNanos() / NANOS_A_SECOND)));
        return new Measurement(
                new Workload(Kind.PRODUCER, bytes, 0),
                Subject.PRODUCER,
                round,
                result.records(),
                result.records() / result.perSecond(),
                result.perSecond(),
                result.processorMicros().orElse(null),
                null,
                result.records(),
                null,
                null,
                boxed(otherProcessors));
    }

    /** A closed loop of single responses that counts for nothing but the size of the records that it leaves. */
    long recordBytes(Subject subject, Workload workload, long responses) throws InterruptedException {
        submissions.skip();
        warmUp(subject, workload, responses);
        Growth growth = submissions.look();
        forget();
        return growth.bytes() / Math.max(1, growth.records());
    }

    /** A closed loop of so many responses, or for the longest time; how many it sent. */
    long warmUp(Subject subject, Workload workload, long responses) {
        IngestLoad load = workload.kind() == Workload.Kind.BATCH
                ? processes.batch(subject, workload.bytes(), settings.batchItems())
                : processes.single(subject, workload.bytes());
        try (HttpLoad connections = new HttpLoad(subject.address(), workload.connections())) {
            return connections.closedLoop(load, responses, LONGEST_WARM_UP).operations();
        }
    }

    /** The same of the loop that parses and produces. */
    long warmUpLoop(Workload workload, long responses) throws IOException {
        return Long.parseLong(askLoop(workload, responses, LONGEST_WARM_UP)[0]);
    }

    private String[] askLoop(Workload workload, long most, Duration length) throws IOException {
        Path file = processes.batchFile(workload.bytes(), settings.batchItems());
        return processes.loop().ask(length.toMillis() + " " + most + " " + file).split(" ");
    }

    private static double micros(Duration used, long operations) {
        return used.toNanos() / NANOS_A_MICROSECOND / operations;
    }

    private static Double boxed(OptionalDouble value) {
        return value.isPresent() ? (Double) value.getAsDouble() : null;
    }

    @Override
    public void close() {
        producer.close();
        submissions.close();
        personal.close();
    }
}
