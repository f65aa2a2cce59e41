package org.farmer1st.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.farmer1st.embedded.Distribution;
import org.farmer1st.embedded.Jvm;
import org.farmer1st.embedded.PostgresServer;

/**
 * The second way to get services: containers, started by Testcontainers in a process of its own, so that what it needs is on
 * nobody's class path. That process stops them when its standard input ends, and so also when this JVM is killed.
 */
final class Containers implements AutoCloseable {

    /** Where the image of each service that can be a container is named. */
    static final Map<Service, String> IMAGES = Map.of(
            Service.POSTGRES, "farmer1st.testkit.postgres-image",
            Service.REDIS, "farmer1st.testkit.redis-image");

    private static final String MODULE = "infra/testkit/containers";

    private final Distribution distribution;
    private final List<Process> processes = new java.util.ArrayList<>();

    Containers(Distribution distribution) {
        this.distribution = distribution;
    }

    /** Whether containers are asked for, or, with {@code auto}, possible: an engine answers and all images are named. */
    static boolean chosen() {
        return switch (setting("farmer1st.testkit", "auto")) {
            case "containers" -> true;
            case "auto" ->
                IMAGES.values().stream().noneMatch(image -> setting(image, "").isEmpty()) && engineAnswers();
            case "processes" -> false;
            default ->
                throw new IllegalStateException("farmer1st.testkit is " + setting("farmer1st.testkit", "")
                        + ": say processes, containers or auto.");
        };
    }

    /** Returns the port on this machine at which the container serves. */
    int start(Service service) throws IOException {
        String image = setting(IMAGES.get(service), "");
        if (image.isEmpty()) {
            throw new IOException(
                    "Containers were asked for: name the image of " + service + " in " + IMAGES.get(service) + ".");
        }
        Process process = new ProcessBuilder(Jvm.heap(96)
                        .quickCompilerOnly()
                        .command(
                                distribution.classPath(MODULE),
                                "org.farmer1st.testkit.containers.ContainersMain",
                                service.name(),
                                image,
                                PostgresServer.DATABASE,
                                PostgresServer.USER,
                                RunningServices.DATABASE_PASSWORD))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        processes.add(process);
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("PORT ")) {
                return Integer.parseInt(line.substring("PORT ".length()));
            }
        }
        throw new IOException("The container of " + service + " (" + image + ") did not start; see above.");
    }

    @Override
    public void close() {
        for (Process process : processes) {
            try {
                process.getOutputStream().close();
                process.waitFor(30, TimeUnit.SECONDS);
            } catch (IOException e) {
                process.destroy();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean engineAnswers() {
        try {
            Process docker = new ProcessBuilder("docker", "version", "--format", "{{.Server.Version}}")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return docker.waitFor(10, TimeUnit.SECONDS) && docker.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String setting(String property, String otherwise) {
        String variable =
                property.toUpperCase(java.util.Locale.ROOT).replace('.', '_').replace('-', '_');
        String fallback = System.getenv().getOrDefault(variable, otherwise);
        return System.getProperty(property, fallback);
    }
}
