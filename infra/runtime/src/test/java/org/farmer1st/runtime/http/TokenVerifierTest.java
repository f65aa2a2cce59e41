package org.farmer1st.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.farmer1st.runtime.http.Caller.Role;
import org.farmer1st.runtime.http.TokenVerifier.InvalidTokenException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokenVerifierTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final SetClock clock = new SetClock();
    private TestIssuer issuer;
    private TokenVerifier verifier;

    /** A clock that stands where it is put. */
    private static final class SetClock extends Clock {
        private volatile Instant now = Instant.now();

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @BeforeEach
    void start() throws Exception {
        issuer = new TestIssuer();
        verifier = new TokenVerifier(List.of(issuer.bearer()), clock, LONG);
    }

    @AfterEach
    void stop() {
        verifier.close();
        issuer.close();
    }

    @Test
    void aGoodTokenSaysWhoItSpeaksFor() throws Exception {
        assertThat(verifier.verify(issuer.sign(issuer.claims())))
                .isEqualTo(new Caller("someone", "demo", Set.of(Role.STAKEHOLDER)));
        assertThat(verifier.verify(issuer.sign(issuer.claims().audience(List.of("others", "farmer1st")))))
                .isNotNull();
        assertThat(verifier.verify(TestIssuer.sign(issuer.claims(), issuer.key, new JOSEObjectType("at+jwt"))))
                .isNotNull();
        assertThat(verifier.verify(TestIssuer.sign(issuer.claims(), issuer.key, (JOSEObjectType) null)))
                .isNotNull();
    }

    @Test
    void whatIsWrongWithATokenIsFoundOut() throws Exception {
        Instant now = clock.instant();
        RSAKey stranger = TestIssuer.generate("one");
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put("no token", "not-a-token");
        wrong.put("empty", "");
        wrong.put("dots", "..");
        wrong.put("unsigned", new PlainJWT(issuer.claims().build()).serialize());
        wrong.put("signed with the public key as a secret", signedWithThePublicKey());
        wrong.put("signature cut off", withoutSignature(issuer.sign(issuer.claims())));
        wrong.put("a stranger's key of the same name", TestIssuer.sign(issuer.claims(), stranger));
        wrong.put(
                "brings its own key",
                TestIssuer.sign(
                        issuer.claims(),
                        stranger,
                        new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(stranger.toPublicJWK())));
        wrong.put(
                "another algorithm of the same key",
                TestIssuer.sign(issuer.claims(), issuer.key, new JWSHeader.Builder(JWSAlgorithm.PS256).keyID("one")));
        wrong.put("type", TestIssuer.sign(issuer.claims(), issuer.key, new JOSEObjectType("logout+jwt")));
        wrong.put("issuer", issuer.sign(issuer.claims().issuer("http://other")));
        wrong.put("no issuer", issuer.sign(issuer.claims().issuer(null)));
        wrong.put("audience", issuer.sign(issuer.claims().audience("other")));
        wrong.put("no audience", issuer.sign(issuer.claims().audience((String) null)));
        wrong.put("expired", issuer.sign(issuer.claims().expirationTime(Date.from(now.minusSeconds(90)))));
        wrong.put("never expires", issuer.sign(issuer.claims().expirationTime(null)));
        wrong.put("not yet", issuer.sign(issuer.claims().notBeforeTime(Date.from(now.plusSeconds(90)))));
        wrong.put("no tenant", issuer.sign(issuer.claims().claim("tenant", null)));
        wrong.put("no such tenant", issuer.sign(issuer.claims().claim("tenant", "Not A Tenant/../")));
        wrong.put("tenants", issuer.sign(issuer.claims().claim("tenant", List.of("demo"))));
        wrong.put("no subject", issuer.sign(issuer.claims().subject(null)));
        wrong.put("empty subject", issuer.sign(issuer.claims().subject("")));
        wrong.put("no roles", issuer.sign(issuer.claims().claim("roles", null)));
        wrong.put("unknown role", issuer.sign(issuer.claims().claim("roles", List.of("emperor"))));
        wrong.put("roles as text", issuer.sign(issuer.claims().claim("roles", "admin")));
        wrong.put("huge", issuer.sign(issuer.claims().claim("padding", "x".repeat(TokenVerifier.MOST_CHARACTERS))));

        wrong.forEach((what, token) -> {
            InvalidTokenException refused =
                    catchThrowableOfType(InvalidTokenException.class, () -> verifier.verify(token));
            assertThat(refused).as(what).isNotNull();
            assertThat(refused.getMessage())
                    .as(what)
                    .doesNotContain("someone", "emperor", "other", "logout", "eyJ", "PS256");
        });
    }

    @Test
    void clocksMayDifferByAMinute() throws Exception {
        Instant now = clock.instant();
        assertThat(verifier.verify(issuer.sign(issuer.claims().expirationTime(Date.from(now.minusSeconds(30))))))
                .isNotNull();
        assertThat(verifier.verify(issuer.sign(issuer.claims().notBeforeTime(Date.from(now.plusSeconds(30))))))
                .isNotNull();
    }

    @Test
    void aRememberedTokenExpires() throws Exception {
        String token = issuer.sign(issuer.claims().expirationTime(Date.from(clock.now.plusSeconds(100))));
        verifier.verify(token);
        clock.now = clock.now.plusSeconds(155);
        verifier.verify(token);
        clock.now = clock.now.plusSeconds(10);
        assertThatThrownBy(() -> verifier.verify(token))
                .isInstanceOf(InvalidTokenException.class)
                .hasMessageContaining("expired");
    }

    @Test
    void aNewKeyIsFetchedAndMadeUpOnesAreNotAskedFor() throws Exception {
        verifier.verify(issuer.sign(issuer.claims()));
        assertThat(issuer.fetches).hasValue(1);

        RSAKey next = TestIssuer.generate("two");
        issuer.publish(issuer.key, next);
        assertThat(verifier.verify(TestIssuer.sign(issuer.claims(), next))).isNotNull();
        assertThat(issuer.fetches).hasValue(2);

        for (int i = 0; i < 50; i++) {
            String madeUp = TestIssuer.sign(
                    issuer.claims(), issuer.key, new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("made-up-" + i));
            assertThatThrownBy(() -> verifier.verify(madeUp)).isInstanceOf(InvalidTokenException.class);
        }
        assertThat(issuer.fetches).hasValue(2);
        assertThat(verifier.verify(issuer.sign(issuer.claims().subject("another"))))
                .isNotNull();
    }

    @Test
    void aTokenOfAKeyThatIsNotPublishedIsRefused() throws Exception {
        verifier.verify(issuer.sign(issuer.claims()));
        String strange = TestIssuer.sign(issuer.claims(), TestIssuer.generate("strange"));
        assertThatThrownBy(() -> verifier.verify(strange)).isInstanceOf(InvalidTokenException.class);
    }

    @Test
    void anOutageOfTheIssuerCostsNothingThatIsKnown() throws Exception {
        issuer.beAway(true);
        assertThatThrownBy(() -> verifier.verify(issuer.sign(issuer.claims())))
                .isInstanceOfSatisfying(ApiException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                    assertThat(e.retryAfter()).isPresent();
                });

        issuer.beAway(false);
        verifier.verify(issuer.sign(issuer.claims()));
        issuer.beAway(true);
        assertThat(verifier.verify(issuer.sign(issuer.claims().subject("another"))))
                .isNotNull();
    }

    @Test
    void aRememberedTokenIsCheckedAgainAfterFiveMinutes() throws Exception {
        String token = issuer.sign(issuer.claims());
        verifier.verify(token);
        issuer.publish(TestIssuer.generate("two"));
        // Makes the keys be fetched: from here on the first one isn't among them.
        assertThatThrownBy(() -> verifier.verify(TestIssuer.sign(issuer.claims(), TestIssuer.generate("three"))))
                .isInstanceOf(InvalidTokenException.class);

        assertThat(verifier.verify(token)).isNotNull();
        clock.now = clock.now.plusSeconds(301);
        assertThatThrownBy(() -> verifier.verify(token)).isInstanceOf(InvalidTokenException.class);
    }

    @Test
    void anIssuerSpeaksForItsTenantsOnly() throws Exception {
        BearerIssuer bound =
                new BearerIssuer(TestIssuer.ISSUER, "farmer1st", issuer.keys(), Tenants.parse("north,south"));
        try (TokenVerifier strict = new TokenVerifier(List.of(bound), clock, LONG)) {
            assertThat(strict.verify(issuer.sign(issuer.claims().claim("tenant", "south")))
                            .tenant())
                    .isEqualTo("south");
            assertThatThrownBy(() -> strict.verify(issuer.sign(issuer.claims())))
                    .isInstanceOfSatisfying(
                            ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN));
        }
    }

    @Test
    void eachIssuersTokensAreCheckedWithItsOwnKeys() throws Exception {
        try (TestIssuer partner = new TestIssuer();
                TokenVerifier both = new TokenVerifier(
                        List.of(
                                issuer.bearer(),
                                new BearerIssuer("http://partner", "farmer1st", partner.keys(), Tenants.every())),
                        clock,
                        LONG)) {
            assertThat(both.verify(issuer.sign(issuer.claims()))).isNotNull();
            assertThat(both.verify(partner.sign(partner.claims().issuer("http://partner"))))
                    .isNotNull();
            assertThatThrownBy(() -> both.verify(partner.sign(partner.claims())))
                    .isInstanceOf(InvalidTokenException.class);
        }
    }

    private String signedWithThePublicKey() throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one").build(),
                new JWTClaimsSet.Builder(issuer.claims().build()).build());
        token.sign(new MACSigner(issuer.key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));
        return token.serialize();
    }

    private static String withoutSignature(String token) {
        String header = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"none\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8));
        return header + token.substring(token.indexOf('.'), token.lastIndexOf('.') + 1);
    }
}
