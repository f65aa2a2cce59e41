package org.farmer1st.local.supervisor;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What the supervisor tells: its log for those who look closer, and, while it starts, one line at a time for {@code up}, which
 * reads them from a file and prints them. The last of those lines is {@link #READY} or starts with {@link #FAILED}.
 */
final class Events {

    static final String READY = "READY";
    static final String FAILED = "FAILED ";

    private final Path progress;
    private final Instant started = Instant.now();
    private boolean starting = true;

    /** @param progress where the lines for {@code up} go; emptied first */
    Events(Path progress) throws IOException {
        this.progress = progress;
        Files.createDirectories(progress.getParent());
        Files.writeString(progress, "", StandardCharsets.UTF_8);
    }

    static Path file(org.farmer1st.local.Place place) {
        return place.home().resolve("run").resolve("progress");
    }

    synchronized void say(String text) {
        log(text);
        if (starting) {
            Duration since = Duration.between(started, Instant.now());
            append(String.format("%5.1f s  %s", since.toMillis() / 1000.0, text));
        }
    }

    synchronized void log(String text) {
        System.out.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + text);
    }

    /** For the log alone: people are told what to do, not where in the code it happened. */
    synchronized void log(String text, Throwable problem) {
        StringWriter trace = new StringWriter();
        problem.printStackTrace(new PrintWriter(trace));
        log(text + "\n" + trace);
    }

    /** Everything is ready. */
    synchronized void ready() {
        if (starting) {
            append(READY);
            starting = false;
        }
    }

    /** The start is given up. */
    synchronized void failed(String message) {
        log(message);
        if (starting) {
            append(FAILED + message.replace("\n", "\\n"));
            starting = false;
        }
    }

    private void append(String line) {
        try {
            Files.writeString(
                    progress,
                    line + "\n",
                    StandardCharsets.UTF_8,
                    StandardOpenOption.APPEND,
                    StandardOpenOption.CREATE);
        } catch (IOException e) {
            log("The progress could not be written: " + e);
        }
    }
}
