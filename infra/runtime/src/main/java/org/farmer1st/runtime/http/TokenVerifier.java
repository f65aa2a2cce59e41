package org.farmer1st.runtime.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.MalformedURLException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.farmer1st.runtime.http.Caller.Role;

/**
 * Verifies bearer tokens: RS256 only, by the issuer's published keys, with {@code iss}, {@code aud}, {@code exp} and
 * {@code nbf} checked. Keys are cached, fetched anew where an unknown one is named, and outlive an outage of the issuer.
 * A token that was found good is remembered until it expires, so that its signature is checked once.
 */
public final class TokenVerifier {

    private static final Pattern TENANT = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern SUBJECT = Pattern.compile("[\\x21-\\x7e]{1,256}");
    private static final int REMEMBERED_TOKENS = 20_000;
    private static final Duration KEY_OUTAGE_TOLERANCE = Duration.ofHours(24);

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final Cache<String, Verified> remembered =
            Caffeine.newBuilder().maximumSize(REMEMBERED_TOKENS).build();

    private record Verified(Caller caller, Instant expiresAt) {}

    /** A token that isn't good; the message says why and may be shown. */
    public static final class InvalidTokenException extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidTokenException(String message) {
            super(message);
        }
    }

    /**
     * @param issuer the {@code iss} that tokens must have
     * @param audience the {@code aud} that tokens must have
     * @param keys the address of the issuer's JWKS
     */
    public TokenVerifier(String issuer, String audience, URI keys) {
        JWKSource<SecurityContext> source;
        try {
            source = JWKSourceBuilder.create(keys.toURL())
                    .retrying(true)
                    .outageTolerant(KEY_OUTAGE_TOLERANCE.toMillis())
                    .build();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("The address of the issuer's keys is not one: " + keys, e);
        }
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, source));
        processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                audience, new JWTClaimsSet.Builder().issuer(issuer).build(), Set.of("sub", "exp", "tenant", "roles")));
    }

    /**
     * Who a token speaks for.
     *
     * @throws InvalidTokenException where it is not good
     * @throws ApiException UNAVAILABLE where the issuer's keys were never had
     */
    public Caller verify(String token) throws InvalidTokenException {
        Verified known = remembered.getIfPresent(token);
        if (known != null) {
            if (Instant.now().isBefore(known.expiresAt())) {
                return known.caller();
            }
            remembered.invalidate(token);
            throw new InvalidTokenException("The token has expired.");
        }
        JWTClaimsSet claims;
        try {
            claims = processor.process(token, null);
        } catch (ParseException e) {
            throw new InvalidTokenException("The token is not a signed JWT.");
        } catch (KeySourceException e) {
            throw ApiException.unavailable("The token issuer's keys can't be had just now.", Duration.ofSeconds(5));
        } catch (BadJOSEException | JOSEException e) {
            throw new InvalidTokenException("The token is not valid: " + e.getMessage());
        }
        Caller caller = caller(claims);
        remembered.put(token, new Verified(caller, claims.getExpirationTime().toInstant()));
        return caller;
    }

    private static Caller caller(JWTClaimsSet claims) throws InvalidTokenException {
        try {
            String tenant = claims.getStringClaim("tenant");
            List<String> names = claims.getStringListClaim("roles");
            EnumSet<Role> roles = EnumSet.noneOf(Role.class);
            for (String name : Optional.ofNullable(names).orElse(List.of())) {
                for (Role role : Role.values()) {
                    if (role.name().toLowerCase(Locale.ROOT).equals(name)) {
                        roles.add(role);
                    }
                }
            }
            if (tenant == null || !TENANT.matcher(tenant).matches()) {
                throw new InvalidTokenException("The token's tenant is not one.");
            }
            if (!SUBJECT.matcher(claims.getSubject()).matches()) {
                throw new InvalidTokenException("The token's subject is not one.");
            }
            if (roles.isEmpty()) {
                throw new InvalidTokenException("The token has no role that is known here.");
            }
            return new Caller(claims.getSubject(), tenant, roles);
        } catch (ParseException e) {
            throw new InvalidTokenException("The token's tenant or roles are of the wrong type.");
        }
    }
}
