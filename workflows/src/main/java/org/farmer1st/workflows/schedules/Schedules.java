package org.farmer1st.workflows.schedules;

import java.util.Optional;

/** Whoever knows when recurring workflows are to run, and sees to it that they do. */
public interface Schedules extends AutoCloseable {

    /** Begins, and returns. */
    void start();

    /** Empty where the next run is seen to; else why not. */
    Optional<String> problem();

    @Override
    void close();
}
