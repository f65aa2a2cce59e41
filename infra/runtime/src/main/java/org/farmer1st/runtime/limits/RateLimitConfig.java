package org.farmer1st.runtime.limits;

import org.farmer1st.runtime.config.Settings;

/**
 * The limits of an HTTP interface, the same for every caller; a request counts against both.
 *
 * @param subject of each subject of a tenant
 * @param tenant of all of a tenant's subjects together
 */
public record RateLimitConfig(RateLimit subject, RateLimit tenant) {

    /**
     * Reads {@code RATE_LIMIT_SUBJECT_PER_SECOND}, {@code RATE_LIMIT_SUBJECT_BURST}, {@code RATE_LIMIT_TENANT_PER_SECOND} and
     * {@code RATE_LIMIT_TENANT_BURST}.
     *
     * @param otherwise what each is unless set
     */
    public static RateLimitConfig from(Settings settings, RateLimitConfig otherwise) {
        return new RateLimitConfig(
                RateLimit.from(settings, "RATE_LIMIT_SUBJECT", otherwise.subject()),
                RateLimit.from(settings, "RATE_LIMIT_TENANT", otherwise.tenant()));
    }
}
