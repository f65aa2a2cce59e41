package org.farmer1st.benchmarks.services;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.farmer1st.benchmarks.load.LoadFailedException;
import org.farmer1st.benchmarks.measure.ProcessorTime;
import org.farmer1st.embedded.ServerProcess;

/** A process that was started to be measured, or to serve one that is. Ended for sure when this is closed, or this JVM ends. */
public final class MeasuredProcess implements AutoCloseable {

    private static final long LOOK_MILLIS = 50;
    private static final int TAIL = 20;

    private final ServerProcess description;
    private final Process process;
    private final Thread endWithUs;

    private MeasuredProcess(ServerProcess description, Process process) {
        this.description = description;
        this.process = process;
        this.endWithUs = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(endWithUs);
    }

    /**
     * Starts it and waits until it serves.
     *
     * @throws IOException where it doesn't, such as where it could not bind; the message holds the end of its log
     */
    public static MeasuredProcess start(ServerProcess description) throws IOException {
        MeasuredProcess started = new MeasuredProcess(description, description.start());
        long deadline = System.nanoTime() + description.startTimeout().toNanos();
        try {
            while (!description.readiness().ready()) {
                started.requireAlive();
                if (System.nanoTime() > deadline) {
                    throw new IOException(description.name() + " does not serve. " + started.logTail());
                }
                Thread.sleep(LOOK_MILLIS);
            }
            // Somebody else may have had its port, and have answered.
            started.requireAlive();
            return started;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            started.close();
            throw new IOException("Interrupted while " + description.name() + " started.", e);
        } catch (IOException | RuntimeException e) {
            started.close();
            throw e;
        }
    }

    public String name() {
        return description.name();
    }

    public int port() {
        return description.port();
    }

    public long pid() {
        return process.pid();
    }

    /** Processor time since it started. */
    public Duration processorTime() {
        requireAlive();
        return ProcessorTime.of(process.toHandle());
    }

    /** That of the processes that it started, too. */
    public Duration processorTimeOfAll() {
        requireAlive();
        return ProcessorTime.ofAll(process.toHandle());
    }

    /** @throws LoadFailedException where it has ended; the message holds the end of its log */
    public void requireAlive() {
        if (!process.isAlive()) {
            throw new LoadFailedException(
                    description.name() + " has ended with code " + process.exitValue() + ". " + logTail());
        }
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String logTail() {
        Path log = description.log();
        try {
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return "Its log ends:\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
        } catch (IOException e) {
            return "Its log " + log + " can't be read.";
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(endWithUs);
        } catch (IllegalStateException e) {
            // This JVM is ending, and the hook with it.
            return;
        }
    }
}
