package org.farmer1st.runtime.limits;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BucketConfiguration;
import java.time.Duration;
import org.farmer1st.runtime.config.Settings;

/**
 * What somebody may ask for, as a token bucket.
 *
 * @param perSecond so much goes on for ever
 * @param burst so much at once, after a pause
 */
public record RateLimit(int perSecond, int burst) {

    private static final int MOST = 1_000_000_000;
    private static final int BLOCKS_OF_A_BURST = 20;

    /**
     * Reads {@code PREFIX_PER_SECOND} and {@code PREFIX_BURST}.
     *
     * @param otherwise what each is unless set
     */
    static RateLimit from(Settings settings, String prefix, RateLimit otherwise) {
        return new RateLimit(
                settings.integer(prefix + "_PER_SECOND", otherwise.perSecond(), 1, MOST),
                settings.integer(prefix + "_BURST", otherwise.burst(), 1, MOST));
    }

    /** So much is taken by one process before it tells the others. */
    int block() {
        return Math.max(1, burst / BLOCKS_OF_A_BURST);
    }

    /** The time in which an empty bucket is full again, in whole seconds and one at least. */
    long window() {
        return Math.max(1, ((long) burst + perSecond - 1) / perSecond);
    }

    BucketConfiguration bucket() {
        return BucketConfiguration.builder().addLimit(bandwidth()).build();
    }

    Bandwidth bandwidth() {
        return Bandwidth.builder()
                .capacity(burst)
                .refillGreedy(perSecond, Duration.ofSeconds(1))
                .build();
    }
}
