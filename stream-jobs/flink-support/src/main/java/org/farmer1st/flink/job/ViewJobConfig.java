package org.farmer1st.flink.job;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.farmer1st.flink.lane.DatabaseSettings;
import org.farmer1st.flink.lane.LaneViewSettings;
import org.farmer1st.flink.source.DeadLetter;
import org.farmer1st.flink.source.DeadLetterSink;
import org.farmer1st.flink.source.TopicIdentity;
import org.farmer1st.postgres.Generations;
import org.farmer1st.schemas.Topic;

/**
 * What a job that writes a view is configured with.
 *
 * @param bootstrapServers {@code KAFKA_BOOTSTRAP_SERVERS}
 * @param schemaRegistryUrl {@code SCHEMA_REGISTRY_URL}
 * @param lanes {@code LANES}, 16 unless given
 * @param database {@code DATABASE_URL}, {@code DATABASE_USER}, {@code DATABASE_PASSWORD}
 * @param generation {@code GENERATION}, the build of the view to write; the live one unless given
 * @param flushInterval {@code FLUSH_INTERVAL_MS}, 10 unless given
 * @param flushEntries {@code FLUSH_ENTRIES}, 1000 unless given
 * @param probeInterval {@code PROBE_INTERVAL_MS}, 5000 unless given
 * @param checkpointInterval {@code CHECKPOINT_INTERVAL_MS}, 30000 unless given
 */
public record ViewJobConfig(
        String bootstrapServers,
        String schemaRegistryUrl,
        int lanes,
        DatabaseSettings database,
        Optional<Integer> generation,
        Duration flushInterval,
        int flushEntries,
        Duration probeInterval,
        Duration checkpointInterval) {

    /** Reads it; errors are collected in the settings. */
    public static ViewJobConfig read(JobSettings settings) {
        return new ViewJobConfig(
                settings.required("KAFKA_BOOTSTRAP_SERVERS"),
                settings.required("SCHEMA_REGISTRY_URL"),
                settings.number("LANES", 1, 16),
                new DatabaseSettings(
                        settings.required("DATABASE_URL"),
                        settings.required("DATABASE_USER"),
                        settings.optional("DATABASE_PASSWORD").orElse("")),
                settings.optional("GENERATION").map(given -> settings.number("GENERATION", 1, 1)),
                settings.milliseconds("FLUSH_INTERVAL_MS", Duration.ofMillis(10)),
                settings.number("FLUSH_ENTRIES", 1, 1000),
                settings.milliseconds("PROBE_INTERVAL_MS", Duration.ofSeconds(5)),
                settings.milliseconds("CHECKPOINT_INTERVAL_MS", Duration.ofSeconds(30)));
    }

    /** The name of a job that runs with this: one that builds a generation of its own has its own name. */
    public String jobName(String job) {
        return generation.map(build -> job + " generation " + build).orElse(job);
    }

    /**
     * Where a job's dead letters go: nowhere where it builds a generation of its own, since the job that writes the live one
     * has set the same records aside.
     */
    public Sink<DeadLetter> deadLetters(String job) {
        return generation.isPresent() ? new DiscardingSink<>() : DeadLetterSink.of(job, bootstrapServers);
    }

    /** Looks the job's topic up. */
    public TopicIdentity topic(Topic<?> topic) throws InterruptedException {
        return TopicIdentity.of(topic.name(), bootstrapServers, lanes);
    }

    /** Looks up which generation of the view this job writes, and creates it where it is not there yet. */
    public LaneViewSettings view(String view, TopicIdentity topic) throws SQLException {
        try (Connection connection = database.connect()) {
            int build;
            if (generation.isPresent()) {
                build = generation.get();
                Generations.create(connection, view, build, lanes);
            } else {
                build = Generations.ensureLive(connection, view, lanes);
            }
            return new LaneViewSettings(view, build, lanes, topic.id(), flushInterval, flushEntries, probeInterval);
        }
    }
}
