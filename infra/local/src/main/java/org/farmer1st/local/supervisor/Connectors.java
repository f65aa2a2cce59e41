package org.farmer1st.local.supervisor;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The connectors that Kafka Connect runs: one JSON file each, posted as it is, whenever Connect does not have it. */
final class Connectors {

    private final Rest connect;
    private final Path directory;

    Connectors(Rest connect, Path directory) {
        this.connect = connect;
        this.directory = directory;
    }

    /**
     * Posts what is missing and restarts what has failed.
     *
     * @return whether all of them, and all their tasks, are running
     */
    boolean tend() throws IOException, InterruptedException {
        boolean running = true;
        for (Path file : files()) {
            JsonNode connector = connect.json().readTree(Files.readString(file));
            String name = connector.path("name").asText();
            Optional<JsonNode> status = connect.get("/connectors/" + name + "/status");
            if (status.isEmpty()) {
                connect.put("/connectors/" + name + "/config", connector.path("config"));
                running = false;
            } else if (states(status.get()).contains("FAILED")) {
                connect.post(
                        "/connectors/" + name + "/restart?includeTasks=true&onlyFailed=true",
                        connect.json().createObjectNode());
                running = false;
            } else {
                running &= running(status.get());
            }
        }
        return running;
    }

    /** Posts the files again, so that what was changed in them since the last start holds. */
    void post() throws IOException, InterruptedException {
        for (Path file : files()) {
            JsonNode connector = connect.json().readTree(Files.readString(file));
            connect.put("/connectors/" + connector.path("name").asText() + "/config", connector.path("config"));
        }
    }

    /** Whether all run; changes nothing. */
    boolean running() {
        try {
            for (Path file : files()) {
                String name = connect.json()
                        .readTree(Files.readString(file))
                        .path("name")
                        .asText();
                if (!connect.get("/connectors/" + name + "/status")
                        .map(Connectors::running)
                        .orElse(false)) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean running(JsonNode status) {
        return !status.path("tasks").isEmpty() && states(status).stream().allMatch("RUNNING"::equals);
    }

    private static List<String> states(JsonNode status) {
        List<String> states = new ArrayList<>();
        states.add(status.path("connector").path("state").asText());
        status.path("tasks").forEach(task -> states.add(task.path("state").asText()));
        return states;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }
}
