package org.farmer1st.streams;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.farmer1st.runtime.config.Settings;
import org.farmer1st.schemas.Lanes;

/**
 * What a Kafka Streams process is told by its environment.
 *
 * @param kafkaBootstrapServers {@code KAFKA_BOOTSTRAP_SERVERS}
 * @param schemaRegistryUrl {@code SCHEMA_REGISTRY_URL}
 * @param lanes {@code LANES}: those of the deployment
 * @param stateDirectory {@code STATE_DIRECTORY}: its own; what is lost of it is restored from Kafka
 * @param commitInterval {@code COMMIT_INTERVAL_MS}: how long a transaction stays open, and so the delay that this hop adds
 * @param exactlyOnce {@code PROCESSING_GUARANTEE}, {@code exactly_once} unless set: with {@code at_least_once}, a failure doubles
 *     records and leaves state that is ahead of what was read, which breaks every promise that the jobs make; it is there to
 *     be measured against
 * @param threads {@code STREAM_THREADS}: lanes are divided among them
 * @param standbyReplicas {@code STANDBY_REPLICAS}: how many other instances follow the state of each lane, so as to go on with
 *     it where its own instance is gone for good; needs as many more instances
 * @param instanceId {@code INSTANCE_ID}: names this instance across restarts, so that its lanes wait for it instead of
 *     moving; without one, a restart is a new member
 * @param httpHost {@code HTTP_HOST} of its health
 * @param httpPort {@code HTTP_PORT} of its health; 0 for a free one
 */
public record StreamsJobConfig(
        String kafkaBootstrapServers,
        String schemaRegistryUrl,
        Lanes lanes,
        Path stateDirectory,
        Duration commitInterval,
        boolean exactlyOnce,
        int threads,
        int standbyReplicas,
        Optional<String> instanceId,
        String httpHost,
        int httpPort) {

    private static final String EXACTLY_ONCE = "exactly_once";
    private static final String AT_LEAST_ONCE = "at_least_once";

    /**
     * Reads it.
     *
     * @param defaultHttpPort unless {@code HTTP_PORT} says otherwise
     * @throws org.farmer1st.runtime.config.InvalidConfigurationException naming everything that is missing or wrong
     */
    public static StreamsJobConfig from(Map<String, String> environment, int defaultHttpPort) {
        return Settings.read(
                environment,
                settings -> new StreamsJobConfig(
                        settings.text("KAFKA_BOOTSTRAP_SERVERS"),
                        settings.address("SCHEMA_REGISTRY_URL").toString(),
                        new Lanes(settings.integer("LANES", Lanes.DEFAULT_COUNT, 1, 10_000)),
                        Path.of(settings.text("STATE_DIRECTORY")),
                        Duration.ofMillis(settings.integer("COMMIT_INTERVAL_MS", 20, 1, 5_000)),
                        settings.oneOf("PROCESSING_GUARANTEE", EXACTLY_ONCE, Set.of(EXACTLY_ONCE, AT_LEAST_ONCE))
                                .equals(EXACTLY_ONCE),
                        settings.integer("STREAM_THREADS", 1, 1, 64),
                        settings.integer("STANDBY_REPLICAS", 0, 0, 3),
                        settings.optionalText("INSTANCE_ID"),
                        settings.text("HTTP_HOST", "127.0.0.1"),
                        settings.integer("HTTP_PORT", defaultHttpPort, 0, 65_535)));
    }
}
