package org.farmer1st.runtime.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.BadJWSException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Verifies signed tokens: RS256 only, by the published keys of the issuer that they name, with {@code iss}, {@code aud},
 * {@code exp} and {@code nbf} checked. Keys are cached, fetched anew where an unknown one is named, and outlive an outage
 * of the issuer ({@link IssuerKeys}).
 *
 * <p>A token that was found good is remembered for five minutes, or until it expires, so that its signature isn't checked
 * for every request. A key that its issuer withdraws is believed for ten minutes at most, then: five that the keys are
 * kept, and five that a token is remembered.
 */
public final class TokenVerifier implements AutoCloseable {

    /** A token longer than this is refused before anything of it is read, in characters. */
    static final int MOST_CHARACTERS = 8 * 1024;

    /** By so much an issuer's clock and ours may differ. */
    static final Duration CLOCK_DIFFERENCE = Duration.ofSeconds(60);

    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private static final int REMEMBERED_CHARACTERS = 32 * 1024 * 1024;
    private static final int OVERHEAD_CHARACTERS = 256;
    private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(10);
    private static final JOSEObjectType ACCESS_TOKEN = new JOSEObjectType("at+jwt");

    private final Map<String, Trusted> byIssuer = new HashMap<>();
    private final List<Closeable> keySources = new ArrayList<>();
    private final Clock clock;
    private final Cache<String, Verified> remembered = Caffeine.newBuilder()
            .maximumWeight(REMEMBERED_CHARACTERS)
            .<String, Verified>weigher((token, verified) -> token.length() + OVERHEAD_CHARACTERS)
            .build();

    private record Trusted(TrustedIssuer issuer, DefaultJWTProcessor<SecurityContext> processor) {}

    private record Verified(Caller caller, Instant until) {}

    /** A token that isn't good; the message says why, holds nothing of the token, and may be shown. */
    public static final class InvalidTokenException extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidTokenException(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * @param issuers each with an {@code iss} of its own
     * @throws IllegalArgumentException where two have the same, or one's address of keys is no URL
     */
    public TokenVerifier(List<? extends TrustedIssuer> issuers) {
        this(issuers, Clock.systemUTC(), BETWEEN_FETCHES);
    }

    TokenVerifier(List<? extends TrustedIssuer> issuers, Clock clock, Duration betweenFetches) {
        this.clock = clock;
        for (TrustedIssuer issuer : issuers) {
            JWKSource<SecurityContext> keys = IssuerKeys.at(issuer.keys(), betweenFetches);
            if (keys instanceof Closeable closeable) {
                keySources.add(closeable);
            }
            if (byIssuer.put(issuer.issuer(), new Trusted(issuer, processor(issuer, keys))) != null) {
                throw new IllegalArgumentException("Two issuers of tokens have the same name: " + issuer.issuer());
            }
        }
    }

    private DefaultJWTProcessor<SecurityContext> processor(TrustedIssuer issuer, JWKSource<SecurityContext> keys) {
        Set<String> required = new HashSet<>(issuer.requiredClaims());
        required.add("exp");
        DefaultJWTClaimsVerifier<SecurityContext> claims =
                new DefaultJWTClaimsVerifier<>(
                        issuer.audiences(),
                        new JWTClaimsSet.Builder().issuer(issuer.issuer()).build(),
                        required,
                        Set.of()) {
                    @Override
                    protected Date currentTime() {
                        return Date.from(clock.instant());
                    }
                };
        claims.setMaxClockSkew(Math.toIntExact(CLOCK_DIFFERENCE.toSeconds()));
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, ACCESS_TOKEN, null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, keys));
        processor.setJWTClaimsSetVerifier(claims);
        return processor;
    }

    /**
     * Who a token speaks for.
     *
     * @throws InvalidTokenException where it is not good
     * @throws ApiException UNAVAILABLE where the issuer's keys were never had, and can't be had now; FORBIDDEN where the issuer
     *     may not speak for the token's tenant
     */
    public Caller verify(String token) throws InvalidTokenException {
        Verified known = remembered.getIfPresent(token);
        if (known != null && clock.instant().isBefore(known.until())) {
            return known.caller();
        }
        if (token.length() > MOST_CHARACTERS) {
            throw new InvalidTokenException("The token is longer than is accepted.");
        }
        SignedJWT signed;
        Trusted trusted;
        try {
            signed = SignedJWT.parse(token);
            // Not believed yet: it only says whose keys to check the signature with.
            String issuer = signed.getJWTClaimsSet().getIssuer();
            trusted = issuer == null ? null : byIssuer.get(issuer);
        } catch (ParseException e) {
            throw new InvalidTokenException("The token is not a signed JWT.");
        }
        if (trusted == null) {
            throw new InvalidTokenException("The token's issuer is not trusted here.");
        }
        JWTClaimsSet claims = check(signed, trusted.processor());
        Caller caller = trusted.issuer().caller(claims);
        remember(token, caller, claims);
        return caller;
    }

    private static JWTClaimsSet check(SignedJWT token, DefaultJWTProcessor<SecurityContext> processor)
            throws InvalidTokenException {
        try {
            return processor.process(token, null);
        } catch (KeySourceException e) {
            throw ApiException.unavailable("The token issuer's keys can't be had just now.", BETWEEN_FETCHES);
        } catch (ExpiredJWTException e) {
            throw new InvalidTokenException("The token has expired.");
        } catch (BadJWSException e) {
            throw new InvalidTokenException("The token's signature is not the issuer's.");
        } catch (BadJWTException e) {
            // Says which claim is wrong, and not what it holds.
            throw new InvalidTokenException("The token is not accepted: " + e.getMessage() + ".");
        } catch (BadJOSEException | JOSEException e) {
            // Repeats what the token's header holds.
            throw new InvalidTokenException("The token's type, algorithm or key are not what is accepted here.");
        }
    }

    private void remember(String token, Caller caller, JWTClaimsSet claims) {
        Instant expires = claims.getExpirationTime().toInstant().plus(CLOCK_DIFFERENCE);
        Instant again = clock.instant().plus(REMEMBERED);
        remembered.put(token, new Verified(caller, expires.isBefore(again) ? expires : again));
    }

    /** Lets go of what fetches keys in the background. */
    @Override
    public void close() {
        for (Closeable source : keySources) {
            try {
                source.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
