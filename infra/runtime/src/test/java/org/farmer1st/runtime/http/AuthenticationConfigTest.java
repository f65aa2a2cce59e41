package org.farmer1st.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.farmer1st.runtime.config.InvalidConfigurationException;
import org.farmer1st.runtime.config.Settings;
import org.junit.jupiter.api.Test;

class AuthenticationConfigTest {

    private static final Map<String, String> LEAST =
            Map.of("TOKEN_ISSUER", "http://issuer", "TOKEN_JWKS_URL", "http://issuer/keys");

    @Test
    void oneIssuerIsEnough() {
        AuthenticationConfig config = read(Map.of());
        assertThat(config.bearer())
                .containsExactly(new BearerIssuer(
                        "http://issuer", "farmer1st", URI.create("http://issuer/keys"), Tenants.every()));
        assertThat(config.access()).isEmpty();
    }

    @Test
    void everySettingIsRead() {
        AuthenticationConfig config = read(Map.of(
                "TOKEN_AUDIENCE", "ours",
                "TOKEN_TENANTS", "demo,north",
                "TOKEN_MORE_ISSUERS", "partner",
                "TOKEN_PARTNER_ISSUER", "http://partner",
                "TOKEN_PARTNER_AUDIENCE", "theirs",
                "TOKEN_PARTNER_JWKS_URL", "http://partner/keys",
                "TOKEN_PARTNER_TENANTS", "south",
                "ACCESS_ISSUER", "https://team.cloudflareaccess.com/",
                "ACCESS_APPLICATIONS", "aaa=demo:admin"));
        assertThat(config.bearer())
                .containsExactly(
                        new BearerIssuer(
                                "http://issuer",
                                "ours",
                                URI.create("http://issuer/keys"),
                                new Tenants(false, Set.of("demo", "north"))),
                        new BearerIssuer(
                                "http://partner",
                                "theirs",
                                URI.create("http://partner/keys"),
                                new Tenants(false, Set.of("south"))));
        assertThat(config.access().orElseThrow().issuer()).isEqualTo("https://team.cloudflareaccess.com");
        assertThat(config.access().orElseThrow().keys())
                .hasToString("https://team.cloudflareaccess.com/cdn-cgi/access/certs");
        assertThat(config.access().orElseThrow().audiences()).containsExactly("aaa");
        assertThat(read(Map.of(
                                "ACCESS_ISSUER", "https://team",
                                "ACCESS_JWKS_URL", "https://mirror/keys",
                                "ACCESS_APPLICATIONS", "aaa=demo:admin"))
                        .access()
                        .orElseThrow()
                        .keys())
                .hasToString("https://mirror/keys");
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        Map<String, String> wrong = Map.of(
                "TOKEN_JWKS_URL", "nowhere",
                "TOKEN_TENANTS", "Not One",
                "TOKEN_MORE_ISSUERS", "partner",
                "TOKEN_PARTNER_ISSUER", "http://issuer",
                "TOKEN_PARTNER_JWKS_URL", "http://partner/keys",
                "ACCESS_ISSUER", "team",
                "ACCESS_APPLICATIONS", "aaa");
        InvalidConfigurationException refused =
                catchThrowableOfType(InvalidConfigurationException.class, () -> read(wrong));
        assertThat(refused.errors())
                .extracting(error -> error.substring(0, error.indexOf(' ')))
                .containsExactly(
                        "TOKEN_JWKS_URL",
                        "TOKEN_TENANTS",
                        "TOKEN_PARTNER_ISSUER",
                        "TOKEN_PARTNER_TENANTS",
                        "ACCESS_ISSUER",
                        "ACCESS_APPLICATIONS");
    }

    @Test
    void applicationsWithoutTheirIssuerAreAMistake() {
        InvalidConfigurationException refused = catchThrowableOfType(
                InvalidConfigurationException.class, () -> read(Map.of("ACCESS_APPLICATIONS", "aaa=demo:admin")));
        assertThat(refused.errors()).containsExactly("ACCESS_APPLICATIONS is set without ACCESS_ISSUER");
    }

    private static AuthenticationConfig read(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(LEAST);
        environment.putAll(more);
        return Settings.read(environment, AuthenticationConfig::from);
    }
}
