package org.farmer1st.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.farmer1st.runtime.health.Health;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ApiServerTest {

    private static final String ISSUER = "http://issuer.test";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static RSAKey key;
    private static HttpServer issuer;
    private static ApiServer server;
    private static volatile boolean ready = true;

    @BeforeAll
    static void start() throws Exception {
        key = new RSAKeyGenerator(2048).keyID("one").generate();
        byte[] keys = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext("/keys", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        issuer.start();
        URI address = URI.create("http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys");
        server = new ApiServer(
                "127.0.0.1",
                0,
                new TokenVerifier(ISSUER, "farmer1st", address),
                new Health().ready("broker", () -> ready ? Optional.empty() : Optional.of("gone")),
                ApiServer.metrics(),
                Set.of("/page"),
                1024,
                config -> config.routes
                        .get("/page", ctx -> ctx.result("open"))
                        .get("/v1/me", ctx -> Envelope.data(ctx, Caller.of(ctx).subject()))
                        .get("/v1/admins", ctx -> Caller.of(ctx).require(Caller.Role.ADMIN))
                        .get("/v1/bug", ctx -> {
                            throw new IllegalStateException("secret detail");
                        })
                        .get(
                                "/v1/later",
                                ctx -> ctx.future(() -> CompletableFuture.failedFuture(
                                        ApiException.unavailable("Kafka is gone.", java.time.Duration.ofSeconds(3)))))
                        .post("/v1/echo", ctx -> Envelope.data(ctx, ctx.bodyAsBytes().length)));
        server.start();
    }

    @AfterAll
    static void stop() {
        server.close();
        issuer.stop(0);
    }

    @Test
    void aGoodTokenIsWhoItSaysItIs() throws Exception {
        HttpResponse<String> answer = get("/v1/me", sign(claims().build()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith("{\"success\":true,\"data\":\"someone\",\"meta\":{\"requestId\":");
    }

    @Test
    void whatIsWrongWithATokenIsFoundOut() throws Exception {
        Instant now = Instant.now();
        RSAKey stranger = new RSAKeyGenerator(2048).keyID("one").generate();
        SignedJWT confused = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one").build(), claims().build());
        confused.sign(new MACSigner(key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));

        for (String token : List.of(
                "not-a-token",
                new PlainJWT(claims().build()).serialize(),
                confused.serialize(),
                sign(claims().build(), new RSASSASigner(stranger)),
                sign(claims().issuer("http://other").build()),
                sign(claims().audience("other").build()),
                sign(claims().expirationTime(Date.from(now.minusSeconds(120))).build()),
                sign(claims().notBeforeTime(Date.from(now.plusSeconds(300))).build()),
                sign(claims().claim("tenant", null).build()),
                sign(claims().claim("tenant", "Not A Tenant/../").build()),
                sign(claims().claim("roles", List.of("emperor")).build()),
                sign(claims().claim("roles", "admin").build()))) {
            HttpResponse<String> answer = get("/v1/me", token);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
            assertThat(answer.body()).contains("\"code\":\"UNAUTHENTICATED\"");
        }
        assertThat(get("/v1/me", null).statusCode()).isEqualTo(401);
        assertThat(get("/v1/nothing-here", null).statusCode()).isEqualTo(401);
        assertThat(get("/metrics", null).statusCode()).isEqualTo(401);
    }

    @Test
    void everyErrorHasItsCodeAndNoInsides() throws Exception {
        String token = sign(claims().build());

        assertThat(get("/v1/admins", token).statusCode()).isEqualTo(403);
        assertThat(get("/v1/nothing-here", token).body()).contains("NOT_FOUND");
        assertThat(get("/v1/echo", token).statusCode()).isEqualTo(405);
        assertThat(get("/v1/bug", token).body()).contains("INTERNAL").doesNotContain("secret detail");
        HttpResponse<String> later = get("/v1/later", token);
        assertThat(later.statusCode()).isEqualTo(503);
        assertThat(later.headers().firstValue("Retry-After")).contains("3");
        HttpResponse<String> large = HTTP.send(
                request("/v1/echo", token)
                        .POST(HttpRequest.BodyPublishers.ofString("x".repeat(2000)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(large.statusCode()).isEqualTo(413);
    }

    @Test
    void healthAndPagesNeedNoToken() throws Exception {
        assertThat(get("/page", null).body()).isEqualTo("open");
        assertThat(get("/health/live", null).statusCode()).isEqualTo(200);
        assertThat(get("/health/ready", null).statusCode()).isEqualTo(200);
        ready = false;
        HttpResponse<String> answer = get("/health/ready", null);
        ready = true;
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("\"broker\":\"gone\"");
    }

    @Test
    void requestsAreMeasuredByRoute() throws Exception {
        String token = sign(claims().build());
        get("/v1/me", token);

        assertThat(get("/metrics", token).body()).contains("route=\"/v1/me\"");
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience("farmer1st")
                .subject("someone")
                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                .claim("tenant", "demo")
                .claim("roles", List.of("stakeholder"));
    }

    private static String sign(JWTClaimsSet claims) throws JOSEException {
        return sign(claims, new RSASSASigner(key));
    }

    private static String sign(JWTClaimsSet claims, JWSSigner signer) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").build(), claims);
        token.sign(signer);
        return token.serialize();
    }

    private static HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
        return HTTP.send(request(path, token).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }
}
