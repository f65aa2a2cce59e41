package org.farmer1st.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.farmer1st.runtime.config.InvalidConfigurationException;
import org.farmer1st.runtime.limits.RateLimit;
import org.farmer1st.runtime.limits.RateLimitConfig;
import org.junit.jupiter.api.Test;

class IngestConfigTest {

    @Test
    void whatHasToBeSetAndWhatTheRestIs() {
        InvalidConfigurationException refused =
                catchThrowableOfType(InvalidConfigurationException.class, () -> IngestConfig.from(Map.of()));
        assertThat(refused.errors())
                .extracting(error -> error.substring(0, error.indexOf(' ')))
                .containsExactly(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        "SCHEMA_REGISTRY_URL",
                        "REDIS_URL",
                        "TOKEN_ISSUER",
                        "TOKEN_JWKS_URL",
                        "RECEIPT_KEY",
                        "CONTENT_HASH_KEY");

        String key = Base64.getEncoder().encodeToString(new byte[32]);
        IngestConfig config = IngestConfig.from(Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", "localhost:19092",
                "SCHEMA_REGISTRY_URL", "http://localhost:18081/apis/ccompat/v7",
                "REDIS_URL", "redis://localhost:16379",
                "TOKEN_ISSUER", "http://localhost:8095",
                "TOKEN_JWKS_URL", "http://localhost:8095/jwks",
                "RECEIPT_KEY", key,
                "CONTENT_HASH_KEY", key));
        assertThat(config.lanes().count()).isEqualTo(16);
        assertThat(config.httpHost()).isEqualTo("127.0.0.1");
        assertThat(config.httpPort()).isEqualTo(8080);
        assertThat(config.authentication().bearer().get(0).audience()).isEqualTo("farmer1st");
        assertThat(config.rateLimits())
                .isEqualTo(new RateLimitConfig(new RateLimit(100, 5_000), new RateLimit(5_000, 50_000)));
        assertThat(config.mostInFlight()).isEqualTo(10_000);
        assertThat(config.deliveryTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.recognitionTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.recognitionPeriod()).isEqualTo(Duration.ofDays(7));
    }
}
