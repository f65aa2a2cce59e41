package org.farmer1st.workflows;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.farmer1st.runtime.config.Settings;

/**
 * What a deployment decides of this process.
 *
 * @param kafkaBootstrapServers {@code KAFKA_BOOTSTRAP_SERVERS}
 * @param schemaRegistryUrl {@code SCHEMA_REGISTRY_URL}
 * @param databaseUrl {@code DATABASE_URL}
 * @param databaseUser {@code DATABASE_USER}
 * @param databasePassword {@code DATABASE_PASSWORD}
 * @param temporalTarget {@code TEMPORAL_TARGET}, host:port
 * @param temporalNamespace {@code TEMPORAL_NAMESPACE}, {@code default} unless set
 * @param reconciliationInterval {@code RECONCILIATION_INTERVAL_MS}, 2 s unless set: how often Temporal is asked for every
 *     workflow that has not ended
 * @param scheduler {@code SCHEDULES}: {@code temporal} unless set, or {@code ticker} where Temporal has no schedules
 * @param tickInterval {@code TICK_INTERVAL_MS}, 60 s unless set: how often the ticker asks for the workflows of the day
 * @param httpHost {@code HTTP_HOST}, 127.0.0.1 unless set
 * @param httpPort {@code HTTP_PORT}, 8094 unless set, 0 for a free one
 */
public record WorkflowsConfig(
        String kafkaBootstrapServers,
        String schemaRegistryUrl,
        String databaseUrl,
        String databaseUser,
        String databasePassword,
        String temporalTarget,
        String temporalNamespace,
        Duration reconciliationInterval,
        Scheduler scheduler,
        Duration tickInterval,
        String httpHost,
        int httpPort) {

    /** Who starts recurring workflows. */
    public enum Scheduler {
        /** Temporal's schedules. */
        TEMPORAL,
        /** A clock of this process. */
        TICKER
    }

    /** @throws org.farmer1st.runtime.config.InvalidConfigurationException naming everything that is wrong */
    public static WorkflowsConfig from(Map<String, String> environment) {
        return Settings.read(
                environment,
                settings -> new WorkflowsConfig(
                        settings.text("KAFKA_BOOTSTRAP_SERVERS"),
                        settings.address("SCHEMA_REGISTRY_URL").toString(),
                        settings.text("DATABASE_URL"),
                        settings.text("DATABASE_USER"),
                        settings.text("DATABASE_PASSWORD"),
                        settings.text("TEMPORAL_TARGET"),
                        settings.text("TEMPORAL_NAMESPACE", "default"),
                        settings.milliseconds("RECONCILIATION_INTERVAL_MS", Duration.ofSeconds(2)),
                        Scheduler.valueOf(settings.oneOf("SCHEDULES", "temporal", Set.of("temporal", "ticker"))
                                .toUpperCase(Locale.ROOT)),
                        settings.milliseconds("TICK_INTERVAL_MS", Duration.ofSeconds(60)),
                        settings.text("HTTP_HOST", "127.0.0.1"),
                        settings.integer("HTTP_PORT", 8094, 0, 65535)));
    }
}
