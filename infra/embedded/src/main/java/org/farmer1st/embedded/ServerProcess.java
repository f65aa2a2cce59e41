package org.farmer1st.embedded;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A process that can be started, stopped and asked whether it serves. Describes it; nothing runs yet.
 *
 * @param name what people call it, and its log
 * @param command the program and its arguments
 * @param environment added to the environment of whoever starts it
 * @param log what it prints is appended here
 * @param ports the ports that it listens on, the main one first
 * @param url where it is reached
 * @param preparation what must be done before each start; safe to repeat, and quick when there is nothing to do
 * @param readiness whether it serves now
 * @param startTimeout how long it may take to serve
 * @param stopTimeout how long it may take to end after being asked to
 * @param stopSignal how it is asked to, such as {@code TERM}
 */
public record ServerProcess(
        String name,
        List<String> command,
        Map<String, String> environment,
        Path log,
        List<Integer> ports,
        URI url,
        Preparation preparation,
        Readiness readiness,
        Duration startTimeout,
        Duration stopTimeout,
        String stopSignal) {

    private static final Duration DEFAULT_START = Duration.ofMinutes(5);
    private static final Duration DEFAULT_STOP = Duration.ofSeconds(20);

    /** What must be done before a start. */
    @FunctionalInterface
    public interface Preparation {
        Preparation NONE = () -> {};

        /** @throws IOException with a message for people: what is wrong, and what to do */
        void prepare() throws IOException;
    }

    public ServerProcess {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        ports = List.copyOf(ports);
    }

    /** With the usual time-outs. */
    public ServerProcess(
            String name,
            List<String> command,
            Map<String, String> environment,
            Path log,
            List<Integer> ports,
            URI url,
            Preparation preparation,
            Readiness readiness) {
        this(name, command, environment, log, ports, url, preparation, readiness, DEFAULT_START, DEFAULT_STOP, "TERM");
    }

    /** The port that it is known by. */
    public int port() {
        return ports.get(0);
    }

    /** Prepares and starts it. Returns at once; see {@link #readiness()}. */
    public Process start() throws IOException {
        preparation.prepare();
        Files.createDirectories(log.getParent());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        return builder.start();
    }
}
