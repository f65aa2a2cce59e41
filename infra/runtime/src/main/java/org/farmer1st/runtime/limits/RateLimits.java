package org.farmer1st.runtime.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.javalin.http.Context;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import org.farmer1st.runtime.http.Admission;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.Caller;

/**
 * Limits what each subject, and each tenant, may ask for. All instances of an interface share the limits in Redis, to
 * which each reports in blocks of a twentieth of the burst, so that most requests don't ask it; nothing ever waits for it, and
 * while it is gone each instance limits by itself ({@link MirroredBucket}).
 *
 * <p>Answers say what is left in {@code RateLimit-Policy} and {@code RateLimit} (draft-ietf-httpapi-ratelimit-headers-10) and
 * in {@code RateLimit-Limit}, {@code RateLimit-Remaining} and {@code RateLimit-Reset} (its sixth version, which most clients
 * know), of the subject or of the tenant, whichever has less of its own left.
 *
 * <p>What is known of the {@value #MOST_BUCKETS} subjects and as many tenants that came last is kept. Redis holds subjects as
 * digests.
 */
public final class RateLimits implements Admission, AutoCloseable {

    static final int MOST_BUCKETS = 100_000;

    private static final long NANOS_OF_A_SECOND = Duration.ofSeconds(1).toNanos();
    private static final int DIGEST_BYTES = 16;

    private final RateLimitConfig config;
    private final String interfaceName;
    private final SharedBuckets shared;
    private final TimeMeter time;
    private final RedisBuckets redis;
    private final String policy;
    private final Cache<Subject, MirroredBucket> subjects =
            Caffeine.newBuilder().maximumSize(MOST_BUCKETS).build();
    private final Cache<String, MirroredBucket> tenants =
            Caffeine.newBuilder().maximumSize(MOST_BUCKETS).build();

    private record Subject(String tenant, String name) {}

    /** What is left where least is left. */
    private record Standing(String name, RateLimit limit, ConsumptionProbe probe) {

        /** Of all that there can be, from 0 to 1. */
        double share() {
            return (double) left() / limit.burst();
        }

        long left() {
            return Math.max(0, probe.getRemainingTokens());
        }

        long secondsUntilFull() {
            return seconds(probe.getNanosToWaitForReset());
        }
    }

    /**
     * @param interfaceName sets the limits of one HTTP interface apart from those of others in the same Redis
     * @param redis where the limits are shared
     */
    public RateLimits(String interfaceName, RateLimitConfig config, URI redis) {
        this(interfaceName, config, new RedisBuckets(redis), null, TimeMeter.SYSTEM_NANOTIME);
    }

    /** For tests, without Redis. */
    RateLimits(String interfaceName, RateLimitConfig config, SharedBuckets shared, TimeMeter time) {
        this(interfaceName, config, null, shared, time);
    }

    private RateLimits(
            String interfaceName, RateLimitConfig config, RedisBuckets redis, SharedBuckets shared, TimeMeter time) {
        this.config = config;
        this.interfaceName = interfaceName;
        this.redis = redis;
        this.shared = redis == null ? shared : redis;
        this.time = time;
        this.policy = policy("subject", config.subject()) + ", " + policy("tenant", config.tenant());
    }

    private static String policy(String name, RateLimit limit) {
        return '"' + name + "\";q=" + limit.burst() + ";w=" + limit.window();
    }

    /** Begins to look for Redis, and returns. */
    public void start() {
        if (redis != null) {
            redis.start();
        }
    }

    /** Takes what a request costs by itself, which is one, and says in its answer what is left. */
    @Override
    public void admit(Context ctx, Caller caller) {
        MirroredBucket subject = subject(caller);
        MirroredBucket tenant = tenant(caller);
        ConsumptionProbe ofSubject = subject.take(1);
        Standing standing = new Standing("subject", subject.limit(), ofSubject);
        if (ofSubject.isConsumed()) {
            ConsumptionProbe ofTenant = tenant.take(1);
            Standing inTenant = new Standing("tenant", tenant.limit(), ofTenant);
            if (!ofTenant.isConsumed()) {
                subject.giveBack(1);
            }
            if (!ofTenant.isConsumed() || inTenant.share() < standing.share()) {
                standing = inTenant;
            }
        }
        tell(ctx, standing);
        if (!standing.probe().isConsumed()) {
            throw refused(standing.name(), standing.limit(), standing.probe().getNanosToWaitForRefill());
        }
    }

    /**
     * Takes what part of a request costs beside the request itself, as an item of a batch does: all of it or nothing. Cheap
     * enough for every item.
     *
     * @throws ApiException RATE_LIMITED, with the time after which there will be enough; for an item the answer is
     *     {@code retry}. What is more than a burst is never granted.
     */
    public void charge(Caller caller, long cost) {
        account(caller).charge(cost);
    }

    /** What a caller's charges go to, for who charges often. Not to be kept for longer than a request. */
    public Account account(Caller caller) {
        return new Account(subject(caller), tenant(caller));
    }

    /** The buckets of one caller. */
    public final class Account {
        private final MirroredBucket subject;
        private final MirroredBucket tenant;

        private Account(MirroredBucket subject, MirroredBucket tenant) {
            this.subject = subject;
            this.tenant = tenant;
        }

        /**
         * Takes what part of a request costs, as {@link RateLimits#charge} does.
         *
         * @throws ApiException RATE_LIMITED
         */
        public void charge(long cost) {
            if (!subject.tryTake(cost)) {
                throw refused("subject", config.subject(), subject.waitFor(cost));
            }
            if (!tenant.tryTake(cost)) {
                subject.giveBack(cost);
                throw refused("tenant", config.tenant(), tenant.waitFor(cost));
            }
        }
    }

    /** @param wait in nanoseconds, until there will be enough; the largest number where there never will */
    private static ApiException refused(String name, RateLimit limit, long wait) {
        return ApiException.rateLimited(
                "More was sent than the limit of this " + name + " allows.",
                Duration.ofSeconds(wait == Long.MAX_VALUE ? limit.window() : seconds(wait)));
    }

    private void tell(Context ctx, Standing standing) {
        String left = Long.toString(standing.left());
        String reset = Long.toString(standing.secondsUntilFull());
        ctx.header("RateLimit-Policy", policy)
                .header("RateLimit", '"' + standing.name() + "\";r=" + left + ";t=" + reset)
                .header("RateLimit-Limit", Integer.toString(standing.limit().burst()))
                .header("RateLimit-Remaining", left)
                .header("RateLimit-Reset", reset);
    }

    /** Whole seconds, rounded up: after them it is so. */
    private static long seconds(long nanos) {
        return Math.max(0, nanos / NANOS_OF_A_SECOND + (nanos % NANOS_OF_A_SECOND > 0 ? 1 : 0));
    }

    private MirroredBucket subject(Caller caller) {
        return subjects.get(
                new Subject(caller.tenant(), caller.subject()),
                subject -> bucket(config.subject(), subject.tenant() + ':' + digest(subject.name())));
    }

    private MirroredBucket tenant(Caller caller) {
        return tenants.get(caller.tenant(), tenant -> bucket(config.tenant(), tenant));
    }

    /** A limit that is set anew is another bucket. */
    private MirroredBucket bucket(RateLimit limit, String owner) {
        String key = "rate:" + interfaceName + ':' + limit.perSecond() + ':' + limit.burst() + ':' + owner;
        return new MirroredBucket(limit, key, shared, time);
    }

    private static String digest(String subject) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(subject.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, DIGEST_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }

    /** Lets go of Redis. */
    @Override
    public void close() {
        if (redis != null) {
            redis.close();
        }
    }
}
