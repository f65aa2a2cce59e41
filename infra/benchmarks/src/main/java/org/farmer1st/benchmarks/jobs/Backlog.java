package org.farmer1st.benchmarks.jobs;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.farmer1st.benchmarks.load.LoadFailedException;
import org.farmer1st.benchmarks.services.BenchmarkServices;

/**
 * Fills a job's input with records that all become visible at once: they are one transaction, which the job does not read
 * before it is committed. So a job is measured at work on what lies there already, and whoever wrote it rests.
 */
final class Backlog implements AutoCloseable {

    private final KafkaProducer<String, byte[]> producer;
    private final JobInput input;
    private long next;
    private long bytes;
    private long records;

    Backlog(BenchmarkServices services, JobInput input) {
        this(services, "backlog", input);
    }

    /** @param name of its transactions; another one's would end them */
    Backlog(BenchmarkServices services, String name, JobInput input) {
        this.input = input;
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, services.bootstrapServers());
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, name);
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 600_000);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20);
        producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        producer.initTransactions();
    }

    /** Writes records that nobody sees yet: so many responses that were not given before. */
    void prepare(long count) {
        prepare(next, count, false);
        next += count;
    }

    /** Likewise the first responses, which were given before. */
    void prepareAgain(long count) {
        prepare(0, count, true);
    }

    private void prepare(long first, long count, boolean again) {
        AtomicReference<Exception> failure = new AtomicReference<>();
        producer.beginTransaction();
        for (long number = first; number < first + count && failure.get() == null; number++) {
            var record = input.record(number, again);
            bytes += record.key().length() + record.value().length;
            records++;
            producer.send(record, (written, error) -> {
                if (error != null) {
                    failure.compareAndSet(null, error);
                }
            });
        }
        producer.flush();
        if (failure.get() != null) {
            throw new LoadFailedException("Kafka did not take what is to be read: " + failure.get(), failure.get());
        }
    }

    /** Makes what was prepared visible. */
    void reveal() {
        producer.commitTransaction();
    }

    /** Responses that were given so far. */
    long responses() {
        return next;
    }

    /** Mean size of a record's key and value. */
    long recordBytes() {
        return records == 0 ? 0 : bytes / records;
    }

    @Override
    public void close() {
        producer.close();
    }
}
