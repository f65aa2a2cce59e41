package org.farmer1st.serving.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.farmer1st.runtime.http.ApiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Read access to Postgres: a pool of connections with a thread for each, and a bounded queue before them. No request
 * thread waits for the database; what can't be answered in time fails as UNAVAILABLE, and so does everything while
 * Postgres is gone. It comes back by itself: connections are made when they are asked for.
 *
 * <p>The bounds: a request waits at most {@link #PATIENCE} for its turn, a connection is waited for at most a second, a
 * statement runs at most five. Sessions are read-only.
 */
public final class Postgres implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Postgres.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final long CONNECTION_TIMEOUT_MS = 1000;
    private static final int QUEUED_READS_PER_CONNECTION = 64;
    private static final long LOG_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final HikariDataSource connections;
    private final ThreadPoolExecutor threads;
    private final Executor answering;
    private volatile long quietUntil = System.nanoTime();

    /** Something read from a connection, which is closed afterwards. */
    @FunctionalInterface
    public interface Read<T> {
        T from(Connection connection) throws SQLException;
    }

    /**
     * Connects to nothing yet.
     *
     * @param name of the pool and its threads
     * @param maximum connections, and reads at a time
     * @param answering where what follows a read goes on, so that a slow client holds up no other read
     */
    public Postgres(String name, String url, String user, String password, int maximum, Executor answering) {
        this.answering = answering;
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(maximum);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MS);
        config.setValidationTimeout(CONNECTION_TIMEOUT_MS / 2);
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("ApplicationName", name);
        config.addDataSourceProperty("connectTimeout", "2");
        config.addDataSourceProperty("socketTimeout", "10");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("options", "-c statement_timeout=5000 -c default_transaction_read_only=on");
        connections = new HikariDataSource(config);
        AtomicInteger count = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                maximum,
                maximum,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(maximum * QUEUED_READS_PER_CONNECTION),
                work -> {
                    Thread thread = new Thread(work, name + "-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** Reads in a thread of the pool, and goes on in one for answers. Fails with {@link ApiException} UNAVAILABLE where Postgres can't answer now. */
    public <T> CompletableFuture<T> read(Read<T> read) {
        long asked = System.nanoTime();
        try {
            return CompletableFuture.supplyAsync(
                            () -> {
                                if (System.nanoTime() - asked > PATIENCE.toNanos()) {
                                    throw unavailable();
                                }
                                return readHere(read);
                            },
                            threads)
                    .thenApplyAsync(answer -> answer, answering);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(unavailable());
        }
    }

    /**
     * Reads in this thread, which waits.
     *
     * @throws ApiException UNAVAILABLE where Postgres can't answer now
     */
    public <T> T readHere(Read<T> read) {
        try (Connection connection = connections.getConnection()) {
            return read.from(connection);
        } catch (SQLException e) {
            if (isPassing(e)) {
                logSeldom(e);
                throw unavailable();
            }
            throw new IllegalStateException("Reading from Postgres failed", e);
        }
    }

    private static ApiException unavailable() {
        return ApiException.unavailable("The views can't be read just now.", RETRY_AFTER);
    }

    /**
     * Whether a later try may succeed: no connection (class 08, and Hikari's own time-outs), too few resources (53), an
     * administrator's or a time-out's cancellation (57), a system error (58), a schema that isn't there yet (3F000,
     * 42P01).
     */
    static boolean isPassing(SQLException e) {
        if (e instanceof SQLTransientException) {
            return true;
        }
        String state = e.getSQLState();
        return state == null
                || state.startsWith("08")
                || state.startsWith("53")
                || state.startsWith("57")
                || state.startsWith("58")
                || state.equals("3F000")
                || state.equals("42P01");
    }

    private void logSeldom(SQLException e) {
        long now = System.nanoTime();
        if (now - quietUntil >= 0) {
            quietUntil = now + LOG_EVERY_NANOS;
            LOG.warn("Postgres can't be read: {} (state {})", e.getMessage(), e.getSQLState());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        connections.close();
    }
}
