package org.farmer1st.workflows.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether Postgres answers: asked every two seconds in a thread of its own, so that nobody who wants to know waits. */
public final class DatabaseCheck implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseCheck.class);
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final int ANSWER_SECONDS = 2;

    private final DataSource database;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread thread = new Thread(runnable, "database-check");
        thread.setDaemon(true);
        return thread;
    });
    private volatile String problem = "Postgres has not been asked yet";

    public DatabaseCheck(DataSource database) {
        this.database = database;
    }

    /** Begins to ask, and returns. */
    public void start() {
        clock.scheduleWithFixedDelay(this::check, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Empty where Postgres answered when it was last asked; else what is wrong. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    private void check() {
        String found = ask();
        if (found != null && problem == null) {
            LOG.warn("{}; activities try again until it does", found);
        } else if (found == null && problem != null) {
            LOG.info("Postgres answers");
        }
        problem = found;
    }

    private String ask() {
        try (Connection connection = database.getConnection()) {
            return connection.isValid(ANSWER_SECONDS) ? null : "Postgres does not answer";
        } catch (SQLException | RuntimeException e) {
            return "Postgres does not answer: " + e.getMessage();
        }
    }

    /** Stops asking. */
    @Override
    public void close() {
        clock.shutdownNow();
    }
}
