package org.farmer1st.sqljobs.job;

import java.time.Duration;
import java.time.Instant;
import org.farmer1st.flink.attached.AttachedJobConfig;
import org.farmer1st.flink.job.JobSettings;
import org.farmer1st.flink.lane.DatabaseSettings;
import org.farmer1st.schemas.Lanes;

/**
 * What a SQL job is submitted with.
 *
 * @param name {@code NAME}, the job's: its file's name without {@code .sql}
 * @param sql {@code SQL}, the text of the file
 * @param generation {@code GENERATION}, the build of the view that it writes, which must have been made; 0 to restore
 *     state and write nothing
 * @param bootstrapServers {@code KAFKA_BOOTSTRAP_SERVERS}
 * @param schemaRegistryUrl {@code SCHEMA_REGISTRY_URL}
 * @param lanes {@code LANES}, 16 unless given
 * @param database {@code DATABASE_URL}, {@code DATABASE_USER}, {@code DATABASE_PASSWORD}
 * @param lettersSince {@code DEAD_LETTERS_SINCE}, as {@link AttachedJobConfig#lettersSince} has it
 * @param checkpointInterval {@code CHECKPOINT_INTERVAL_MS}, 1000 unless given: the view moves with each
 * @param parallelism {@code PARALLELISM}, 1 unless given
 */
record SqlJobConfig(
        String name,
        String sql,
        int generation,
        String bootstrapServers,
        String schemaRegistryUrl,
        Lanes lanes,
        DatabaseSettings database,
        Instant lettersSince,
        Duration checkpointInterval,
        int parallelism) {

    /** Reads it; errors are collected in the settings. */
    static SqlJobConfig read(JobSettings settings) {
        settings.required("GENERATION");
        int generation = settings.number("GENERATION", 0, 0);
        return new SqlJobConfig(
                settings.required("NAME"),
                settings.required("SQL"),
                generation,
                settings.required("KAFKA_BOOTSTRAP_SERVERS"),
                settings.required("SCHEMA_REGISTRY_URL"),
                new Lanes(settings.number("LANES", 1, Lanes.DEFAULT_COUNT)),
                new DatabaseSettings(
                        settings.required("DATABASE_URL"),
                        settings.required("DATABASE_USER"),
                        settings.optional("DATABASE_PASSWORD").orElse("")),
                AttachedJobConfig.lettersSince(settings, generation),
                settings.milliseconds("CHECKPOINT_INTERVAL_MS", Duration.ofSeconds(1)),
                settings.number("PARALLELISM", 1, 1));
    }
}
