package org.farmer1st.benchmarks.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.farmer1st.benchmarks.load.LoadFailedException;
import org.farmer1st.benchmarks.measure.Latency;
import org.farmer1st.benchmarks.measure.OpenLoopSchedule;
import org.farmer1st.benchmarks.services.BenchmarkServices;

/**
 * Measures a job's own delay: from the time at which a record was appended to its input, as the broker stamped it, to the time
 * at which a reader of committed records has what it came to. Records are sent evenly, whatever became of those before.
 *
 * <p>The n-th record of a lane comes to the n-th output of the lane. The stamp is in whole milliseconds, rounded down, so that
 * half a millisecond of what is reported, on average, isn't there.
 */
final class DelayProbe implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();
    private static final long MOST_NANOS = Duration.ofMinutes(2).toNanos();
    private static final long NANOS_A_MILLISECOND = 1_000_000;
    private static final long NANOS_A_SECOND = 1_000_000_000;

    private final int lanes;
    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> outputs;

    DelayProbe(BenchmarkServices services, StreamsSubject subject) {
        lanes = services.lanes().count();
        Map<String, Object> sending = new HashMap<>();
        sending.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, services.bootstrapServers());
        sending.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        producer = new KafkaProducer<>(sending, new StringSerializer(), new ByteArraySerializer());
        Map<String, Object> reading = new HashMap<>();
        reading.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, services.bootstrapServers());
        reading.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        reading.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
        consumer = new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        outputs = IntStream.range(0, lanes)
                .mapToObj(lane -> new TopicPartition(subject.output().name(), lane))
                .toList();
        consumer.assign(outputs);
    }

    /**
     * Sends and reads.
     *
     * @param first the number of the first response that is sent, and was not before
     */
    Latency measure(JobInput input, long first, OpenLoopSchedule schedule) throws InterruptedException {
        consumer.seekToEnd(outputs);
        outputs.forEach(consumer::position);
        List<List<Long>> arrivals = lists();
        Thread reader = new Thread(() -> read(arrivals, schedule.count()), "delay-probe");
        reader.start();
        List<List<Future<RecordMetadata>>> appends = lists();
        long start = System.nanoTime();
        for (long i = 0; i < schedule.count(); i++) {
            var record = input.record(first + i, false);
            long wait = start + schedule.nanosOf(i) - System.nanoTime();
            if (wait > 0) {
                LockSupport.parkNanos(wait);
            }
            appends.get(record.partition()).add(producer.send(record));
        }
        reader.join();
        return Latency.of(delays(appends, arrivals, schedule.count()));
    }

    private <T> List<List<T>> lists() {
        List<List<T>> lists = new ArrayList<>();
        for (int lane = 0; lane < lanes; lane++) {
            lists.add(new ArrayList<>());
        }
        return lists;
    }

    private void read(List<List<Long>> arrivals, long count) {
        long deadline = System.nanoTime() + MOST_NANOS;
        long progress = System.nanoTime();
        long read = 0;
        while (read < count && System.nanoTime() < deadline && System.nanoTime() < progress + PATIENCE_NANOS) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                Instant now = Instant.now();
                arrivals.get(record.partition()).add(now.getEpochSecond() * NANOS_A_SECOND + now.getNano());
                read++;
                progress = System.nanoTime();
            }
        }
    }

    private static Histogram delays(List<List<Future<RecordMetadata>>> appends, List<List<Long>> arrivals, long count)
            throws InterruptedException {
        Histogram delays = new Histogram(MOST_NANOS, 3);
        for (int lane = 0; lane < appends.size(); lane++) {
            if (appends.get(lane).size() != arrivals.get(lane).size()) {
                throw new LoadFailedException("Lane " + lane + " was sent "
                        + appends.get(lane).size() + " records, and "
                        + arrivals.get(lane).size()
                        + " came out of it: something is lost, doubled, or late beyond patience.");
            }
            for (int i = 0; i < appends.get(lane).size(); i++) {
                try {
                    long appended = appends.get(lane).get(i).get().timestamp();
                    delays.recordValue(Math.max(0, arrivals.get(lane).get(i) - appended * NANOS_A_MILLISECOND));
                } catch (ExecutionException e) {
                    throw new LoadFailedException("Kafka did not take a record: " + e.getCause(), e);
                }
            }
        }
        if (delays.getTotalCount() != count) {
            throw new LoadFailedException(delays.getTotalCount() + " records came out of " + count + ".");
        }
        return delays;
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
