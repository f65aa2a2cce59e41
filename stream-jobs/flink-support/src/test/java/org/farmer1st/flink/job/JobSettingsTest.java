package org.farmer1st.flink.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class JobSettingsTest {

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        JobSettings settings = JobSettings.ofArguments("--LANES", "none", "--FLUSH_INTERVAL_MS", "0");
        ViewJobConfig.read(settings);
        assertThatThrownBy(settings::check)
                .hasMessageContaining("KAFKA_BOOTSTRAP_SERVERS is missing")
                .hasMessageContaining("DATABASE_URL is missing")
                .hasMessageContaining("LANES must be a number from 1 on, not none")
                .hasMessageContaining("FLUSH_INTERVAL_MS must be a number from 1 on, not 0");
    }

    @Test
    void defaultsAreThoseOfTheReadme() {
        JobSettings settings = JobSettings.ofArguments(
                "--KAFKA_BOOTSTRAP_SERVERS",
                "localhost:1",
                "--SCHEMA_REGISTRY_URL",
                "http://localhost:2",
                "--DATABASE_URL",
                "jdbc:postgresql://localhost:3/farmer1st",
                "--DATABASE_USER",
                "farmer1st");
        ViewJobConfig config = ViewJobConfig.read(settings);
        settings.check();
        assertThat(config.lanes()).isEqualTo(16);
        assertThat(config.generation()).isEmpty();
        assertThat(config.flushInterval()).isEqualTo(Duration.ofMillis(10));
        assertThat(config.flushEntries()).isEqualTo(1000);
        assertThat(config.probeInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.checkpointInterval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.database().password()).isEmpty();
    }

    @Test
    void argumentsArePairs() {
        assertThatThrownBy(() -> JobSettings.ofArguments("LANES", "4").check()).hasMessageContaining("LANES is none");
    }
}
