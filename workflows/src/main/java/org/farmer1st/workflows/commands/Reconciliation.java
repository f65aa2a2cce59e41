package org.farmer1st.workflows.commands;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.farmer1st.events.PlatformCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it, in a thread of its own, that Temporal has the workflow of every pending command: starts it when its command
 * arrives, and asks again, at intervals, for all that have not ended. A start that Temporal knows changes nothing, so a
 * Temporal that lost its memory is rebuilt, and one that has not is only asked.
 *
 * <p>It begins when the reader has read all that there was: what has ended is not started.
 */
public final class Reconciliation implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);

    private final PendingCommands pending;
    private final CommandReader reader;
    private final WorkflowStarter starter;
    private final Duration interval;
    private final Thread thread = new Thread(this::run, "reconciliation");
    private volatile boolean closed;
    private volatile String problem = "Temporal has not been asked yet";

    /** @param interval how often to ask for all that have not ended */
    public Reconciliation(PendingCommands pending, CommandReader reader, WorkflowStarter starter, Duration interval) {
        this.pending = pending;
        this.reader = reader;
        this.starter = starter;
        this.interval = interval;
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Empty where Temporal answered when it was last asked; else what it said. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    private void run() {
        try {
            while (!closed) {
                if (reader.problem().isPresent()) {
                    Thread.sleep(50);
                } else {
                    ensure(pending.next(interval));
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("Closed");
        }
    }

    /** What is not reached because of an error is among all that the next round asks for. */
    private void ensure(List<PlatformCommand> commands) {
        try {
            starter.check();
            for (PlatformCommand command : commands) {
                starter.start(command);
            }
            if (problem != null) {
                LOG.info("Temporal answers");
            }
            problem = null;
        } catch (RuntimeException e) {
            if (problem == null) {
                LOG.warn("Temporal cannot be asked; trying again until it can", e);
            }
            problem = "Temporal does not answer: " + e.getMessage();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
