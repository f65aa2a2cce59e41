package org.farmer1st.benchmarks.jobs;

import java.io.IOException;
import java.util.Objects;

/** A reference process, a {@link ReadingLoop} that only decodes the records of TOPIC. */
public final class BareConsumerMain {

    private BareConsumerMain() {}

    public static void main(String[] arguments) throws IOException {
        ReadingLoop.serve(System.getenv(), ReadingLoop.topic(System.getenv("TOPIC")), Objects::requireNonNull);
    }
}
