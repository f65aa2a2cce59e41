package org.farmer1st.ingest.rejections;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import java.time.Duration;

/**
 * How many bytes of refused bodies are kept of a tenant, by this instance: so many a day, all of them at once or spread. A
 * faulty app is noticed long before; a hostile one fills no disk.
 */
public final class RejectionQuota {

    private static final int TENANTS = 10_000;

    private final long bytesADay;
    private final Cache<String, Bucket> tenants =
            Caffeine.newBuilder().maximumSize(TENANTS).build();

    /** @param bytesADay of one tenant; 0 keeps none */
    public RejectionQuota(long bytesADay) {
        this.bytesADay = bytesADay;
    }

    /** Whether a body of this size may be kept; if so, it counts. */
    boolean grants(String tenant, int size) {
        return bytesADay > 0 && tenants.get(tenant, this::full).tryConsume(Math.max(1, size));
    }

    private Bucket full(String tenant) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(bytesADay).refillGreedy(bytesADay, Duration.ofDays(1)))
                .build();
    }
}
