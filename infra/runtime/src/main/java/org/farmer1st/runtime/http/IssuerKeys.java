package org.farmer1st.runtime.http;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.OutageTolerantJWKSetSource;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.jwk.source.RateLimitedJWKSetSource;
import com.nimbusds.jose.jwk.source.RetryingJWKSetSource;
import com.nimbusds.jose.jwk.source.URLBasedJWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;

/**
 * An issuer's published keys: fetched when first needed, kept for five minutes and renewed in the background before that,
 * fetched anew where a token names a key that isn't there, and kept for a day of an issuer's outage.
 */
final class IssuerKeys {

    /** After it a key that the issuer no longer publishes isn't believed. */
    static final Duration KEPT = Duration.ofMinutes(5);

    private static final Duration RENEWED_BEFORE = Duration.ofSeconds(30);
    private static final Duration OUTAGE_TOLERANCE = Duration.ofHours(24);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int MOST_BYTES = 256 * 1024;

    private IssuerKeys() {}

    /**
     * @param between the issuer is asked twice in this time at most, whatever keys tokens name
     * @throws IllegalArgumentException where {@code address} is no URL
     */
    static JWKSource<SecurityContext> at(URI address, Duration between) {
        int patience = Math.toIntExact(PATIENCE.toMillis());
        JWKSetSource<SecurityContext> source;
        try {
            source = new URLBasedJWKSetSource<>(
                    address.toURL(), new DefaultResourceRetriever(patience, patience, MOST_BYTES));
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("The address of the issuer's keys is not one: " + address, e);
        }
        // The library's own order limits outside of the tolerance of outages, so that made-up keys, sent during an
        // outage,
        // would cost everybody the keys that are known.
        JWKSetSource<SecurityContext> tolerant = new OutageTolerantJWKSetSource<>(
                new Spared(new RetryingJWKSetSource<>(source, null), between), OUTAGE_TOLERANCE.toMillis(), null);
        return JWKSourceBuilder.create(tolerant)
                .rateLimited(false)
                .cache(KEPT.toMillis(), PATIENCE.toMillis() * 4)
                .refreshAheadCache(RENEWED_BEFORE.toMillis(), true)
                .build();
    }

    /** Lets an issuer be that was asked just now. */
    private static final class Spared extends RateLimitedJWKSetSource<SecurityContext> {

        Spared(JWKSetSource<SecurityContext> source, Duration between) {
            super(source, between.toMillis(), null);
        }

        @Override
        public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator refresh, long now, SecurityContext context)
                throws KeySourceException {
            try {
                return super.getJWKSet(refresh, now, context);
            } catch (RateLimitReachedException e) {
                throw new JWKSetUnavailableException("The issuer was asked just now.", e);
            }
        }
    }
}
