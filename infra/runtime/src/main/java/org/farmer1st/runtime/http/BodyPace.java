package org.farmer1st.runtime.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Ends the wait for bodies that come too slowly: a route that reads a body holds a thread until it is there. A body may
 * take a while to begin, then has to come at a pace that a phone on the slowest link keeps, and be there by an end. Where
 * many are waited for at once, so that threads run short, none has more than the while. Reading what is late fails with
 * {@link SlowBodyException}.
 *
 * <p>A body that is there when its route reads it, as most are, costs nothing.
 */
final class BodyPace extends Handler.Wrapper {

    private static final long NANOS_OF_A_SECOND = Duration.ofSeconds(1).toNanos();

    private final Limits limits;
    private final AtomicInteger awaited = new AtomicInteger();

    /**
     * How long a body may take.
     *
     * @param begin so long the pace isn't looked at
     * @param bytesPerSecond from then on, on the average of the time spent waiting
     * @param end so long is waited altogether
     * @param patient where more bodies are waited for at the same time, none is beyond {@code begin}
     */
    record Limits(Duration begin, long bytesPerSecond, Duration end, int patient) {

        /** What a phone on a GPRS link in a valley needs; half of the server's threads. */
        static final Limits USUAL =
                new Limits(Duration.ofSeconds(10), 500, Duration.ofMinutes(5), ServerBounds.MOST_THREADS / 2);
    }

    BodyPace(Limits limits) {
        this.limits = limits;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        return super.handle(request.getLength() == 0 ? request : new Paced(request), response, callback);
    }

    /** A request whose body is watched from the first wait for it on. What counts is the time spent waiting. */
    private final class Paced extends Request.Wrapper {
        private final Scheduler scheduler;
        private final AtomicBoolean waiting = new AtomicBoolean();
        // Each written by one thread at a time, and read by the scheduler's.
        private volatile long bytes;
        private volatile long waited;
        private volatile long since;
        private volatile boolean complete;
        private boolean watched;

        private Paced(Request request) {
            super(request);
            scheduler = request.getComponents().getScheduler();
        }

        @Override
        public void demand(Runnable demandCallback) {
            since = System.nanoTime();
            waiting.set(true);
            awaited.incrementAndGet();
            if (!watched) {
                watched = true;
                Request.addCompletionListener(getWrapped(), failure -> {
                    complete = true;
                    stopWaiting();
                });
                lookAgain();
            }
            super.demand(Invocable.from(Invocable.getInvocationType(demandCallback), () -> {
                stopWaiting();
                demandCallback.run();
            }));
        }

        private void stopWaiting() {
            if (waiting.compareAndSet(true, false)) {
                waited += System.nanoTime() - since;
                awaited.decrementAndGet();
            }
        }

        @Override
        public Content.Chunk read() {
            Content.Chunk chunk = super.read();
            if (chunk != null) {
                bytes += chunk.remaining();
                complete |= chunk.isLast();
            }
            return chunk;
        }

        private void lookAgain() {
            scheduler.schedule(this::look, limits.begin().toNanos(), TimeUnit.NANOSECONDS);
        }

        private void look() {
            if (complete) {
                return;
            }
            long total = waited + System.nanoTime() - since;
            // Who isn't waiting now is busy with what came; a short wait now is none to judge by.
            if (waiting.get() && total >= limits.begin().toNanos() && isTooSlow(total)) {
                getWrapped().fail(new SlowBodyException());
            } else {
                lookAgain();
            }
        }

        private boolean isTooSlow(long total) {
            return bytes < (double) limits.bytesPerSecond() * total / NANOS_OF_A_SECOND
                    || total >= limits.end().toNanos()
                    || awaited.get() > limits.patient();
        }
    }
}
