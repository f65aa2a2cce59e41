package org.farmer1st.benchmarks.jobs;

import java.io.IOException;
import java.util.Objects;
import org.farmer1st.schemas.Topic;
import org.farmer1st.schemas.Topics;

/** A reference process, a {@link ReadingLoop} that only decodes the records of TOPIC. */
public final class BareConsumerMain {

    private BareConsumerMain() {}

    public static void main(String[] arguments) throws IOException {
        Topic<?> topic = Topics.all().stream()
                .filter(known -> known.name().equals(System.getenv("TOPIC")))
                .findFirst()
                .orElseThrow();
        ReadingLoop.serve(System.getenv(), topic, Objects::requireNonNull);
    }
}
