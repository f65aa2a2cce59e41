package org.farmer1st.runtime.limits;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.SynchronizationStrategy;

/**
 * This process's idea of a bucket that all processes share. It decides at once and by itself; what it granted it reports in
 * blocks, one report at a time, and takes over what is left for all when the report is answered. So nobody waits for an
 * answer, most requests need none, and while reports fail it goes on as a bucket of its own.
 *
 * <p>Processes together grant at most the burst and what flows in, and for each process what it granted since the report
 * before the last. What was granted too much is owed: the shared bucket is below nothing, and so is, from its next report
 * on, everybody's idea of it. What was granted while reports fail is forgotten, since the shared bucket filled meanwhile.
 */
final class MirroredBucket {

    private final RateLimit limit;
    private final String key;
    private final SharedBuckets shared;
    // All three below are guarded by this.
    private final Bucket bucket;
    private long unreported;
    private boolean reporting;

    /** @param key names the shared bucket */
    MirroredBucket(RateLimit limit, String key, SharedBuckets shared, TimeMeter time) {
        this.limit = limit;
        this.key = key;
        this.shared = shared;
        this.bucket = Bucket.builder()
                .addLimit(limit.bandwidth())
                .withCustomTimePrecision(time)
                .withSynchronizationStrategy(SynchronizationStrategy.NONE)
                .build();
    }

    RateLimit limit() {
        return limit;
    }

    /** Takes all of it or nothing, and says what is left, or when there will be enough. */
    ConsumptionProbe take(long tokens) {
        ConsumptionProbe probe;
        long report = 0;
        synchronized (this) {
            probe = bucket.tryConsumeAndReturnRemaining(tokens);
            if (probe.isConsumed()) {
                unreported += tokens;
                report = nextReport();
            }
        }
        report(report);
        return probe;
    }

    /** Takes all of it or nothing. Costs less than {@link #take}, which says more. */
    boolean tryTake(long tokens) {
        long report = 0;
        synchronized (this) {
            if (!bucket.tryConsume(tokens)) {
                return false;
            }
            unreported += tokens;
            report = nextReport();
        }
        report(report);
        return true;
    }

    /** In how many nanoseconds there will be so much; the largest number where there never will. */
    synchronized long waitFor(long tokens) {
        return bucket.estimateAbilityToConsume(tokens).getNanosToWaitForRefill();
    }

    /** Puts back what was taken just now, and not used. */
    synchronized void giveBack(long tokens) {
        bucket.addTokens(tokens);
        unreported -= tokens;
    }

    /** What to report now, zero where nothing; called with the lock, which is not held while reporting. */
    private long nextReport() {
        if (unreported < limit.block() || reporting) {
            return 0;
        }
        long report = unreported;
        unreported = 0;
        reporting = shared.usable();
        return reporting ? report : 0;
    }

    private void report(long tokens) {
        if (tokens > 0) {
            shared.take(key, limit, tokens).whenComplete(this::adopt);
        }
    }

    private void adopt(Long left, Throwable error) {
        long next = 0;
        synchronized (this) {
            reporting = false;
            if (error == null) {
                // What was granted since the report was sent isn't in its answer yet.
                long there = left - unreported;
                long here = bucket.getAvailableTokens();
                if (here > there) {
                    bucket.consumeIgnoringRateLimits(here - there);
                } else if (here < there) {
                    bucket.addTokens(there - here);
                }
                next = nextReport();
            }
        }
        report(next);
    }
}
