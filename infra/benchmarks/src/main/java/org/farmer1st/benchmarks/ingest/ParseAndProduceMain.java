package org.farmer1st.benchmarks.ingest;

import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.farmer1st.benchmarks.services.CommandedProcess;
import org.farmer1st.events.Submission;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;

/**
 * A reference process: a loop that only parses the lines of a batch and produces, in one thread, without HTTP. Reads
 * KAFKA_BOOTSTRAP_SERVERS, SCHEMA_REGISTRY_URL and LANES, and then commands from standard input, a line each:
 * {@code MILLISECONDS RECORDS FILE}. It goes through the file's lines again and again for so long, or until it made so many
 * records, waits until Kafka has all, and answers {@code done RECORDS NANOSECONDS}.
 */
public final class ParseAndProduceMain {

    private final KafkaProducer<String, byte[]> producer;
    private final Serializer<Submission> serializer;
    private final Lanes lanes;

    private ParseAndProduceMain(
            KafkaProducer<String, byte[]> producer, Serializer<Submission> serializer, Lanes lanes) {
        this.producer = producer;
        this.serializer = serializer;
        this.lanes = lanes;
    }

    public static void main(String[] arguments) throws IOException {
        Lanes lanes = new Lanes(Integer.parseInt(System.getenv("LANES")));
        WireFormat wireFormat =
                new WireFormat(new CachedSchemaRegistryClient(System.getenv("SCHEMA_REGISTRY_URL"), 100));
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(ReferenceProducer.properties(System.getenv("KAFKA_BOOTSTRAP_SERVERS")))) {
            producer.partitionsFor(Topics.SUBMISSIONS.name());
            new ParseAndProduceMain(producer, wireFormat.serializer(Topics.SUBMISSIONS), lanes).serve();
        }
    }

    private void serve() throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String[] command = line.split(" ", 3);
            byte[] batch = Files.readAllBytes(Path.of(command[2]));
            long start = System.nanoTime();
            long end = start + Duration.ofMillis(Long.parseLong(command[0])).toNanos();
            long most = Long.parseLong(command[1]);
            long records = 0;
            AtomicReference<Exception> failure = new AtomicReference<>();
            while (System.nanoTime() < end && records < most && failure.get() == null) {
                records += produce(batch, failure);
            }
            producer.flush();
            if (failure.get() != null) {
                throw new IllegalStateException("Kafka did not take a record", failure.get());
            }
            System.out.println(CommandedProcess.ANSWER + records + " " + (System.nanoTime() - start));
        }
    }

    private int produce(byte[] batch, AtomicReference<Exception> failure) throws IOException {
        Instant now = Instant.now();
        int records = 0;
        int start = 0;
        while (start < batch.length) {
            int end = start;
            while (end < batch.length && batch[end] != '\n') {
                end++;
            }
            UncheckedResponse response =
                    UncheckedResponse.read(batch, start, end - start, IngestLoad.TENANT, lanes, now);
            byte[] value = serializer.serialize(Topics.SUBMISSIONS.name(), response.submission());
            producer.send(
                    new ProducerRecord<>(Topics.SUBMISSIONS.name(), response.lane(), response.key(), value),
                    (written, error) -> {
                        if (error != null) {
                            failure.compareAndSet(null, error);
                        }
                    });
            records++;
            start = end + 1;
        }
        return records;
    }
}
