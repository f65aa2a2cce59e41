package org.farmer1st.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

    @Test
    void everyErrorIsReportedTogetherAndNoSecretWithThem() {
        InvalidConfigurationException thrown = catchThrowableOfType(
                InvalidConfigurationException.class,
                () -> Settings.read(
                        Map.of("PORT", "http", "KEY", "c2hvcnQ=", "URL", "no-scheme"),
                        settings -> settings.text("NAME")
                                + settings.integer("PORT", 1, 0, 10)
                                + settings.key("KEY", 32).length
                                + settings.address("URL")));

        assertThat(thrown.errors())
                .containsExactly(
                        "NAME is not set",
                        "PORT must be a whole number from 0 to 10, not 'http'",
                        "KEY must be at least 32 bytes in base64",
                        "URL must be an absolute address, not 'no-scheme'");
        assertThat(thrown).hasMessageNotContaining("c2hvcnQ=");
    }

    @Test
    void keysAreAllReadOrReportedWithoutTheirValues() {
        String key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

        List<byte[]> keys = Settings.read(Map.of("KEYS", key + ", " + key), s -> s.keys("KEYS", 32));

        assertThat(keys).hasSize(2);
        for (String wrong : List.of("", key + ",", key + ",c2hvcnQ=", "?")) {
            assertThatThrownBy(() -> Settings.read(Map.of("KEYS", wrong), s -> s.keys("KEYS", 32)))
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining("KEYS")
                    .hasMessageNotContaining("c2hvcnQ=");
        }
    }

    @Test
    void whatIsNotSetIsItsDefault() {
        Duration interval = Settings.read(Map.of(), s -> s.milliseconds("INTERVAL", Duration.ofMillis(20)));
        String text = Settings.read(Map.of("A", "  "), s -> s.text("A", "b"));

        assertThat(interval).isEqualTo(Duration.ofMillis(20));
        assertThat(text).isEqualTo("b");
    }
}
