package org.farmer1st.local.jobs;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.farmer1st.local.CommandFailed;
import org.farmer1st.local.supervisor.AttachedJobs;

/**
 * Lets a command that somebody interrupts (Ctrl-C, or a kill that asks) take back what it began: its thread is interrupted, and
 * the process ends once that is through. What even this doesn't reach, after a {@code kill -9}, the supervisor clears up.
 */
final class Interruption {

    /** The signal's own: 128 and its number. */
    static final int EXIT_CODE = 130;

    private static final Duration TAKING_BACK = Duration.ofMinutes(2);

    private final Thread worker = Thread.currentThread();
    private final CountDownLatch through = new CountDownLatch(1);
    private volatile boolean wanted;

    private Interruption() {}

    /**
     * Does a command's work in this thread.
     *
     * @param errors where it says that it was interrupted
     * @return the work's exit code, or that of an interruption
     */
    static int watching(PrintWriter errors, Callable<Integer> work) throws Exception {
        Interruption interruption = new Interruption();
        Thread hook = new Thread(interruption::happen, "interruption");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return work.call();
        } catch (InterruptedException | ClosedByInterruptException | CommandFailed e) {
            if (!interruption.wanted) {
                throw e;
            }
            errors.println(
                    e instanceof CommandFailed ? e.getMessage() : "Interrupted before anything was begun or changed.");
            errors.flush();
            return EXIT_CODE;
        } finally {
            interruption.through.countDown();
            if (!interruption.wanted) {
                unregister(hook);
            }
        }
    }

    private static void unregister(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending just now, and has nothing to wait for.
        }
    }

    private void happen() {
        wanted = true;
        worker.interrupt();
        try {
            through.await(TAKING_BACK.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether something went wrong only because its thread was interrupted. */
    static boolean is(Exception problem) {
        return problem instanceof InterruptedException || problem instanceof ClosedByInterruptException;
    }

    /** Begins to take back: what does is not interrupted by what it was called for. */
    static void over() {
        Thread.interrupted();
    }

    /** Does something that can't be left halfway; an interruption meanwhile comes into force behind it. */
    static void toItsEnd(AttachedJobs.Work work) throws IOException, InterruptedException {
        FutureTask<Void> task = new FutureTask<>(() -> {
            work.run();
            return null;
        });
        new Thread(task, "to its end").start();
        boolean interrupted = false;
        try {
            while (!task.isDone()) {
                try {
                    task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            task.get();
        } catch (ExecutionException e) {
            rethrow(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void rethrow(Throwable problem) throws IOException, InterruptedException {
        if (problem instanceof IOException io) {
            throw io;
        } else if (problem instanceof InterruptedException interruption) {
            throw interruption;
        } else if (problem instanceof RuntimeException runtime) {
            throw runtime;
        }
        throw new IllegalStateException(problem);
    }
}
