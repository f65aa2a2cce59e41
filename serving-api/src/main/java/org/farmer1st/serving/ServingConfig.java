package org.farmer1st.serving;

import java.util.List;
import java.util.Map;
import org.farmer1st.runtime.config.InvalidConfigurationException;
import org.farmer1st.runtime.config.Settings;
import org.farmer1st.runtime.http.AuthenticationConfig;
import org.farmer1st.runtime.limits.RateLimit;
import org.farmer1st.runtime.limits.RateLimitConfig;
import org.farmer1st.schemas.Lanes;

/**
 * What serving-api needs to know.
 *
 * @param authentication whose tokens are believed
 * @param rateLimits in requests
 * @param lanes how many the platform has
 * @param databaseConnections at most so many reads of views at a time; one more asks for progress
 * @param receiptKeys what ingest-api signs receipts with
 */
public record ServingConfig(
        String httpHost,
        int httpPort,
        AuthenticationConfig authentication,
        RateLimitConfig rateLimits,
        List<byte[]> receiptKeys,
        int lanes,
        String databaseUrl,
        String databaseUser,
        String databasePassword,
        int databaseConnections,
        String redisUrl,
        String kafkaBootstrapServers,
        String schemaRegistryUrl) {

    static final int DEFAULT_PORT = 8081;
    static final int DEFAULT_CONNECTIONS = 8;
    static final RateLimitConfig RATE_LIMITS =
            new RateLimitConfig(new RateLimit(100, 1_000), new RateLimit(2_000, 20_000));

    /**
     * From the process's environment.
     *
     * @throws InvalidConfigurationException naming everything that is missing or wrong
     */
    public static ServingConfig from(Map<String, String> environment) {
        return Settings.read(
                environment,
                settings -> new ServingConfig(
                        settings.text("HTTP_HOST", "127.0.0.1"),
                        settings.integer("HTTP_PORT", DEFAULT_PORT, 0, 65535),
                        AuthenticationConfig.from(settings),
                        RateLimitConfig.from(settings, RATE_LIMITS),
                        settings.keys("RECEIPT_KEY", 32),
                        settings.integer("LANES", Lanes.DEFAULT_COUNT, 1, 1024),
                        settings.text("DATABASE_URL"),
                        settings.text("DATABASE_USER"),
                        settings.text("DATABASE_PASSWORD", ""),
                        settings.integer("DATABASE_CONNECTIONS", DEFAULT_CONNECTIONS, 1, 200),
                        settings.text("REDIS_URL"),
                        settings.text("KAFKA_BOOTSTRAP_SERVERS"),
                        settings.address("SCHEMA_REGISTRY_URL").toString()));
    }
}
