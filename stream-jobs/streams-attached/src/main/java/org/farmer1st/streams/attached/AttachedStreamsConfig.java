package org.farmer1st.streams.attached;

import java.time.Instant;
import java.util.Map;
import org.farmer1st.postgres.attached.ViewDefinition;
import org.farmer1st.runtime.config.Settings;
import org.farmer1st.streams.StreamsJobConfig;

/**
 * What the process of a Kafka Streams job that feeds a view is told by its environment.
 *
 * @param names {@code NAME}, the job's, and {@code GENERATION}, the build of the view that it writes; it must have been made
 * @param view {@code VIEW}, the definition of the view, as JSON
 * @param lettersSince {@code DEAD_LETTERS_SINCE}, an instant; the beginning unless given. Records from before that can't be
 *     read are passed over: another run has set them aside
 * @param database {@code DATABASE_URL}, {@code DATABASE_USER}, {@code DATABASE_PASSWORD}
 * @param streams the rest
 */
public record AttachedStreamsConfig(
        JobNames names, ViewDefinition view, Instant lettersSince, Database database, StreamsJobConfig streams) {

    /** Where views are. */
    public record Database(String url, String user, String password) {
        /** The password stays unsaid. */
        @Override
        public String toString() {
            return url + " as " + user;
        }
    }

    /**
     * Reads it.
     *
     * @throws org.farmer1st.runtime.config.InvalidConfigurationException naming what is missing or wrong
     */
    public static AttachedStreamsConfig from(Map<String, String> environment) {
        return Settings.read(
                environment,
                settings -> new AttachedStreamsConfig(
                        new JobNames(settings.text("NAME"), settings.parsed("GENERATION", 1, Integer::valueOf)),
                        settings.parsed("VIEW", null, ViewDefinition::fromJson),
                        settings.optionalText("DEAD_LETTERS_SINCE")
                                .map(Instant::parse)
                                .orElse(Instant.EPOCH),
                        new Database(
                                settings.text("DATABASE_URL"),
                                settings.text("DATABASE_USER"),
                                settings.text("DATABASE_PASSWORD")),
                        StreamsJobConfig.from(environment, 0)));
    }
}
