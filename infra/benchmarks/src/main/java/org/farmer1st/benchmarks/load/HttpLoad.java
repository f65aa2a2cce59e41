package org.farmer1st.benchmarks.load;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.farmer1st.benchmarks.measure.Latency;
import org.farmer1st.benchmarks.measure.OpenLoopSchedule;

/**
 * Sends requests over a number of kept connections, from one thread that waits for all of them: it shares the machine with
 * what is measured, so it has to be cheap. Every answer is checked, and the first that isn't right ends the load.
 */
public final class HttpLoad implements AutoCloseable {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_MILLIS = 100;
    private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final int DIGITS = 3;

    private final InetSocketAddress address;
    private final Selector selector;
    private final List<Connection> connections = new ArrayList<>();

    private RequestSource requests;
    private Histogram latencies;
    private long operations;
    private long answered;
    private long lastAnswer;

    /** @throws LoadFailedException where nobody listens there */
    public HttpLoad(InetSocketAddress address, int connections) {
        this.address = address;
        try {
            selector = Selector.open();
            for (int i = 0; i < connections; i++) {
                this.connections.add(new Connection(address, selector));
            }
        } catch (ConnectException e) {
            throw new LoadFailedException("Nobody listens at " + address + ". Start what is to be measured.", e);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Each connection sends its next request as soon as it has the answer to the one before: shows what can be done. */
    public LoadResult closedLoop(RequestSource source, Duration length) {
        return closedLoop(source, Long.MAX_VALUE, length);
    }

    /** The same until so many operations are done, or the time is over. */
    public LoadResult closedLoop(RequestSource source, long most, Duration length) {
        begin(source);
        try {
            long start = System.nanoTime();
            long end = start + length.toNanos();
            for (Connection connection : connections) {
                connection.send(requests, System.nanoTime());
            }
            int[] open = {connections.size()};
            while (open[0] > 0) {
                await(connection -> {
                    long now = System.nanoTime();
                    if (now < end && operations < most) {
                        connection.send(requests, now);
                    } else {
                        open[0]--;
                    }
                });
            }
            return result(start);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * Requests are sent when the schedule says, on the connection that has been free for longest, since a server closes one that
     * nobody uses; where none is they wait, and their latency counts from the schedule's time all the same.
     */
    public LoadResult openLoop(RequestSource source, OpenLoopSchedule schedule) {
        begin(source);
        Deque<Connection> free = new ArrayDeque<>(connections);
        long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(10);
        Clock clock = new Clock(schedule, start, selector);
        Thread ticking = new Thread(clock, "open-loop-clock");
        ticking.setDaemon(true);
        ticking.start();
        try {
            long sent = 0;
            while (answered < schedule.count()) {
                long due = clock.due;
                while (sent < due && !free.isEmpty()) {
                    free.poll().send(requests, start + schedule.nanosOf(sent));
                    sent++;
                }
                await(free::add);
            }
            return result(start);
        } catch (IOException e) {
            throw failed(e);
        } finally {
            clock.ended = true;
        }
    }

    /**
     * Says how many requests are due. A selector's own time-outs are whole milliseconds, too coarse for this; but waking up
     * for each request costs as much as sending it, of a machine that others are measured on. So it looks every half
     * millisecond, which the latency of those that were due in between has in it.
     */
    private static final class Clock implements Runnable {
        private final OpenLoopSchedule schedule;
        private final long start;
        private final Selector selector;
        private volatile long due;
        private volatile boolean ended;

        Clock(OpenLoopSchedule schedule, long start, Selector selector) {
            this.schedule = schedule;
            this.start = start;
            this.selector = selector;
        }

        @Override
        public void run() {
            long next = 0;
            while (next < schedule.count() && !ended) {
                long now = System.nanoTime() - start;
                long before = next;
                while (next < schedule.count() && schedule.nanosOf(next) <= now) {
                    next++;
                }
                if (next > before) {
                    due = next;
                    selector.wakeup();
                }
                if (next < schedule.count()) {
                    LockSupport.parkNanos(Math.max(LOOK_NANOS, schedule.nanosOf(next) - now));
                }
            }
        }
    }

    private void begin(RequestSource source) {
        // What was done before is collected now, and not in the middle of the load.
        System.gc();
        requests = source;
        latencies = new Histogram(LONGEST_NANOS, DIGITS);
        operations = 0;
        answered = 0;
        lastAnswer = System.nanoTime();
    }

    /** What to do with a connection whose answer has come. */
    @FunctionalInterface
    private interface Next {
        void after(Connection connection) throws IOException;
    }

    private void await(Next next) throws IOException {
        selector.select(LOOK_MILLIS);
        for (SelectionKey key : selector.selectedKeys()) {
            Connection connection = (Connection) key.attachment();
            if (key.isWritable()) {
                connection.write();
            }
            if (key.isReadable() && connection.read()) {
                long now = System.nanoTime();
                latencies.recordValue(Math.min(Math.max(0, now - connection.since()), LONGEST_NANOS));
                operations += requests.accepted(
                        connection.answer().status(), connection.answer().body());
                answered++;
                lastAnswer = now;
                next.after(connection);
            }
        }
        selector.selectedKeys().clear();
        if (System.nanoTime() - lastAnswer > PATIENCE_NANOS) {
            throw new LoadFailedException(address + " has not answered for 30 s. Its log may say why.");
        }
    }

    private LoadResult result(long start) {
        return new LoadResult(operations, answered, Duration.ofNanos(lastAnswer - start), Latency.of(latencies));
    }

    private LoadFailedException failed(IOException e) {
        return new LoadFailedException("The connection to " + address + " failed: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            for (Connection connection : connections) {
                connection.close();
            }
            selector.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
