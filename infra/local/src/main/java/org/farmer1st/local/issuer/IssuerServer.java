package org.farmer1st.local.issuer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves what verifiers of tokens need: {@code /.well-known/jwks.json} and {@code /.well-known/openid-configuration},
 * besides {@code /health/live} and {@code /health/ready}. It signs nothing: who may read the key file signs.
 */
public final class IssuerServer implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    /** Listens from here on. */
    public IssuerServer(IssuerConfig config) throws IOException {
        SigningKey key = SigningKey.loadOrCreate(config.keyFile());
        server = HttpServer.create(new InetSocketAddress(config.host(), config.port()), 0);
        server.setExecutor(threads);
        serve("/.well-known/jwks.json", "application/jwk-set+json", key.publicKeys());
        serve("/.well-known/openid-configuration", "application/json", configuration(config));
        serve("/health/live", "application/json", "{\"status\":\"live\"}");
        serve("/health/ready", "application/json", "{\"status\":\"ready\"}");
        server.start();
    }

    /** The port it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }

    private void serve(String path, String type, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        server.createContext(path, exchange -> answer(exchange, path, type, bytes));
    }

    private static void answer(HttpExchange exchange, String path, String type, byte[] body) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            // A context also gets what is below it.
            boolean found = exchange.getRequestURI().getPath().equals(path);
            boolean read = exchange.getRequestMethod().equals("GET");
            if (!found || !read) {
                exchange.sendResponseHeaders(found ? 405 : 404, -1);
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static String configuration(IssuerConfig config) {
        return """
                {"issuer":"%1$s","jwks_uri":"%1$s/.well-known/jwks.json",\
                "id_token_signing_alg_values_supported":["RS256"]}""".formatted(config.issuer());
    }
}
