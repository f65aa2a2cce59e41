package org.farmer1st.benchmarks.jobs;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import org.farmer1st.benchmarks.load.LoadFailedException;
import org.farmer1st.benchmarks.measure.OpenLoopSchedule;
import org.farmer1st.benchmarks.measure.OtherLoad;
import org.farmer1st.benchmarks.profile.Profiler;
import org.farmer1st.benchmarks.services.BenchmarkServices;
import org.farmer1st.benchmarks.services.TopicGrowth;

/**
 * A job with backing services of its own, so that two of them with other settings have the same history, and neither sees
 * what the other wrote.
 */
final class Site implements AutoCloseable {

    private static final long LOOK_MILLIS = 50;
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

    private final String name;
    private final StreamsSubject subject;
    private final BenchmarkServices services;
    private final JobInput input;
    private final Backlog backlog;
    private final StreamsProcess process;
    private final TopicGrowth read;
    private final TopicGrowth written;
    private long sentBesides;

    /** What a job did with a backlog. */
    record Work(long records, long nanos, Duration processorTime) {}

    /** @param name of the job with these settings, for people */
    Site(String name, Path root, StreamsSubject subject, boolean exactlyOnce, StreamsSettings settings)
            throws IOException, InterruptedException {
        this(
                name,
                root,
                subject,
                exactlyOnce,
                settings,
                services -> subject.inputOf(new SampleResponses(settings.questions()), services));
    }

    /**
     * @param name of the job with these settings, for people
     * @param inputOf makes what it reads
     */
    Site(
            String name,
            Path root,
            StreamsSubject subject,
            boolean exactlyOnce,
            StreamsSettings settings,
            Function<BenchmarkServices, JobInput> inputOf)
            throws IOException, InterruptedException {
        this.name = name;
        this.subject = subject;
        services = BenchmarkServices.start(root);
        try {
            input = inputOf.apply(services);
            backlog = new Backlog(services, input);
            process = new StreamsProcess(services, subject, exactlyOnce, settings.commitInterval());
            int lanes = services.lanes().count();
            read = new TopicGrowth(services, subject.input().name(), lanes);
            written = new TopicGrowth(services, subject.output().name(), lanes);
        } catch (IOException | RuntimeException e) {
            services.close();
            throw e;
        }
    }

    BenchmarkServices services() {
        return services;
    }

    StreamsProcess process() {
        return process;
    }

    String name() {
        return name;
    }

    Backlog backlog() {
        return backlog;
    }

    /**
     * Warms the job up, with the same responses again and again.
     *
     * @param records at least
     * @param responses of which there are no more afterwards
     */
    void warmUp(long records, long responses) throws InterruptedException {
        for (long done = 0; done < records; done += responses) {
            if (backlog.responses() < responses) {
                backlog.prepare(responses);
            } else {
                backlog.prepareAgain(responses);
            }
            work(responses);
            deleteSeen();
        }
    }

    /** So many responses that were not there before. */
    Work workOnNew(long records) throws InterruptedException {
        backlog.prepare(records);
        return work(records);
    }

    /** Has the job do what was prepared, and verifies that it made one record of each. */
    private Work work(long records) throws InterruptedException {
        Duration before = process.processorTime();
        long start = System.nanoTime();
        backlog.reveal();
        long end = process.awaitDone();
        Duration used = process.processorTime().minus(before);
        verify(records);
        return new Work(records, end - start, used);
    }

    /** Waits until the job has written so many records besides those that it makes of its input. */
    void awaitWritten(long records) throws InterruptedException {
        long found = awaitReadable(records);
        if (found < records) {
            throw new LoadFailedException(subject.job() + " wrote " + found + " records where " + records
                    + " were to be expected. Nothing was measured.");
        }
    }

    /**
     * What was written since the last look, once it is so much or a minute has passed. The end of a transaction reaches one
     * partition after another: the job's position may be committed a moment before its last record is readable.
     */
    private long awaitReadable(long records) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        long found = written.look().records();
        while (found < records && System.nanoTime() < deadline) {
            Thread.sleep(LOOK_MILLIS);
            found += written.look().records();
        }
        return found;
    }

    private void verify(long records) throws InterruptedException {
        long given = read.look().records();
        long made = awaitReadable(records);
        if (given != records || made != records) {
            throw new LoadFailedException(subject.job() + " was given " + records + " records, of which " + given
                    + " are in " + subject.input().name() + ", and made " + made + " in "
                    + subject.output().name()
                    + ": something is lost, doubled, or written by somebody else. Nothing was measured.");
        }
    }

    /** Measures a backlog of new responses. */
    JobMeasurement measure(String workload, int round, long records) throws InterruptedException {
        backlog.prepare(records);
        OtherLoad others = new OtherLoad();
        Work work = work(records);
        return JobMeasurement.of(
                workload, name, round, records, work.nanos(), work.processorTime(), others.processors());
    }

    /** Measures how long new responses take that are sent evenly. */
    JobMeasurement delay(DelayProbe probe, String workload, int round, OpenLoopSchedule schedule)
            throws InterruptedException {
        OtherLoad others = new OtherLoad();
        Duration before = process.processorTime();
        long start = System.nanoTime();
        var delay = probe.measure(input, backlog.responses() + sentBesides, schedule);
        long nanos = System.nanoTime() - start;
        sentBesides += schedule.count();
        Duration used = process.processorTime().minus(before);
        process.awaitDone();
        verify(schedule.count());
        deleteSeen();
        return JobMeasurement.of(workload, name, round, schedule.count(), nanos, used, others.processors())
                .with(schedule.perSecond(), delay);
    }

    /** Records where the job's processor time goes while it works off a backlog. */
    Path profile(Path directory, long records) throws IOException, InterruptedException {
        backlog.prepare(records);
        String file = subject.job() + (name.equals(subject.job()) ? "" : "-" + name.replace(' ', '-'));
        try (Profiler profiler = Profiler.start(process.pid(), services.home().resolve(file + ".jfr"))) {
            work(records);
            return profiler.finish(directory, file, records);
        }
    }

    /** Frees the space of what was read and written. */
    void deleteSeen() throws InterruptedException {
        read.deleteSeen();
        written.deleteSeen();
    }

    @Override
    public void close() {
        read.close();
        written.close();
        backlog.close();
        services.close();
    }
}
