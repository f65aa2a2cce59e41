package org.farmer1st.benchmarks.jobs;

import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.farmer1st.runtime.process.ServiceProcess;
import org.farmer1st.schemas.Topic;
import org.farmer1st.schemas.WireFormat;
import org.farmer1st.streams.Destination;
import org.farmer1st.streams.PatientReader;
import org.farmer1st.streams.Sinks;
import org.farmer1st.streams.StreamsJob;
import org.farmer1st.streams.StreamsJobConfig;

/**
 * A reference process: the least that a Kafka Streams job with state does, with our jobs' settings. Each record of INPUT is
 * decoded, looked for and kept in a store, and goes on to OUTPUT as it is. Nothing is decided.
 */
public final class LeastJobMain {

    /** Its name. */
    static final String JOB = "least-job";

    private static final String KEPT = "kept";
    private static final int ANY_FREE_PORT = 0;

    private LeastJobMain() {}

    public static void main(String[] arguments) {
        ServiceProcess.run(JOB, environment -> {
            StreamsJobConfig config = StreamsJobConfig.from(environment, ANY_FREE_PORT);
            return StreamsJob.of(JOB, config, format -> topology(environment, format));
        });
    }

    private static Topology topology(Map<String, String> environment, WireFormat format) {
        Topic<?> input = ReadingLoop.topic(environment.get("INPUT"));
        Topology topology = new Topology();
        topology.addSource("input", new ByteArrayDeserializer(), new ByteArrayDeserializer(), input.name());
        topology.addProcessor("keep", () -> new Keep(new PatientReader<>(format, input)), "input");
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(KEPT), Serdes.ByteArray(), Serdes.ByteArray()),
                "keep");
        Sinks.events(
                topology, "output", ReadingLoop.topic(environment.get("OUTPUT")), new ByteArraySerializer(), "keep");
        return topology;
    }

    private static final class Keep implements Processor<byte[], byte[], Destination, byte[]> {

        private final PatientReader<?> reader;
        private ProcessorContext<Destination, byte[]> context;
        private KeyValueStore<byte[], byte[]> kept;

        Keep(PatientReader<?> reader) {
            this.reader = reader;
        }

        @Override
        public void init(ProcessorContext<Destination, byte[]> processorContext) {
            context = processorContext;
            kept = context.getStateStore(KEPT);
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            reader.read(record.value());
            long offset = context.recordMetadata().orElseThrow().offset();
            byte[] key = ByteBuffer.allocate(record.key().length + Long.BYTES)
                    .put(record.key())
                    .putLong(offset)
                    .array();
            if (kept.get(key) == null) {
                kept.put(key, record.value());
            }
            context.forward(new Record<>(
                    Destination.of(context.taskId().partition(), record.key()), record.value(), record.timestamp()));
        }
    }
}
