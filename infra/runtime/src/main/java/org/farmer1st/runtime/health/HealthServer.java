package org.farmer1st.runtime.health;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.farmer1st.runtime.http.Json;

/** {@code /health/live} and {@code /health/ready} of a process that has no other HTTP. */
public final class HealthServer implements AutoCloseable {

    private final HttpServer server;
    private final java.util.concurrent.ExecutorService executor;

    /**
     * Binds at once.
     *
     * @param port 0 for a free one
     */
    public HealthServer(String host, int port, Health health) {
        try {
            server = HttpServer.create(new InetSocketAddress(host, port), 16);
        } catch (IOException e) {
            throw new UncheckedIOException("Can't listen on " + host + ":" + port, e);
        }
        executor = Executors.newSingleThreadExecutor(runnable -> {
            Thread thread = new Thread(runnable, "health");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(executor);
        serve("/health/live", health::liveness);
        serve("/health/ready", health::readiness);
        server.start();
    }

    /** The port it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    private void serve(String path, Supplier<Health.Report> report) {
        server.createContext(path, exchange -> answer(exchange, report.get()));
    }

    private static void answer(HttpExchange exchange, Health.Report report) throws IOException {
        try (exchange) {
            byte[] body = Json.bytes(report);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(report.healthy() ? 200 : 503, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
