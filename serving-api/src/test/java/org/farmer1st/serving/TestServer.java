package org.farmer1st.serving;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.farmer1st.runtime.http.Json;
import org.farmer1st.runtime.receipt.Receipts;
import org.farmer1st.testkit.ApiContract;

/** A serving-api in this JVM, and a client of it. */
final class TestServer implements AutoCloseable {

    private static final byte[] RECEIPT_KEY = "0123456789abcdef0123456789abcdef".getBytes();
    static final Receipts RECEIPTS = new Receipts(List.of(RECEIPT_KEY));
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final TestTokens tokens;
    private final ServingServer server;
    private ApiContract contract;

    TestServer(TestTokens tokens, String databaseUrl, String redisUrl, Map<String, String> more) {
        this.tokens = tokens;
        Map<String, String> environment = new HashMap<>(Map.of(
                "HTTP_PORT",
                "0",
                "TOKEN_ISSUER",
                TestTokens.ISSUER,
                "TOKEN_JWKS_URL",
                tokens.keysAddress(),
                "RECEIPT_KEY",
                Base64.getEncoder().encodeToString(RECEIPT_KEY),
                "LANES",
                Integer.toString(TestViews.LANES),
                "DATABASE_URL",
                databaseUrl,
                "DATABASE_USER",
                "postgres",
                "REDIS_URL",
                redisUrl,
                // Nothing listens there: what is cached is not trusted, and everything still answers.
                "KAFKA_BOOTSTRAP_SERVERS",
                "127.0.0.1:1"));
        environment.put("SCHEMA_REGISTRY_URL", "http://127.0.0.1:1");
        environment.put("TOKEN_MORE_ISSUERS", "partner");
        environment.put("TOKEN_PARTNER_ISSUER", TestTokens.PARTNER_ISSUER);
        environment.put("TOKEN_PARTNER_JWKS_URL", tokens.keysAddress());
        environment.put("TOKEN_PARTNER_TENANTS", "partner");
        environment.putAll(more);
        server = new ServingServer(ServingConfig.from(environment));
        server.start();
    }

    /** An answer. */
    record Answer(int status, JsonNode body, HttpResponse<String> raw) {
        JsonNode data() {
            return body.path("data");
        }

        JsonNode meta() {
            return body.path("meta");
        }

        String code() {
            return body.path("error").path("code").asText();
        }

        String header(String name) {
            return raw.headers().firstValue(name).orElse(null);
        }
    }

    Answer get(String role, String subject, String path, String... headers) {
        return withToken(tokens.token(role, subject, "demo"), path, headers);
    }

    Answer withToken(String token, String path, String... headers) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).GET();
            if (token != null) {
                request.header("Authorization", "Bearer " + token);
            }
            if (headers.length > 0) {
                request.headers(headers);
            }
            HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            requirePromised(answer);
            boolean json =
                    answer.headers().firstValue("Content-Type").orElse("").contains("json");
            return new Answer(
                    answer.statusCode(),
                    json && !answer.body().isEmpty()
                            ? Json.mapper().readTree(answer.body())
                            : Json.mapper().nullNode(),
                    answer);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Every answer that any test sees is as the document says. */
    private void requirePromised(HttpResponse<String> answer) throws IOException {
        if (contract == null) {
            contract = new ApiContract(Json.mapper()
                    .readTree(Path.of(System.getProperty("farmer1st.root"), "docs", "api", "serving-api.json")
                            .toFile()));
        }
        List<String> faults = contract.faultsOf(
                "GET",
                answer.uri().getRawPath(),
                answer.statusCode(),
                answer.headers().firstValue("Content-Type").orElse(null),
                answer.body());
        if (!faults.isEmpty()) {
            throw new AssertionError("Answered otherwise than documented: " + faults);
        }
    }

    Answer asStakeholder(String path, String... headers) {
        return get("stakeholder", "someone", path, headers);
    }

    Answer asAdmin(String path) {
        return get("admin", "someone", path);
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    @Override
    public void close() {
        server.close();
    }
}
