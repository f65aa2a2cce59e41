package org.farmer1st.local.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IssuerServerTest {

    private static final Instant NOW = Instant.parse("2026-11-20T08:00:00Z");

    @TempDir
    private Path directory;

    @Test
    void aTokenIsVerifiedByTheKeysThatAreServed() throws Exception {
        Path file = directory.resolve("secrets/issuer-key.json");
        try (IssuerServer server = new IssuerServer(config(file))) {
            String token = new TokenIssuer(
                            SigningKey.load(file).orElseThrow(),
                            "http://issuer",
                            "farmer1st",
                            Clock.fixed(NOW, ZoneOffset.UTC))
                    .token(Role.enumerator, "amina", "demo");

            SignedJWT parsed = SignedJWT.parse(token);
            JWKSet keys = JWKSet.parse(get(server, "/.well-known/jwks.json"));
            assertThat(keys.getKeys()).noneMatch(key -> key.isPrivate());
            assertThat(parsed.verify(new RSASSAVerifier(
                            keys.getKeyByKeyId(parsed.getHeader().getKeyID()).toRSAKey())))
                    .isTrue();
            assertThat(parsed.getHeader().getAlgorithm().getName()).isEqualTo("RS256");
            assertThat(parsed.getJWTClaimsSet().getIssuer()).isEqualTo("http://issuer");
            assertThat(parsed.getJWTClaimsSet().getAudience()).containsExactly("farmer1st");
            assertThat(parsed.getJWTClaimsSet().getSubject()).isEqualTo("amina");
            assertThat(parsed.getJWTClaimsSet().getClaim("tenant")).isEqualTo("demo");
            assertThat(parsed.getJWTClaimsSet().getClaim("roles")).isEqualTo(List.of("enumerator"));
            assertThat(parsed.getJWTClaimsSet().getExpirationTime().toInstant())
                    .isEqualTo(NOW.plus(TokenIssuer.LIFETIME));
            assertThat(parsed.getJWTClaimsSet().getNotBeforeTime().toInstant()).isBefore(NOW);
        }
    }

    @Test
    void theConfigurationPointsToTheKeys() throws Exception {
        try (IssuerServer server = new IssuerServer(config(directory.resolve("key.json")))) {
            assertThat(get(server, "/.well-known/openid-configuration"))
                    .contains("\"issuer\":\"http://issuer\"")
                    .contains("\"jwks_uri\":\"http://issuer/.well-known/jwks.json\"");
            assertThat(get(server, "/health/ready")).contains("ready");
        }
    }

    @Test
    void theKeyIsMadeOnceAndForItsOwnerAlone() throws Exception {
        Path file = directory.resolve("key.json");

        SigningKey made = SigningKey.loadOrCreate(file);
        SigningKey again = SigningKey.loadOrCreate(file);

        assertThat(again.publicKeys()).isEqualTo(made.publicKeys());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aFileThatHoldsNoKeyIsNamedWithWhatToDo() throws Exception {
        Path file = directory.resolve("key.json");
        Files.writeString(file, "{\"kty\":");

        assertThatThrownBy(() -> SigningKey.load(file))
                .hasMessageContaining(file.toString())
                .hasMessageContaining("Delete it");
    }

    @Test
    void everyFaultOfTheConfigurationIsReportedTogether() {
        assertThatThrownBy(() -> IssuerConfig.from(Map.of("HTTP_PORT", "many", "TOKEN_ISSUER", "no url")))
                .hasMessageContaining("ISSUER_KEY_FILE")
                .hasMessageContaining("HTTP_PORT")
                .hasMessageContaining("TOKEN_ISSUER");
    }

    private IssuerConfig config(Path file) {
        return IssuerConfig.from(
                Map.of("ISSUER_KEY_FILE", file.toString(), "HTTP_PORT", "0", "TOKEN_ISSUER", "http://issuer"));
    }

    private static String get(IssuerServer server, String path) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + server.port() + path);
        var response =
                HttpClient.newHttpClient().send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }
}
