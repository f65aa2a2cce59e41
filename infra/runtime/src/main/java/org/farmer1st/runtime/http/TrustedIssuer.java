package org.farmer1st.runtime.http;

import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URI;
import java.util.Set;
import org.farmer1st.runtime.http.TokenVerifier.InvalidTokenException;

/** Somebody whose signed tokens we believe, and what they say about who sends a request. */
sealed interface TrustedIssuer permits BearerIssuer, CloudflareAccessIssuer {

    /** The {@code iss} of its tokens. */
    String issuer();

    /** Where its keys are published, as a JWK set. */
    URI keys();

    /** Its tokens name one of these as their {@code aud}. */
    Set<String> audiences();

    /** Claims that its tokens must have, beside {@code iss}, {@code aud} and {@code exp}. */
    Set<String> requiredClaims();

    /**
     * Who a token speaks for, once its signature, issuer, audience and times are found good.
     *
     * @throws InvalidTokenException where its claims don't say
     * @throws ApiException FORBIDDEN where the issuer may not speak for the token's tenant
     */
    Caller caller(JWTClaimsSet claims) throws InvalidTokenException;
}
