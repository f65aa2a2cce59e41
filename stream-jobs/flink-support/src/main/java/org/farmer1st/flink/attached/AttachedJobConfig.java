package org.farmer1st.flink.attached;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.farmer1st.flink.job.JobSettings;
import org.farmer1st.flink.lane.DatabaseSettings;
import org.farmer1st.flink.source.DeadLetter;
import org.farmer1st.flink.source.DeadLetterSink;
import org.farmer1st.postgres.attached.ViewDefinition;
import org.farmer1st.schemas.Provisioning;

/**
 * What a job that feeds an attached view is submitted with.
 *
 * @param name {@code NAME}, the job's
 * @param view {@code VIEW}, the definition of the view, as JSON
 * @param generation {@code GENERATION}, the build of the view that it writes; it must have been made
 * @param bootstrapServers {@code KAFKA_BOOTSTRAP_SERVERS}
 * @param schemaRegistryUrl {@code SCHEMA_REGISTRY_URL}
 * @param database {@code DATABASE_URL}, {@code DATABASE_USER}, {@code DATABASE_PASSWORD}
 * @param lettersSince {@code DEAD_LETTERS_SINCE}, an instant; the beginning unless given. Records from before that can't be
 *     decoded are passed over: another run has set them aside
 * @param checkpointInterval {@code CHECKPOINT_INTERVAL_MS}, 1000 unless given: the view moves with each
 */
public record AttachedJobConfig(
        String name,
        ViewDefinition view,
        int generation,
        String bootstrapServers,
        String schemaRegistryUrl,
        DatabaseSettings database,
        Instant lettersSince,
        Duration checkpointInterval) {

    /** The generation of a trial, which restores state and writes nothing. */
    private static final int TRIAL = 0;

    /**
     * From a job's arguments.
     *
     * @throws IllegalArgumentException that says everything that is missing or wrong
     */
    public static AttachedJobConfig of(String... arguments) {
        JobSettings settings = JobSettings.ofArguments(arguments);
        String name = settings.required("NAME");
        String view = settings.required("VIEW");
        settings.required("GENERATION");
        int generation = settings.number("GENERATION", 0, 0);
        String bootstrapServers = settings.required("KAFKA_BOOTSTRAP_SERVERS");
        String schemaRegistryUrl = settings.required("SCHEMA_REGISTRY_URL");
        DatabaseSettings database = new DatabaseSettings(
                settings.required("DATABASE_URL"),
                settings.required("DATABASE_USER"),
                settings.optional("DATABASE_PASSWORD").orElse(""));
        Instant lettersSince = lettersSince(settings, generation);
        Duration checkpointInterval = settings.milliseconds("CHECKPOINT_INTERVAL_MS", Duration.ofSeconds(1));
        settings.check();
        return new AttachedJobConfig(
                name,
                ViewDefinition.fromJson(view),
                generation,
                bootstrapServers,
                schemaRegistryUrl,
                database,
                lettersSince,
                checkpointInterval);
    }

    /** Since when a run sets records aside, as its settings say: a trial never. */
    public static Instant lettersSince(JobSettings settings, int generation) {
        Instant since =
                settings.optional("DEAD_LETTERS_SINCE").map(Instant::parse).orElse(Instant.MIN);
        return generation == TRIAL ? Instant.MAX : since;
    }

    /** Where records go that can't be decoded. */
    public Sink<DeadLetter> deadLetters() {
        return DeadLetterSink.of(name, bootstrapServers, lettersSince);
    }

    /** Makes the job's dead-letter topic where it isn't there; its letters are kept until somebody deletes them. */
    public void makeDeadLetterTopic() throws InterruptedException {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            Provisioning.createDeadLetterTopic(admin, name);
        }
    }
}
