package org.farmer1st.runtime.http;

import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URI;
import java.text.ParseException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.farmer1st.runtime.http.Caller.Role;
import org.farmer1st.runtime.http.TokenVerifier.InvalidTokenException;

/**
 * An issuer of bearer tokens, which name who they speak for themselves: {@code sub}, {@code tenant} and {@code roles}.
 *
 * @param issuer the {@code iss} that its tokens have
 * @param audience the {@code aud} that its tokens have
 * @param keys the address of its JWK set
 * @param tenants whom it may speak for; a token for another tenant is refused
 */
public record BearerIssuer(String issuer, String audience, URI keys, Tenants tenants) implements TrustedIssuer {

    private static final Pattern SUBJECT = Pattern.compile("[\\x21-\\x7e]{1,256}");

    @Override
    public Set<String> audiences() {
        return Set.of(audience);
    }

    @Override
    public Set<String> requiredClaims() {
        return Set.of("sub", "tenant", "roles");
    }

    @Override
    public Caller caller(JWTClaimsSet claims) throws InvalidTokenException {
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
            if (!Tenants.isTenant(tenant)) {
                throw new InvalidTokenException("The token's tenant is not one.");
            }
            if (!isSubject(claims.getSubject())) {
                throw new InvalidTokenException("The token's subject is not one.");
            }
            if (roles.isEmpty()) {
                throw new InvalidTokenException("The token has no role that is known here.");
            }
            if (!tenants.include(tenant)) {
                throw new ApiException(
                        ErrorCode.FORBIDDEN, "The token's issuer may not speak for the tenant that the token names.");
            }
            return new Caller(claims.getSubject(), tenant, roles);
        } catch (ParseException e) {
            throw new InvalidTokenException("The token's tenant or roles are of the wrong type.");
        }
    }

    static boolean isSubject(String text) {
        return text != null && SUBJECT.matcher(text).matches();
    }
}
