package org.farmer1st.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.farmer1st.runtime.http.Json;
import org.farmer1st.testkit.ApiContract;
import org.farmer1st.testkit.BackingServices;

/** An ingest-api of the test's own, a token issuer beside it, and requests to it. */
final class IngestClient implements AutoCloseable {

    static final byte[] KEY = new byte[32];
    private static final String ISSUER = "http://issuer.test";

    /** An issuer that is believed for the tenant {@code partner} alone. */
    static final String PARTNER_ISSUER = "http://partner.test";

    private final RSAKey key;
    private final HttpServer issuer;
    private final IngestServer server;
    private final HttpClient http = HttpClient.newHttpClient();
    private ApiContract contract;

    /** An answer: its status, its headers and its body. */
    record Answer(int status, HttpResponse<String> response, JsonNode body) {

        JsonNode data() {
            return body.path("data");
        }

        String code() {
            return body.path("error").path("code").asText();
        }
    }

    IngestClient(BackingServices services, Map<String, String> more) throws Exception {
        this(services.kafkaBootstrapServers(), services.schemaRegistryUrl(), services.redisUrl(), more);
    }

    /** Of an ingest-api with nothing around it. */
    IngestClient() throws Exception {
        this("127.0.0.1:1", "http://127.0.0.1:1", "redis://127.0.0.1:1", Map.of());
    }

    IngestClient(String kafka, String registry, String redis, Map<String, String> more) throws Exception {
        key = new RSAKeyGenerator(2048).keyID("test").generate();
        byte[] keys = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext("/keys", exchange -> {
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        issuer.start();
        String secret = Base64.getEncoder().encodeToString(KEY);
        Map<String, String> environment = new HashMap<>(Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                kafka,
                "SCHEMA_REGISTRY_URL",
                registry,
                "REDIS_URL",
                redis,
                "HTTP_PORT",
                "0",
                "TOKEN_ISSUER",
                ISSUER,
                "TOKEN_JWKS_URL",
                "http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys",
                "RECEIPT_KEY",
                secret,
                "CONTENT_HASH_KEY",
                secret));
        environment.put("TOKEN_MORE_ISSUERS", "partner");
        environment.put("TOKEN_PARTNER_ISSUER", PARTNER_ISSUER);
        environment.put("TOKEN_PARTNER_JWKS_URL", environment.get("TOKEN_JWKS_URL"));
        environment.put("TOKEN_PARTNER_TENANTS", "partner");
        environment.putAll(more);
        server = new IngestServer(IngestConfig.from(environment));
        server.start();
    }

    void awaitReady() throws Exception {
        for (int i = 0; i < 300; i++) {
            if (send("GET", "/health/ready", null, null, "application/json").status() == 200) {
                return;
            }
            Thread.sleep(100);
        }
        throw new AssertionError("ingest-api did not become ready");
    }

    Answer send(String method, String path, String role, String body) throws Exception {
        return send(method, path, token(role, "someone", "demo"), body, "application/json");
    }

    Answer send(String method, String path, String token, String body, String contentType)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .header("Content-Type", contentType)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        requirePromised(method, response);
        return new Answer(response.statusCode(), response, Json.mapper().readTree(response.body()));
    }

    /** Every answer that any test sees is as the document says. */
    private void requirePromised(String method, HttpResponse<String> response) throws IOException {
        if (contract == null) {
            contract = new ApiContract(Json.mapper()
                    .readTree(Path.of(System.getProperty("farmer1st.root"), "docs", "api", "ingest-api.json")
                            .toFile()));
        }
        List<String> faults = contract.faultsOf(
                method,
                response.uri().getRawPath(),
                response.statusCode(),
                response.headers().firstValue("Content-Type").orElse(null),
                response.body());
        if (!faults.isEmpty()) {
            throw new AssertionError("Answered otherwise than documented: " + faults);
        }
    }

    /** All metrics, as Prometheus reads them. */
    String metrics() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/metrics"))
                .header("Authorization", "Bearer " + token("admin", "someone", "demo"))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    /** The status alone of an answer, whatever is in it. */
    int status(String method, String path, String token, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** A request of any form; {@code headers} are names and values in turn. */
    Answer send(String method, String path, String role, byte[] body, String... headers) throws Exception {
        List<String> all = new ArrayList<>(List.of("Authorization", "Bearer " + token(role, "someone", "demo")));
        all.addAll(List.of(headers));
        return exchange(method, path, body, all);
    }

    /** A request with these headers, names and values in turn, and no others that matter. */
    Answer exchange(String method, String path, byte[] body, List<String> headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        if (!headers.isEmpty()) {
            request.headers(headers.toArray(String[]::new));
        }
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        requirePromised(method, response);
        return new Answer(response.statusCode(), response, Json.mapper().readTree(response.body()));
    }

    /** Sends bytes as they are, and gives what is answered until the server ends the connection. */
    String sendRaw(byte[] bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Posts a batch of lines as an enumerator, and takes nothing of the answer. The socket is open, and the test's to close. */
    Socket postAndTakeNothing(byte[] lines) throws Exception {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        socket.getOutputStream()
                .write(
                        ("POST /v1/responses/batch HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
                                        + token("enumerator", "someone", "demo")
                                        + "\r\nContent-Type: application/x-ndjson\r\nContent-Length: " + lines.length
                                        + "\r\n\r\n")
                                .getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().write(lines);
        return socket;
    }

    /** What a test does in the middle of a request. */
    interface Meanwhile {
        void run() throws Exception;
    }

    /** Posts a body in two parts as an enumerator, the second when something was done; the answer as it came. */
    String postInTwo(String path, String headers, byte[] first, byte[] second, Meanwhile meanwhile) throws Exception {
        String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
                + token("enumerator", "someone", "demo") + "\r\n" + headers + "\r\nContent-Length: "
                + (first.length + second.length) + "\r\n\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().write(first);
            meanwhile.run();
            socket.getOutputStream().write(second);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    String token(String role, String subject, String tenant) throws JOSEException {
        return sign(claims(role, subject, tenant).build());
    }

    /** What a good token says, to be made worse. */
    static JWTClaimsSet.Builder claims(String role, String subject, String tenant) {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience("farmer1st")
                .subject(subject)
                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                .claim("tenant", tenant)
                .claim("roles", List.of(role));
    }

    /** A token of the issuer that is believed. */
    String sign(JWTClaimsSet claims) throws JOSEException {
        return sign(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("test").build(), claims);
    }

    /** The same, with a header of its own. */
    String sign(JWSHeader header, JWTClaimsSet claims) throws JOSEException {
        return sign(header, claims, new RSASSASigner(key));
    }

    /** Any token. */
    static String sign(JWSHeader header, JWTClaimsSet claims, JWSSigner signer) throws JOSEException {
        SignedJWT token = new SignedJWT(header, claims);
        token.sign(signer);
        return token.serialize();
    }

    /** The public key that tokens are verified with, in its published form. */
    byte[] publicKey() throws JOSEException {
        return key.toRSAPublicKey().getEncoded();
    }

    @Override
    public void close() {
        server.close();
        issuer.stop(0);
    }
}
