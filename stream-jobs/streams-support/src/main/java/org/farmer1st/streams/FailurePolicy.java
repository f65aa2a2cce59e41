package org.farmer1st.streams;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a process whose stream thread died. The thread's transaction is aborted in any case, so that nothing of
 * what it was doing can be seen, and a new thread starts from the last commit.
 *
 * <ul>
 *   <li>Something that may pass (Kafka or the registry away): the thread is replaced after a pause, without end.
 *   <li>Something else: it is replaced, up to {@value #TOLERATED} times within {@link #WINDOW}; then the process ends, for
 *       its supervisor to start afresh.
 *   <li>An {@link Error} (memory, a class that is not there): the process ends at once.
 * </ul>
 *
 * A replacement under static membership waits for the dead thread's session to end, up to 10 s.
 */
final class FailurePolicy implements StreamsUncaughtExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(FailurePolicy.class);

    static final int TOLERATED = 3;
    static final Duration WINDOW = Duration.ofMinutes(2);

    private final InstantSource clock;
    private final Duration pause;
    private final Deque<Instant> failures = new ArrayDeque<>();

    /** @param pause before a replacement, so that a failure that repeats at once does not spin */
    FailurePolicy(InstantSource clock, Duration pause) {
        this.clock = clock;
        this.pause = pause;
    }

    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable failure) {
        if (has(failure, Error.class)) {
            LOG.error("A stream thread met an error that nothing can be done about: the process ends", failure);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        if (has(failure, RetriableException.class)) {
            LOG.warn("A stream thread gave up waiting and is replaced: {}", failure.toString());
            rest();
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        Instant now = clock.instant();
        failures.addLast(now);
        while (failures.getFirst().isBefore(now.minus(WINDOW))) {
            failures.removeFirst();
        }
        if (failures.size() > TOLERATED) {
            LOG.error("Stream threads failed {} times within {}: the process ends", failures.size(), WINDOW, failure);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        LOG.error("A stream thread failed and is replaced", failure);
        rest();
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private void rest() {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
