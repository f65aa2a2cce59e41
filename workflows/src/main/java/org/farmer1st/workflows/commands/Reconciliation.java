package org.farmer1st.workflows.commands;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.farmer1st.workflows.outcomes.WorkflowEnds;
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
    private final BooleanSupplier allIsRead;
    private final WorkflowStarter starter;
    private final WorkflowEnds ends;
    private final Duration interval;
    private final Thread thread = new Thread(this::run, "reconciliation");
    private volatile boolean closed;
    private volatile String problem = "Temporal has not been asked yet";

    /**
     * @param allIsRead whether {@code pending} holds what the topics do
     * @param interval how often to ask for all that have not ended
     */
    public Reconciliation(
            PendingCommands pending,
            BooleanSupplier allIsRead,
            WorkflowStarter starter,
            WorkflowEnds ends,
            Duration interval) {
        this.pending = pending;
        this.allIsRead = allIsRead;
        this.starter = starter;
        this.ends = ends;
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
                if (allIsRead.getAsBoolean()) {
                    ensure(pending.next(interval));
                } else {
                    Thread.sleep(50);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("Closed");
        }
    }

    private void ensure(List<LoggedCommand> commands) {
        try {
            starter.check();
            for (LoggedCommand command : commands) {
                ensure(command);
            }
            if (problem != null) {
                LOG.info("Temporal answers");
            }
            problem = null;
        } catch (RuntimeException e) {
            // What was not reached is among all that the next round asks for.
            if (problem == null && !closed) {
                LOG.warn("Temporal cannot be asked; trying again until it can", e);
            }
            problem = "Temporal does not answer: " + e.getMessage();
        }
    }

    /** One command that cannot be started does not keep the others from it, unless Temporal is away for all of them. */
    private void ensure(LoggedCommand command) {
        try {
            start(command);
        } catch (RuntimeException e) {
            if (closed) {
                return;
            }
            starter.check();
            LOG.warn("{} could not be started; trying again", command.workflowId(), e);
        }
    }

    private void start(LoggedCommand command) {
        try {
            starter.start(command);
        } catch (StartRefusedException e) {
            LOG.error("{} will never be started: {}", command.workflowId(), e.getMessage());
            ends.end(command.workflowId(), command.command().getTenant(), e.kind(), e.getMessage());
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
