package org.farmer1st.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.JWTClaimsSet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.farmer1st.runtime.health.Health;
import org.farmer1st.runtime.trace.TraceContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ApiServerTest {

    private static final String ACCESS = "https://team.cloudflareaccess.com";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static TestIssuer issuer;
    private static ApiServer server;
    private static volatile boolean ready = true;

    @BeforeAll
    static void start() throws Exception {
        issuer = new TestIssuer();
        server = new ApiServer(
                "127.0.0.1",
                0,
                new Authentication(
                        new TokenVerifier(List.of(issuer.bearer())),
                        new TokenVerifier(List.of(new CloudflareAccessIssuer(
                                ACCESS, issuer.keys(), CloudflareAccessIssuer.parseApplications("tag=demo:admin"))))),
                Admission.ALL,
                new Health().ready("broker", () -> ready ? Optional.empty() : Optional.of("gone")),
                ApiServer.metrics(),
                1024,
                new ApiDescription("Test", "1.0.0", "", ApiSchemas.shared()),
                ApiServerTest::declare);
        server.start();
    }

    private static void declare(Routes routes) {
        routes.group("Things", "Of all kinds.")
                .get("/page", operation("getPage", Access.open()), ctx -> ctx.result("open"))
                .get(
                        "/v1/me",
                        operation("getMe", Access.everyRole()),
                        ctx -> Envelope.data(ctx, Caller.of(ctx).subject()))
                .get(
                        "/v1/admins",
                        operation("getAdmins", Access.of(Caller.Role.ADMIN)),
                        ctx -> Envelope.data(ctx, "ok"))
                .get(
                        "/v1/trace",
                        operation("getTrace", Access.everyRole()),
                        ctx -> Envelope.data(ctx, TraceContext.traceId()))
                .get("/v1/bug", operation("getBug", Access.everyRole()), ctx -> {
                    throw new IllegalStateException("secret detail");
                })
                .get(
                        "/v1/later",
                        operation("getLater", Access.everyRole()),
                        ctx -> ctx.future(() -> CompletableFuture.failedFuture(
                                ApiException.unavailable("Kafka is gone.", java.time.Duration.ofSeconds(3)))))
                .post(
                        "/v1/echo",
                        operation("echo", Access.everyRole()),
                        ctx -> Envelope.data(ctx, ctx.bodyAsBytes().length));
    }

    private static Operation operation(String id, Access access) {
        return Operation.of(id, "Something", access).answers(200, "Text", "It.");
    }

    @AfterAll
    static void stop() {
        server.close();
        issuer.close();
    }

    @Test
    void aGoodTokenIsWhoItSaysItIs() throws Exception {
        HttpResponse<String> answer = get("/v1/me", token());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith("{\"success\":true,\"data\":\"someone\",\"meta\":{\"requestId\":");
    }

    @Test
    void withoutAGoodTokenNothingIsAnswered() throws Exception {
        for (String path : List.of("/v1/me", "/v1/nothing-here", "/metrics")) {
            for (String token : Arrays.asList(null, "not-a-token")) {
                HttpResponse<String> answer = get(path, token);
                assertThat(answer.statusCode()).isEqualTo(401);
                assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
                assertThat(answer.body())
                        .contains("\"code\":\"UNAUTHENTICATED\"")
                        .doesNotContain("not-a-token");
            }
        }
        assertThat(send(request("/v1/me", null).header("Authorization", "Basic YTpi"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(send(request("/v1/me", token()).header("Authorization", "Bearer " + token()))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void anAssertionIsEnoughAndABearerTokenBesideItDecides() throws Exception {
        String assertion = issuer.sign(assertion());
        String token = token();

        HttpResponse<String> alone = send(request("/v1/me", null).header("Cf-Access-Jwt-Assertion", assertion));
        assertThat(alone.body()).contains("\"data\":\"person\"");
        assertThat(send(request("/v1/admins", null).header("Cf-Access-Jwt-Assertion", assertion))
                        .statusCode())
                .isEqualTo(200);

        HttpResponse<String> both = send(request("/v1/me", token).header("Cf-Access-Jwt-Assertion", assertion));
        assertThat(both.body()).contains("\"data\":\"someone\"");
        assertThat(send(request("/v1/admins", token).header("Cf-Access-Jwt-Assertion", assertion))
                        .statusCode())
                .isEqualTo(403);

        // Neither stands in for the other: both have to be good, and of one tenant.
        assertThat(send(request("/v1/me", token).header("Cf-Access-Jwt-Assertion", "no"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(send(request("/v1/me", "no").header("Cf-Access-Jwt-Assertion", assertion))
                        .statusCode())
                .isEqualTo(401);
        String other = issuer.sign(issuer.claims().claim("tenant", "other"));
        assertThat(send(request("/v1/me", other).header("Cf-Access-Jwt-Assertion", assertion))
                        .statusCode())
                .isEqualTo(403);
        // And neither is the other.
        assertThat(get("/v1/me", assertion).statusCode()).isEqualTo(401);
        assertThat(send(request("/v1/me", null).header("Cf-Access-Jwt-Assertion", token))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void aClientThatMeansAnotherTenantIsStopped() throws Exception {
        assertThat(send(request("/v1/me", token()).header("X-Tenant", "demo")).statusCode())
                .isEqualTo(200);
        HttpResponse<String> answer = send(request("/v1/nothing-here", token()).header("X-Tenant", "north"));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("\"code\":\"FORBIDDEN\"");
    }

    @Test
    void everyErrorHasItsCodeAndNoInsides() throws Exception {
        String token = token();

        assertThat(get("/v1/admins", token).statusCode()).isEqualTo(403);
        assertThat(get("/v1/nothing-here", token).body()).contains("NOT_FOUND");
        HttpResponse<String> other = get("/v1/echo", token);
        assertThat(other.statusCode()).isEqualTo(405);
        assertThat(other.headers().firstValue("Allow")).contains("POST");
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
    void everythingServedIsInTheDocument() throws Exception {
        JsonNode document = Json.mapper()
                .readTree(get("/openapi.json", issuer.sign(issuer.claims())).body());
        List<String> documented = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    documented.add(method.toUpperCase(Locale.ROOT) + ' ' + path.getKey());
                }));

        assertThat(documented)
                .containsExactlyInAnyOrderElementsOf(server.served())
                .contains("GET /v1/me", "GET /docs");
        assertThat(document.at("/paths/~1v1~1admins/get/security").toString())
                .isEqualTo("[{\"bearer\":[\"admin\"]},{\"accessAssertion\":[\"admin\"]}]");
        assertThat(document.at("/paths/~1page/get/security").isEmpty()).isTrue();
    }

    @Test
    void whatIsNotDocumentedCannotBeDeclared() {
        for (Operation wanting : List.of(
                Operation.of("noAnswer", "Something", Access.everyRole()),
                operation("", Access.everyRole()).path("id", "Text", "Of nothing in the path."),
                operation("unknownSchema", Access.everyRole()).body("Nothing"),
                Operation.of("noSummary", "", Access.everyRole()).answers(200, "Text", "It."))) {
            assertThatThrownBy(() -> new ApiServer(
                            "127.0.0.1",
                            0,
                            null,
                            Admission.ALL,
                            new Health(),
                            ApiServer.metrics(),
                            1,
                            new ApiDescription("Test", "1.0.0", "", ApiSchemas.shared()),
                            routes -> routes.group("Things", "").get("/v1/thing", wanting, ctx -> {})))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void thePageHoldsNoDataAndRunsNothingOfOthers() throws Exception {
        HttpResponse<String> page = get("/docs", null);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).doesNotContain("http://", "https://");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self'")
                .doesNotContain("unsafe");
        for (String file : List.of("/docs/docs.js", "/docs/docs.css", "/docs/swagger-ui.js", "/docs/swagger-ui.css")) {
            assertThat(page.body()).contains(file);
            assertThat(get(file, null).statusCode()).as(file).isEqualTo(200);
        }
        assertThat(get("/openapi.json", null).statusCode()).isEqualTo(401);
    }

    @Test
    void requestsAreMeasuredByRoute() throws Exception {
        get("/v1/me", token());
        get("/v1/nobody-knows-this", token());
        send(request("/v1/me", token()).method("SPY", HttpRequest.BodyPublishers.noBody()));

        assertThat(get("/metrics", token()).body())
                .contains("http_requests_seconds_count{method=\"GET\",route=\"/v1/me\",status=\"200\"}")
                .contains("http_requests_seconds_bucket{method=\"GET\",route=\"/v1/me\",status=\"200\",le=\"0.25\"}")
                .contains("http_requests_seconds_count{method=\"GET\",route=\"none\",status=\"404\"}")
                .contains("jvm_memory_used_bytes", "process_cpu_usage", "process_files_open_files")
                .doesNotContain("SPY", "nobody-knows");
    }

    @Test
    void aRequestsTraceIsTheCurrentOne() throws Exception {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        HttpResponse<String> answer =
                send(request("/v1/trace", token()).header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01"));

        assertThat(answer.body()).contains("\"data\":\"" + trace + '"');
        assertThat(get("/v1/trace", token()).body())
                .doesNotContain(trace)
                .containsPattern("\"data\":\"[0-9a-f]{32}\"")
                .doesNotContain("0".repeat(32));
    }

    private static JWTClaimsSet.Builder assertion() {
        return new JWTClaimsSet.Builder()
                .issuer(ACCESS)
                .audience("tag")
                .subject("person")
                .claim("type", "app")
                .expirationTime(Date.from(Instant.now().plusSeconds(60)));
    }

    private static String token() {
        return issuer.sign(issuer.claims());
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
        return HTTP.send(request(path, token).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }
}
