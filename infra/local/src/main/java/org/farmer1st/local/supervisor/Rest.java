package org.farmer1st.local.supervisor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** JSON over HTTP with a server of ours, such as Flink's JobManager and Kafka Connect. */
final class Rest {

    private static final Duration LOOKING = Duration.ofSeconds(3);
    private static final Duration CHANGING = Duration.ofSeconds(60);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(LOOKING).build();
    private final ObjectMapper json = new ObjectMapper();
    private final String base;

    Rest(String base) {
        this.base = base;
    }

    ObjectMapper json() {
        return json;
    }

    /**
     * @return empty where there is no such thing
     * @throws IOException where the server does not answer, or with an error
     */
    Optional<JsonNode> get(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = send(request(path, LOOKING).GET());
        return response.statusCode() == 404 ? Optional.empty() : Optional.of(checked(path, response));
    }

    JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
        return checked(
                path,
                send(request(path, CHANGING)
                        .header("Content-Type", "application/json")
                        .POST(text(body))));
    }

    JsonNode put(String path, JsonNode body) throws IOException, InterruptedException {
        return checked(
                path,
                send(request(path, CHANGING)
                        .header("Content-Type", "application/json")
                        .PUT(text(body))));
    }

    /** Asks for a change that takes no body. */
    void patch(String path) throws IOException, InterruptedException {
        checked(path, send(request(path, CHANGING).method("PATCH", BodyPublishers.noBody())));
    }

    void delete(String path) throws IOException, InterruptedException {
        checked(path, send(request(path, CHANGING).DELETE()));
    }

    /** Uploads a jar, as a form would. */
    JsonNode upload(String path, Path file) throws IOException, InterruptedException {
        String boundary = "farmer1st-" + System.nanoTime();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\""
                        + file.getFileName() + "\"\r\nContent-Type: application/x-java-archive\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(Files.readAllBytes(file));
        body.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return checked(
                path,
                send(request(path, CHANGING)
                        .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                        .POST(BodyPublishers.ofByteArray(body.toByteArray()))));
    }

    private BodyPublisher text(JsonNode body) {
        return BodyPublishers.ofString(body.toString());
    }

    private HttpRequest.Builder request(String path, Duration patience) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(patience);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode checked(String path, HttpResponse<String> response) throws IOException {
        if (response.statusCode() >= 300) {
            throw new IOException(base + path + " answered " + response.statusCode() + ": " + response.body());
        }
        return response.body().isBlank() ? json.createObjectNode() : json.readTree(response.body());
    }
}
