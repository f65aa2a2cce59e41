package org.farmer1st.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Something that speaks HTTP where an API would be; each test says what it answers. */
final class StandInApi implements AutoCloseable {

    /** A request as it arrived. */
    record Request(String method, String path, JsonNode body) {}

    /** An answer to be given; status 0 breaks the connection. */
    record Reply(int status, String body) {}

    private final HttpServer server;
    private final ObjectMapper json = LocalAccess.newJson();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    StandInApi(Function<Request, Reply> answers) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> answer(exchange, answers));
        server.start();
    }

    ApiClient client() {
        URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new ApiClient(ApiClient.newHttp(), json, base, "a-token");
    }

    List<Request> requests() {
        return requests;
    }

    private void answer(HttpExchange exchange, Function<Request, Reply> answers) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Request request = new Request(
                    exchange.getRequestMethod(), exchange.getRequestURI().toString(), json.readTree(body));
            requests.add(request);
            Reply reply = answers.apply(request);
            if (reply.status() == 0) {
                return;
            }
            byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
