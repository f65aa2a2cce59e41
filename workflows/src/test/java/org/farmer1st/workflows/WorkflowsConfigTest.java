package org.farmer1st.workflows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.farmer1st.runtime.config.InvalidConfigurationException;
import org.junit.jupiter.api.Test;

class WorkflowsConfigTest {

    private static final Map<String, String> REQUIRED = Map.of(
            "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:19092",
            "SCHEMA_REGISTRY_URL", "http://127.0.0.1:18081/apis/ccompat/v7",
            "DATABASE_URL", "jdbc:postgresql://127.0.0.1:15432/farmer1st",
            "DATABASE_USER", "farmer1st",
            "DATABASE_PASSWORD", "secret",
            "TEMPORAL_TARGET", "127.0.0.1:17233");

    @Test
    void hasDefaultsForAllButItsNeighbours() {
        assertThat(WorkflowsConfig.from(REQUIRED))
                .isEqualTo(new WorkflowsConfig(
                        "127.0.0.1:19092",
                        "http://127.0.0.1:18081/apis/ccompat/v7",
                        "jdbc:postgresql://127.0.0.1:15432/farmer1st",
                        "farmer1st",
                        "secret",
                        "127.0.0.1:17233",
                        "default",
                        Duration.ofSeconds(2),
                        WorkflowsConfig.Scheduler.TEMPORAL,
                        Duration.ofSeconds(60),
                        "127.0.0.1",
                        8094));
    }

    @Test
    void reportsAllThatIsMissingTogether() {
        assertThatThrownBy(() -> WorkflowsConfig.from(Map.of()))
                .isInstanceOfSatisfying(InvalidConfigurationException.class, e -> assertThat(e.errors())
                        .hasSize(6));
    }
}
