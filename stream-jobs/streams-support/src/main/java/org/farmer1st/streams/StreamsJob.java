package org.farmer1st.streams;

import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.farmer1st.runtime.health.Health;
import org.farmer1st.runtime.health.HealthServer;
import org.farmer1st.runtime.process.Service;
import org.farmer1st.runtime.process.ServiceProcess;
import org.farmer1st.schemas.WireFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka Streams job as a process. Live while its threads are; ready once every lane it was given is restored and read.
 *
 * <p>What a kill leaves: an open transaction, which the restarted instance fences as soon as it is back (its state
 * directory holds the id that its transactions go by), else the broker after 10 s; and local state that may be ahead of the
 * last commit, which is thrown away ({@link LocalState}) and restored from the changelog.
 */
public final class StreamsJob implements Service {

    private static final Logger LOG = LoggerFactory.getLogger(StreamsJob.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(8);

    private static final long MEMORY_BYTES = 48L << 20;
    private static final long WRITE_BUFFER_BYTES = 32L << 20;

    private final StreamsJobConfig config;
    private final RocksMemory memory;
    private final LocalState state;
    private final KafkaStreams streams;
    private final Runnable giveUp;
    private volatile boolean closing;
    private boolean begun;
    private HealthServer health;

    /**
     * A job that ends its process when it can't go on.
     *
     * @param name of the job: its application id, and with it the names of its group, changelogs and dead letters
     * @param topology made with the wire format of the configured registry
     */
    public static StreamsJob of(String name, StreamsJobConfig config, Function<WireFormat, Topology> topology) {
        WireFormat format = new WireFormat(new CachedSchemaRegistryClient(config.schemaRegistryUrl(), 1_000));
        return new StreamsJob(name, config, topology.apply(format), () -> System.exit(ServiceProcess.FAILED));
    }

    /** @param giveUp run on a thread of its own when the job has ended without having been closed */
    StreamsJob(String name, StreamsJobConfig config, Topology topology, Runnable giveUp) {
        this.config = config;
        this.giveUp = giveUp;
        this.memory = new RocksMemory(config.stateDirectory(), MEMORY_BYTES, WRITE_BUFFER_BYTES);
        this.state = new LocalState(config.stateDirectory(), name);
        Properties properties = StreamsProperties.of(name, config, memory);
        this.streams = config.exactlyOnce()
                ? new KafkaStreams(topology, properties, new TransactionClients())
                : new KafkaStreams(topology, properties);
        streams.setUncaughtExceptionHandler(new FailurePolicy(InstantSource.system(), Duration.ofSeconds(1)));
        streams.setStateListener(this::stateChanged);
    }

    @Override
    public void start() {
        if (!config.exactlyOnce()) {
            LOG.warn("At least once, as PROCESSING_GUARANTEE says: records are doubled after a failure");
        }
        health = new HealthServer(
                config.httpHost(),
                config.httpPort(),
                new Health().live("threads", this::liveness).ready("streams", this::readiness));
        if (config.exactlyOnce()) {
            begun = true;
            state.begin();
        }
        streams.start();
    }

    private void stateChanged(KafkaStreams.State now, KafkaStreams.State before) {
        LOG.info("{} after {}", now, before);
        if (!closing && (now == KafkaStreams.State.ERROR || now == KafkaStreams.State.NOT_RUNNING)) {
            new Thread(giveUp, "give-up").start();
        }
    }

    private Optional<String> liveness() {
        KafkaStreams.State state = streams.state();
        boolean alive = state == KafkaStreams.State.CREATED || state.isRunningOrRebalancing();
        return alive ? Optional.empty() : Optional.of("the streams are in state " + state);
    }

    private Optional<String> readiness() {
        KafkaStreams.State state = streams.state();
        return state == KafkaStreams.State.RUNNING
                ? Optional.empty()
                : Optional.of("the streams are in state " + state + ": lanes are being assigned or restored");
    }

    /** The port of its health, once started. */
    public int httpPort() {
        return health.port();
    }

    /** Commits what is under way and stops, within 8 s. */
    @Override
    public void close() {
        closing = true;
        if (health != null) {
            health.close();
        }
        if (streams.close(CLOSE_TIMEOUT)) {
            if (begun) {
                state.end();
            }
            memory.close();
        }
    }
}
