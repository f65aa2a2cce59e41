package org.farmer1st.serving;

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
import java.time.Instant;
import java.util.Date;
import java.util.List;

/** An issuer of tokens, with its keys served on a free port. */
final class TestTokens implements AutoCloseable {

    static final String ISSUER = "http://issuer.test";

    /** An issuer that is believed for the tenant {@code partner} alone. */
    static final String PARTNER_ISSUER = "http://partner.test";

    private final RSAKey key;
    private final HttpServer server;

    TestTokens() {
        try {
            key = new RSAKeyGenerator(2048).keyID("test").generate();
            byte[] keys = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/keys", exchange -> {
                exchange.sendResponseHeaders(200, keys.length);
                exchange.getResponseBody().write(keys);
                exchange.close();
            });
            server.start();
        } catch (JOSEException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    String keysAddress() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/keys";
    }

    String token(String role, String subject, String tenant) {
        return token(ISSUER, role, subject, tenant);
    }

    String token(String issuer, String role, String subject, String tenant) {
        try {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("test").build(),
                    new JWTClaimsSet.Builder()
                            .issuer(issuer)
                            .audience("farmer1st")
                            .subject(subject)
                            .expirationTime(Date.from(Instant.now().plusSeconds(3600)))
                            .claim("tenant", tenant)
                            .claim("roles", List.of(role))
                            .build());
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
