package org.farmer1st.runtime.http;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.farmer1st.runtime.config.Settings;

/**
 * Whose tokens an HTTP interface believes.
 *
 * @param bearer issuers of bearer tokens; one at least
 * @param access Cloudflare Access, where assertions of it are believed
 */
public record AuthenticationConfig(List<BearerIssuer> bearer, Optional<CloudflareAccessIssuer> access) {

    private static final String DEFAULT_AUDIENCE = "farmer1st";

    public AuthenticationConfig {
        bearer = List.copyOf(bearer);
    }

    /**
     * Reads {@code TOKEN_ISSUER}, {@code TOKEN_AUDIENCE} (farmer1st), {@code TOKEN_JWKS_URL} and {@code TOKEN_TENANTS} (*);
     * for each name in {@code TOKEN_MORE_ISSUERS} the same four as {@code TOKEN_NAME_ISSUER} and so on, where the tenants
     * have to be said; and, where {@code ACCESS_ISSUER} is set, {@code ACCESS_APPLICATIONS} and {@code ACCESS_JWKS_URL}.
     */
    public static AuthenticationConfig from(Settings settings) {
        List<BearerIssuer> bearer = new ArrayList<>();
        Set<String> names = new HashSet<>();
        bearer.add(new BearerIssuer(
                settings.text("TOKEN_ISSUER"),
                settings.text("TOKEN_AUDIENCE", DEFAULT_AUDIENCE),
                settings.address("TOKEN_JWKS_URL"),
                settings.optionalText("TOKEN_TENANTS").isEmpty() ? Tenants.every() : tenants(settings, "TOKEN")));
        names.add(bearer.get(0).issuer());
        for (String name : settings.words("TOKEN_MORE_ISSUERS")) {
            String prefix = "TOKEN_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
            bearer.add(new BearerIssuer(
                    settings.parsed(prefix + "_ISSUER", "", issuer -> different(issuer, names)),
                    settings.text(prefix + "_AUDIENCE", DEFAULT_AUDIENCE),
                    settings.address(prefix + "_JWKS_URL"),
                    tenants(settings, prefix)));
        }
        return new AuthenticationConfig(bearer, access(settings));
    }

    private static Tenants tenants(Settings settings, String prefix) {
        return settings.parsed(prefix + "_TENANTS", Tenants.every(), Tenants::parse);
    }

    private static String different(String issuer, Set<String> names) {
        if (!names.add(issuer)) {
            throw new IllegalArgumentException("is the issuer of another setting too");
        }
        return issuer;
    }

    private static Optional<CloudflareAccessIssuer> access(Settings settings) {
        if (settings.optionalText("ACCESS_ISSUER").isEmpty()) {
            settings.refuse("ACCESS_APPLICATIONS", "is set without ACCESS_ISSUER");
            return Optional.empty();
        }
        String issuer = settings.address("ACCESS_ISSUER").toString().replaceFirst("/$", "");
        URI keys = settings.optionalText("ACCESS_JWKS_URL").isPresent()
                ? settings.address("ACCESS_JWKS_URL")
                : URI.create(issuer + CloudflareAccessIssuer.KEYS);
        return Optional.of(new CloudflareAccessIssuer(
                issuer,
                keys,
                settings.parsed("ACCESS_APPLICATIONS", Map.of(), CloudflareAccessIssuer::parseApplications)));
    }
}
