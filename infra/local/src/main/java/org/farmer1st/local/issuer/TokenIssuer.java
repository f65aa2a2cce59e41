package org.farmer1st.local.issuer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/** Signs the tokens of a local platform: RS256, claims {@code iss aud sub iat nbf exp tenant roles}. */
public final class TokenIssuer {

    /** How long a token is good for. */
    public static final Duration LIFETIME = Duration.ofHours(12);

    /** Clocks of one machine agree; a token is still made valid a moment before it is signed, for those that don't. */
    private static final Duration LEEWAY = Duration.ofSeconds(5);

    private final SigningKey key;
    private final String issuer;
    private final String audience;
    private final Clock clock;

    /**
     * @param issuer the claim {@code iss}, as the services expect it
     * @param audience the claim {@code aud}
     */
    public TokenIssuer(SigningKey key, String issuer, String audience, Clock clock) {
        this.key = key;
        this.issuer = issuer;
        this.audience = audience;
        this.clock = clock;
    }

    /**
     * A token in compact form.
     *
     * @param subject who it is; for a farmer, its farmer id
     */
    public String token(Role role, String subject, String tenant) {
        Instant now = clock.instant();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience(audience)
                .subject(subject)
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now.minus(LEEWAY)))
                .expirationTime(Date.from(now.plus(LIFETIME)))
                .claim("tenant", tenant)
                .claim("roles", List.of(role.name()))
                .build();
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID(key.pair().getKeyID())
                .type(JOSEObjectType.JWT)
                .build();
        SignedJWT token = new SignedJWT(header, claims);
        try {
            token.sign(new RSASSASigner(key.pair()));
        } catch (JOSEException e) {
            throw new IllegalStateException("The token could not be signed: " + e.getMessage(), e);
        }
        return token.serialize();
    }
}
