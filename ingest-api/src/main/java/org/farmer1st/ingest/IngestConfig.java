package org.farmer1st.ingest;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.farmer1st.runtime.config.InvalidConfigurationException;
import org.farmer1st.runtime.config.Settings;
import org.farmer1st.runtime.http.AuthenticationConfig;
import org.farmer1st.runtime.limits.RateLimit;
import org.farmer1st.runtime.limits.RateLimitConfig;
import org.farmer1st.schemas.Lanes;

/**
 * What ingest-api is told at start.
 *
 * @param authentication whose tokens are believed
 * @param rateLimits in requests and items of batches
 * @param receiptKeys the first signs receipts; serving-api has the same
 * @param contentHashKey keys the digests of contents; the same for as long as repeats may arrive
 * @param mostInFlight responses and commands under way at once; beyond that callers are told to come back
 * @param deliveryTimeout after which Kafka is taken not to have a record
 * @param recognitionTimeout after which an answer of Redis is not waited for
 * @param recognitionPeriod for how long a response is recognised early
 * @param rejectedBytesADay how many bytes of refused uploads are kept of a tenant, a day
 */
public record IngestConfig(
        String kafka,
        URI schemaRegistry,
        Lanes lanes,
        URI redis,
        String httpHost,
        int httpPort,
        AuthenticationConfig authentication,
        RateLimitConfig rateLimits,
        List<byte[]> receiptKeys,
        byte[] contentHashKey,
        int mostInFlight,
        Duration deliveryTimeout,
        Duration recognitionTimeout,
        Duration recognitionPeriod,
        int rejectedBytesADay) {

    private static final int LEAST_KEY_BYTES = 32;
    private static final int HIGHEST_PORT = 65_535;

    /** An enumerator's season at once, and a tenant's phones after an outage. */
    private static final RateLimitConfig RATE_LIMITS =
            new RateLimitConfig(new RateLimit(100, 5_000), new RateLimit(5_000, 50_000));

    /** @throws InvalidConfigurationException naming everything that is wrong */
    public static IngestConfig from(Map<String, String> environment) {
        return Settings.read(
                environment,
                settings -> new IngestConfig(
                        settings.text("KAFKA_BOOTSTRAP_SERVERS"),
                        settings.address("SCHEMA_REGISTRY_URL"),
                        new Lanes(settings.integer("LANES", Lanes.DEFAULT_COUNT, 1, 10_000)),
                        settings.address("REDIS_URL"),
                        settings.text("HTTP_HOST", "127.0.0.1"),
                        settings.integer("HTTP_PORT", 8080, 0, HIGHEST_PORT),
                        AuthenticationConfig.from(settings),
                        RateLimitConfig.from(settings, RATE_LIMITS),
                        settings.keys("RECEIPT_KEY", LEAST_KEY_BYTES),
                        settings.key("CONTENT_HASH_KEY", LEAST_KEY_BYTES),
                        settings.integer("MOST_IN_FLIGHT", 10_000, 1, 1_000_000),
                        settings.milliseconds("DELIVERY_TIMEOUT_MS", Duration.ofSeconds(10)),
                        settings.milliseconds("RECOGNITION_TIMEOUT_MS", Duration.ofSeconds(1)),
                        Duration.ofHours(settings.integer("RECOGNITION_HOURS", 7 * 24, 1, 24 * 366)),
                        settings.integer("REJECTED_BYTES_A_DAY", 64 << 20, 0, Integer.MAX_VALUE)));
    }
}
