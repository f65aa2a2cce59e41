package org.farmer1st.runtime.http;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** An issuer of tokens whose keys can be fetched over HTTP, changed, and be away. */
final class TestIssuer implements AutoCloseable {

    static final String ISSUER = "http://issuer.test";

    final RSAKey key = generate("one");
    final AtomicInteger fetches = new AtomicInteger();
    private final HttpServer server;
    private volatile byte[] published;
    private volatile boolean away;

    TestIssuer() throws IOException {
        publish(key);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/keys", exchange -> {
            fetches.incrementAndGet();
            byte[] keys = published;
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(away ? 503 : 200, away ? -1 : keys.length);
            if (!away) {
                exchange.getResponseBody().write(keys);
            }
            exchange.close();
        });
        server.start();
    }

    static RSAKey generate(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    URI keys() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
    }

    BearerIssuer bearer() {
        return new BearerIssuer(ISSUER, "farmer1st", keys(), Tenants.every());
    }

    void publish(RSAKey... keys) {
        List<JWK> half = Arrays.stream(keys).map(k -> (JWK) k.toPublicJWK()).toList();
        published = new JWKSet(half).toString().getBytes(StandardCharsets.UTF_8);
    }

    void beAway(boolean now) {
        away = now;
    }

    JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience("farmer1st")
                .subject("someone")
                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                .claim("tenant", "demo")
                .claim("roles", List.of("stakeholder"));
    }

    String sign(JWTClaimsSet.Builder claims) {
        return sign(claims, key);
    }

    static String sign(JWTClaimsSet.Builder claims, RSAKey key) {
        return sign(claims, key, JOSEObjectType.JWT);
    }

    static String sign(JWTClaimsSet.Builder claims, RSAKey key, JOSEObjectType type) {
        return sign(
                claims,
                key,
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).type(type));
    }

    static String sign(JWTClaimsSet.Builder claims, RSAKey key, JWSHeader.Builder header) {
        try {
            SignedJWT token = new SignedJWT(header.build(), claims.build());
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
