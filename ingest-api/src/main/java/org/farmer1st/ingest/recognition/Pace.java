package org.farmer1st.ingest.recognition;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks in one thread, in rounds: at once after a pause, else so long after the round before as was said, with all that
 * came meanwhile. So that what sends many things together has many to send, and the thread wakes up no more often than it is
 * worth; who comes alone waits for nobody.
 */
final class Pace implements Executor, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Pace.class);

    private final long nanos;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean idle;
    private volatile boolean closed;

    /** @param between the beginnings of two rounds */
    Pace(String name, Duration between) {
        nanos = between.toNanos();
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** @throws RejectedExecutionException once it is closed */
    @Override
    public void execute(Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("closed");
        }
        tasks.add(task);
        if (closed) {
            // The thread may be gone by now.
            runAll();
        }
        // Who sleeps until the next round finds the task by itself.
        if (idle) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        long earliest = System.nanoTime();
        while (!closed) {
            awaitTask();
            long wait = earliest - System.nanoTime();
            while (wait > 0 && !closed) {
                LockSupport.parkNanos(this, wait);
                wait = earliest - System.nanoTime();
            }
            earliest = System.nanoTime() + nanos;
            runAll();
        }
        // What came while it was closed.
        runAll();
    }

    private void awaitTask() {
        idle = true;
        while (tasks.isEmpty() && !closed) {
            LockSupport.park(this);
        }
        idle = false;
    }

    private void runAll() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            try {
                task.run();
            } catch (Throwable e) {
                // The next one is somebody else's.
                LOG.error("A task failed", e);
            }
        }
    }

    /** Takes no more tasks, and runs those that it has. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
