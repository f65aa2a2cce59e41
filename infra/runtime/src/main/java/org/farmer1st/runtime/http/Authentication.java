package org.farmer1st.runtime.http;

import io.javalin.http.Context;
import java.util.Enumeration;
import java.util.List;
import org.farmer1st.runtime.http.TokenVerifier.InvalidTokenException;

/**
 * Who sends a request. A bearer token is in {@code Authorization}; where Cloudflare Access stands before us it adds an
 * assertion in {@code Cf-Access-Jwt-Assertion}, which is enough by itself. Where both are there both have to be good and of
 * the same tenant, and the bearer token's rights are the ones that hold: an assertion never adds to them. An assertion is
 * ignored where no Access is configured.
 *
 * <p>{@code X-Tenant} may say which tenant the client means to work for; where that isn't the caller's, the request is
 * refused before it can do anything for the wrong one.
 */
public final class Authentication implements AutoCloseable {

    static final String ASSERTION = "Cf-Access-Jwt-Assertion";
    static final String TENANT = "X-Tenant";

    private static final String AUTHORIZATION = "Authorization";
    private static final String BEARER = "Bearer ";

    private final TokenVerifier bearer;
    private final TokenVerifier assertions;

    /** Fetches nothing yet: keys are had when the first token comes. */
    public Authentication(AuthenticationConfig config) {
        this(
                new TokenVerifier(config.bearer()),
                config.access()
                        .map(access -> new TokenVerifier(List.of(access)))
                        .orElse(null));
    }

    /** @param assertions null where assertions aren't believed */
    Authentication(TokenVerifier bearer, TokenVerifier assertions) {
        this.bearer = bearer;
        this.assertions = assertions;
    }

    /**
     * Who sends a request.
     *
     * @throws ApiException UNAUTHENTICATED; FORBIDDEN where tenants disagree; UNAVAILABLE where an issuer's keys can't be had
     */
    Caller authenticate(Context ctx) {
        String token = bearerToken(only(ctx, AUTHORIZATION));
        String assertion = assertions == null ? null : only(ctx, ASSERTION);
        if (token == null && assertion == null) {
            throw new ApiException(ErrorCode.UNAUTHENTICATED, "Send a token: Authorization: Bearer …");
        }
        Caller caller = null;
        try {
            if (assertion != null) {
                caller = assertions.verify(assertion);
            }
            if (token != null) {
                Caller byToken = bearer.verify(token);
                if (caller != null && !caller.tenant().equals(byToken.tenant())) {
                    throw new ApiException(
                            ErrorCode.FORBIDDEN, "The token and the assertion beside it are of different tenants.");
                }
                caller = byToken;
            }
        } catch (InvalidTokenException e) {
            throw new ApiException(ErrorCode.UNAUTHENTICATED, e.getMessage());
        }
        String meant = ctx.header(TENANT);
        if (meant != null && !meant.equals(caller.tenant())) {
            throw new ApiException(ErrorCode.FORBIDDEN, "The token is of another tenant than X-Tenant says.");
        }
        return caller;
    }

    /** The token; null where there is no header. */
    private static String bearerToken(String header) {
        if (header == null) {
            return null;
        }
        if (!header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw new ApiException(ErrorCode.UNAUTHENTICATED, "Send a token: Authorization: Bearer …");
        }
        return header.substring(BEARER.length()).trim();
    }

    /** A header's one value, null where it isn't there; whoever stands between could take another of several. */
    private static String only(Context ctx, String name) {
        Enumeration<String> values = ctx.req().getHeaders(name);
        if (!values.hasMoreElements()) {
            return null;
        }
        String value = values.nextElement();
        if (values.hasMoreElements()) {
            throw new ApiException(ErrorCode.UNAUTHENTICATED, "Send the header " + name + " once.");
        }
        return value;
    }

    @Override
    public void close() {
        bearer.close();
        if (assertions != null) {
            assertions.close();
        }
    }
}
