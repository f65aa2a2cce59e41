package org.farmer1st.local.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * One of the platform's APIs, seen by one caller. Safe for use by several threads.
 *
 * <p>Everything that can be sent here is safe to send again: identities are made by the sender. So
 * {@link #sendUntilAnswered} repeats a request whose fate is unknown.
 */
public final class ApiClient {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient http;
    private final ObjectMapper json;
    private final URI base;
    private final String token;

    /**
     * @param base such as {@code http://127.0.0.1:8080}
     * @param token of whoever calls
     */
    public ApiClient(HttpClient http, ObjectMapper json, URI base, String token) {
        this.http = http;
        this.json = json;
        this.base = base;
        this.token = token;
    }

    /** What all clients of one command share. */
    public static HttpClient newHttp() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    /** Where this API is. */
    public URI base() {
        return base;
    }

    /**
     * Asks once.
     *
     * @param path from the root, with its query
     * @throws IOException where no answer came
     */
    public ApiAnswer get(String path) throws IOException, InterruptedException {
        return send("GET", path, null);
    }

    /**
     * Sends once.
     *
     * @param body null for a request without one
     * @throws IOException where no answer came; whether the request had an effect is then unknown
     */
    public ApiAnswer send(String method, String path, JsonNode body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(REQUEST_TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json");
        if (body == null) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, BodyPublishers.ofByteArray(json.writeValueAsBytes(body)));
        }
        HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
        Long retryAfter = response.headers()
                .firstValue("Retry-After")
                .filter(value -> value.matches("\\d{1,9}"))
                .map(Long::valueOf)
                .orElse(null);
        return new ApiAnswer(response.statusCode(), parse(response.body()), retryAfter);
    }

    /**
     * Sends until an answer comes that sending again would not change, or until {@code patience} has passed; then the last
     * answer is returned.
     *
     * @param body made anew for each try, so that it can carry the time of sending; null for a request without one
     * @throws IOException where not even the last try was answered
     */
    public ApiAnswer sendUntilAnswered(String method, String path, Supplier<JsonNode> body, Duration patience)
            throws IOException, InterruptedException {
        Backoff backoff = new Backoff(patience);
        while (true) {
            try {
                ApiAnswer answer = send(method, path, body == null ? null : body.get());
                if (!answer.retryable() || !backoff.pause(answer.retryAfter())) {
                    return answer;
                }
            } catch (IOException e) {
                if (!backoff.pause(Duration.ZERO)) {
                    throw e;
                }
            }
        }
    }

    private JsonNode parse(byte[] body) throws IOException {
        try {
            JsonNode parsed = body.length == 0 ? null : json.readTree(body);
            return parsed == null ? MissingNode.getInstance() : parsed;
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
