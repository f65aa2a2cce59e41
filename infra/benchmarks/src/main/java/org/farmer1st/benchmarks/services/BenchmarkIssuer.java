package org.farmer1st.benchmarks.services;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;

/** Signs tokens for a benchmark and serves the key that they are verified with, which nobody else trusts. */
public final class BenchmarkIssuer implements AutoCloseable {

    private static final String ISSUER = "http://issuer.benchmark";
    private static final String AUDIENCE = "farmer1st";
    private static final int BITS = 2048;
    private static final Duration LIFETIME = Duration.ofHours(24);

    private final RSAKey key;
    private final HttpServer server;

    /** Serves from here on. */
    public BenchmarkIssuer() throws IOException {
        try {
            key = new RSAKeyGenerator(BITS).keyID("benchmark").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("This Java can't make an RSA key: " + e.getMessage(), e);
        }
        byte[] keys = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/keys", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, keys.length);
                exchange.getResponseBody().write(keys);
            }
        });
        server.start();
    }

    /** What a service that is to trust it is told. */
    public Map<String, String> environment() {
        return Map.of(
                "TOKEN_ISSUER",
                ISSUER,
                "TOKEN_AUDIENCE",
                AUDIENCE,
                "TOKEN_JWKS_URL",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
    }

    /** A token of somebody who writes for all farmers of a tenant. */
    public String enumerator(String tenant) {
        return token(tenant, "enumerator");
    }

    /** A token of somebody with a role in a tenant. */
    public String token(String tenant, String role) {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject("benchmark")
                .expirationTime(Date.from(Instant.now().plus(LIFETIME)))
                .claim("tenant", tenant)
                .claim("roles", List.of(role))
                .build();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims);
        try {
            token.sign(new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("The token could not be signed: " + e.getMessage(), e);
        }
        return token.serialize();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
