package org.farmer1st.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pins the names and defaults of the environment, and the settings that guarantees rest on. */
class StreamsJobConfigTest {

    private static final Map<String, String> LEAST = Map.of(
            "KAFKA_BOOTSTRAP_SERVERS", "localhost:9092",
            "SCHEMA_REGISTRY_URL", "http://localhost:8081/apis/ccompat/v7",
            "STATE_DIRECTORY", "/var/lib/job");

    @TempDir
    Path directory;

    @Test
    void hasDefaults() {
        assertThat(StreamsJobConfig.from(LEAST, 8091))
                .isEqualTo(new StreamsJobConfig(
                        "localhost:9092",
                        "http://localhost:8081/apis/ccompat/v7",
                        new Lanes(16),
                        Path.of("/var/lib/job"),
                        Duration.ofMillis(20),
                        true,
                        1,
                        0,
                        Optional.empty(),
                        "127.0.0.1",
                        8091));
    }

    @Test
    void takesEverySetting() {
        Map<String, String> environment = new HashMap<>(LEAST);
        environment.putAll(Map.of(
                "LANES", "4",
                "COMMIT_INTERVAL_MS", "100",
                "PROCESSING_GUARANTEE", "at_least_once",
                "STREAM_THREADS", "2",
                "STANDBY_REPLICAS", "1",
                "INSTANCE_ID", "intake-0",
                "HTTP_HOST", "0.0.0.0",
                "HTTP_PORT", "9000"));
        assertThat(StreamsJobConfig.from(environment, 8091))
                .isEqualTo(new StreamsJobConfig(
                        "localhost:9092",
                        "http://localhost:8081/apis/ccompat/v7",
                        new Lanes(4),
                        Path.of("/var/lib/job"),
                        Duration.ofMillis(100),
                        false,
                        2,
                        1,
                        Optional.of("intake-0"),
                        "0.0.0.0",
                        9000));
    }

    @Test
    void reportsEverythingThatIsWrong() {
        assertThatThrownBy(() -> StreamsJobConfig.from(Map.of("LANES", "none", "COMMIT_INTERVAL_MS", "-1"), 8091))
                .hasMessageContaining("KAFKA_BOOTSTRAP_SERVERS")
                .hasMessageContaining("SCHEMA_REGISTRY_URL")
                .hasMessageContaining("STATE_DIRECTORY")
                .hasMessageContaining("LANES")
                .hasMessageContaining("COMMIT_INTERVAL_MS");
    }

    @Test
    void everyJobIsExactlyOnceFreshAndBackInTenSeconds() {
        Map<String, String> environment = new HashMap<>(LEAST);
        environment.put("INSTANCE_ID", "intake-0");
        try (RocksMemory memory = new RocksMemory(directory, 1 << 20, 1 << 19)) {
            Properties properties =
                    StreamsProperties.of("response-intake", StreamsJobConfig.from(environment, 8091), memory);
            assertThat(properties)
                    .containsEntry("application.id", "response-intake")
                    .containsEntry("processing.guarantee", "exactly_once_v2")
                    .containsEntry("commit.interval.ms", 20L)
                    .containsEntry("poll.ms", 10L)
                    .containsEntry("consumer.isolation.level", "read_committed")
                    .containsEntry("producer.transaction.timeout.ms", 10_000)
                    .containsEntry("main.consumer.session.timeout.ms", 10_000)
                    .containsEntry("main.consumer.group.instance.id", "intake-0")
                    .containsEntry("producer.max.request.size", Topic.MOST_BYTES)
                    .containsEntry("topic.max.message.bytes", Integer.toString(Topic.MOST_BYTES));
        }
    }
}
