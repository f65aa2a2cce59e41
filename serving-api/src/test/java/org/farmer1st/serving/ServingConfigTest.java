package org.farmer1st.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HashMap;
import java.util.Map;
import org.farmer1st.runtime.config.InvalidConfigurationException;
import org.farmer1st.runtime.limits.RateLimit;
import org.farmer1st.runtime.limits.RateLimitConfig;
import org.junit.jupiter.api.Test;

class ServingConfigTest {

    private static final Map<String, String> LEAST = Map.of(
            "TOKEN_ISSUER", "http://issuer",
            "TOKEN_JWKS_URL", "http://issuer/keys",
            "RECEIPT_KEY", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
            "DATABASE_URL", "jdbc:postgresql://database/farmer1st",
            "DATABASE_USER", "serving",
            "REDIS_URL", "redis://redis",
            "KAFKA_BOOTSTRAP_SERVERS", "kafka:9092",
            "SCHEMA_REGISTRY_URL", "http://registry/apis/ccompat/v7");

    @Test
    void theRestHasDefaults() {
        ServingConfig config = ServingConfig.from(LEAST);
        assertThat(config.httpHost()).isEqualTo("127.0.0.1");
        assertThat(config.httpPort()).isEqualTo(8081);
        assertThat(config.authentication().bearer().get(0).audience()).isEqualTo("farmer1st");
        assertThat(config.lanes()).isEqualTo(16);
        assertThat(config.rateLimits()).isEqualTo(ServingConfig.RATE_LIMITS);
        assertThat(config.databasePassword()).isEmpty();
        assertThat(config.databaseConnections()).isEqualTo(8);
    }

    @Test
    void everyKeyIsRead() {
        Map<String, String> environment = new HashMap<>(LEAST);
        environment.putAll(Map.of(
                "HTTP_HOST", "0.0.0.0",
                "HTTP_PORT", "9",
                "TOKEN_AUDIENCE", "others",
                "LANES", "4",
                "DATABASE_PASSWORD", "secret",
                "DATABASE_CONNECTIONS", "3",
                "RATE_LIMIT_SUBJECT_PER_SECOND", "1",
                "RATE_LIMIT_SUBJECT_BURST", "2",
                "RATE_LIMIT_TENANT_PER_SECOND", "30",
                "RATE_LIMIT_TENANT_BURST", "40"));
        ServingConfig config = ServingConfig.from(environment);
        assertThat(config.rateLimits()).isEqualTo(new RateLimitConfig(new RateLimit(1, 2), new RateLimit(30, 40)));
        assertThat(config.httpHost()).isEqualTo("0.0.0.0");
        assertThat(config.httpPort()).isEqualTo(9);
        assertThat(config.authentication().bearer().get(0).issuer()).isEqualTo("http://issuer");
        assertThat(config.authentication().bearer().get(0).audience()).isEqualTo("others");
        assertThat(config.authentication().bearer().get(0).keys()).hasToString("http://issuer/keys");
        assertThat(config.receiptKeys()).hasSize(1);
        assertThat(config.lanes()).isEqualTo(4);
        assertThat(config.databaseUrl()).isEqualTo("jdbc:postgresql://database/farmer1st");
        assertThat(config.databaseUser()).isEqualTo("serving");
        assertThat(config.databasePassword()).isEqualTo("secret");
        assertThat(config.databaseConnections()).isEqualTo(3);
        assertThat(config.redisUrl()).isEqualTo("redis://redis");
        assertThat(config.kafkaBootstrapServers()).isEqualTo("kafka:9092");
        assertThat(config.schemaRegistryUrl()).isEqualTo("http://registry/apis/ccompat/v7");
    }

    @Test
    void everythingThatIsMissingIsNamedAtOnce() {
        InvalidConfigurationException error = catchThrowableOfType(
                InvalidConfigurationException.class, () -> ServingConfig.from(Map.of("HTTP_PORT", "x")));
        assertThat(error.errors()).hasSize(LEAST.size() + 1);
        LEAST.keySet().forEach(key -> assertThat(error.errors()).anyMatch(message -> message.startsWith(key + " ")));
    }
}
