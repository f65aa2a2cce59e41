package org.farmer1st.benchmarks.ingest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.NewTopic;
import org.farmer1st.benchmarks.load.LoadFailedException;
import org.farmer1st.benchmarks.measure.ProcessorTime;
import org.farmer1st.benchmarks.services.BenchmarkServices;
import org.farmer1st.benchmarks.services.TopicGrowth;
import org.farmer1st.schemas.Topics;

/**
 * Kafka's own producer performance tool, in a process that it starts anew each time: its processor time holds the start of a
 * JVM. It writes to a topic of its own that is laid out as the log of record is, wherever its partitioner puts a record.
 */
final class ProducerPerformance implements AutoCloseable {

    private static final String TOPIC = "benchmark.producer-performance";
    private static final String TOOL = "org.apache.kafka.tools.ProducerPerformance";

    /** The tool's last line: {@code 500000 records sent, 250000.0 records/sec (…), …}. */
    private static final Pattern RESULT =
            Pattern.compile("^(\\d+) records sent, ([0-9.]+) records/sec .*99\\.9th\\.?$");

    private final BenchmarkServices services;
    private final TopicGrowth growth;

    /**
     * What a run came to.
     *
     * @param processorMicros a record; empty where the system doesn't tell
     */
    record Result(long records, double perSecond, Optional<Double> processorMicros) {}

    ProducerPerformance(BenchmarkServices services) throws InterruptedException {
        this.services = services;
        int lanes = services.lanes().count();
        try {
            services.admin()
                    .createTopics(
                            List.of(new NewTopic(TOPIC, lanes, (short) 1).configs(Topics.SUBMISSIONS.configuration())))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new LoadFailedException("Kafka did not make the topic " + TOPIC + ": " + e.getCause(), e);
        }
        growth = new TopicGrowth(services, TOPIC, lanes);
    }

    /** @throws LoadFailedException where the topic did not grow by as many records */
    Result run(long records, long recordBytes) throws IOException, InterruptedException {
        growth.skip();
        List<String> arguments = new ArrayList<>(List.of(
                "--topic",
                TOPIC,
                "--num-records",
                Long.toString(records),
                "--record-size",
                Long.toString(recordBytes),
                "--throughput",
                "-1",
                "--command-property"));
        for (Map.Entry<String, String> setting :
                ReferenceProducer.settings(services.bootstrapServers()).entrySet()) {
            arguments.add(setting.getKey() + '=' + setting.getValue());
        }
        Optional<Duration> before = ProcessorTime.ofEndedChildren();
        Process process = new ProcessBuilder(BenchmarkServices.MEASURED_JVM.command(
                        services.distribution().classPath("infra/benchmarks"), TOOL, arguments.toArray(String[]::new)))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new LoadFailedException("Kafka's producer performance tool failed:\n" + output);
        }
        Optional<Duration> after = ProcessorTime.ofEndedChildren();
        double perSecond = perSecond(output, records);
        long appended = growth.look().records();
        growth.deleteSeen();
        if (appended != records) {
            throw new LoadFailedException(
                    "Kafka's producer performance tool sent " + records + " records, and " + appended + " are there.");
        }
        return new Result(
                records,
                perSecond,
                before.map(time -> after.orElseThrow().minus(time).toNanos() / 1e3 / records));
    }

    /** The rate of the last of the tool's lines. */
    static double perSecond(String output, long records) {
        double perSecond = -1;
        for (String line : output.lines().toList()) {
            Matcher result = RESULT.matcher(line.trim());
            if (result.matches() && Long.parseLong(result.group(1)) == records) {
                perSecond = Double.parseDouble(result.group(2));
            }
        }
        if (perSecond < 0) {
            throw new LoadFailedException(
                    "Kafka's producer performance tool says something else than before:\n" + output);
        }
        return perSecond;
    }

    @Override
    public void close() {
        growth.close();
    }
}
