package org.farmer1st.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.farmer1st.runtime.http.Caller.Role;
import org.farmer1st.runtime.http.CloudflareAccessIssuer.Application;
import org.farmer1st.runtime.http.TokenVerifier.InvalidTokenException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CloudflareAccessIssuerTest {

    private static final String TEAM = "https://team.cloudflareaccess.com";

    private static TestIssuer access;
    private static TokenVerifier verifier;

    @BeforeAll
    static void start() throws Exception {
        access = new TestIssuer();
        verifier = new TokenVerifier(List.of(new CloudflareAccessIssuer(
                TEAM,
                access.keys(),
                CloudflareAccessIssuer.parseApplications("aaa=demo:stakeholder,bbb=north:admin+enumerator"))));
    }

    @AfterAll
    static void stop() {
        verifier.close();
        access.close();
    }

    @Test
    void aPersonHasWhatTheApplicationIsWorth() throws Exception {
        assertThat(verifier.verify(access.sign(person())))
                .isEqualTo(new Caller("7335d417-61da", "demo", Set.of(Role.STAKEHOLDER)));
        assertThat(verifier.verify(access.sign(person().audience(List.of("bbb")))))
                .isEqualTo(new Caller("7335d417-61da", "north", Set.of(Role.ADMIN, Role.ENUMERATOR)));
    }

    @Test
    void aServiceIsItsCommonName() throws Exception {
        assertThat(verifier.verify(
                        access.sign(person().subject("").claim("email", null).claim("common_name", "e36.access"))))
                .isEqualTo(new Caller("e36.access", "demo", Set.of(Role.STAKEHOLDER)));
    }

    @Test
    void whatIsNotForAnApplicationOfOursIsRefused() {
        for (JWTClaimsSet.Builder claims : List.of(
                person().audience("ccc"),
                person().audience(List.of("aaa", "bbb")),
                person().claim("type", "org"),
                person().claim("type", null),
                person().subject(""),
                person().issuer("https://other.cloudflareaccess.com"))) {
            assertThatThrownBy(() -> verifier.verify(access.sign(claims))).isInstanceOf(InvalidTokenException.class);
        }
    }

    @Test
    void anAssertionsOwnTenantAndRolesCountForNothing() throws Exception {
        assertThat(verifier.verify(access.sign(person().claim("tenant", "north").claim("roles", List.of("admin")))))
                .isEqualTo(new Caller("7335d417-61da", "demo", Set.of(Role.STAKEHOLDER)));
    }

    @Test
    void applicationsAreReadFromASetting() {
        assertThat(CloudflareAccessIssuer.parseApplications("aaa=demo:stakeholder, bbb=north:admin"))
                .isEqualTo(Map.of(
                        "aaa", new Application("demo", Set.of(Role.STAKEHOLDER)),
                        "bbb", new Application("north", Set.of(Role.ADMIN))));
        for (String wrong : List.of(
                "aaa",
                "aaa=demo",
                "=demo:admin",
                "aaa=Demo:admin",
                "aaa=demo:",
                "aaa=demo:emperor",
                "aaa=demo:farmer",
                "aaa=demo:admin,aaa=north:admin")) {
            assertThatThrownBy(() -> CloudflareAccessIssuer.parseApplications(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static JWTClaimsSet.Builder person() {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(TEAM)
                .audience(List.of("aaa"))
                .subject("7335d417-61da")
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(60)))
                .claim("type", "app")
                .claim("email", "someone@example.org")
                .claim("identity_nonce", "6ei69kawdKzMIAPF")
                .claim("country", "MZ");
    }
}
