package org.farmer1st.benchmarks.services;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.farmer1st.benchmarks.load.LoadFailedException;

/** Submits jobs to a JobManager and cancels them, by its REST interface. */
public final class FlinkRest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_MILLIS = 100;

    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final String url;

    /** @param url of the JobManager */
    public FlinkRest(String url) {
        this.url = url;
    }

    /**
     * Submits a job and waits until all its tasks run.
     *
     * @param jar of the job
     * @param mainClass empty where the jar names it
     * @param settings handed to it as arguments, {@code --NAME value}
     * @return its id
     */
    public String submit(Path jar, Optional<String> mainClass, Map<String, String> settings)
            throws IOException, InterruptedException {
        String uploaded = upload(jar);
        ObjectNode request = json.createObjectNode();
        new TreeMap<>(settings)
                .forEach((name, value) ->
                        request.withArray("programArgsList").add("--" + name).add(value));
        mainClass.ifPresent(name -> request.put("entryClass", name));
        String id = send(HttpRequest.newBuilder(URI.create(url + "/jars/" + uploaded + "/run"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(request.toString())))
                .path("jobid")
                .asText();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!runs(id)) {
            if (System.nanoTime() > deadline) {
                throw new LoadFailedException("Flink does not bring job " + id + " to run: " + job(id));
            }
            Thread.sleep(LOOK_MILLIS);
        }
        return id;
    }

    private boolean runs(String id) throws IOException, InterruptedException {
        JsonNode job = job(id);
        if (job.path("state").asText().equals("FAILED")) {
            throw new LoadFailedException("The job failed: "
                    + get("/jobs/" + id + "/exceptions").path("root-exception").asText());
        }
        for (JsonNode vertex : job.path("vertices")) {
            if (!vertex.path("status").asText().equals("RUNNING")) {
                return false;
            }
        }
        return job.path("state").asText().equals("RUNNING");
    }

    private JsonNode job(String id) throws IOException, InterruptedException {
        return get("/jobs/" + id);
    }

    /** Ends a job, with what it keeps. */
    public void cancel(String id) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(URI.create(url + "/jobs/" + id + "?mode=cancel"))
                .method("PATCH", BodyPublishers.noBody()));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!job(id).path("state").asText().equals("CANCELED")) {
            if (System.nanoTime() > deadline) {
                throw new LoadFailedException("Flink does not end job " + id + ".");
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /** As a form would. */
    private String upload(Path jar) throws IOException, InterruptedException {
        String boundary = "farmer1st-" + System.nanoTime();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\""
                        + jar.getFileName() + "\"\r\nContent-Type: application/x-java-archive\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(Files.readAllBytes(jar));
        body.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        String name = send(HttpRequest.newBuilder(URI.create(url + "/jars/upload"))
                        .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                        .POST(BodyPublishers.ofByteArray(body.toByteArray())))
                .path("filename")
                .asText();
        return name.substring(name.lastIndexOf('/') + 1);
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url + path)).GET());
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response =
                client.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw new IOException(response.uri() + " answered " + response.statusCode() + ": " + response.body());
        }
        return response.body().isBlank() ? json.createObjectNode() : json.readTree(response.body());
    }
}
