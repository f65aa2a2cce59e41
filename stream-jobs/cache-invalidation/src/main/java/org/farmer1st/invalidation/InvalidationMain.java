package org.farmer1st.invalidation;

import org.farmer1st.runtime.process.ServiceProcess;
import org.farmer1st.streams.StreamsJob;
import org.farmer1st.streams.StreamsJobConfig;

/** The process of cache-invalidation. */
public final class InvalidationMain {

    private static final int DEFAULT_HTTP_PORT = 8093;

    private InvalidationMain() {}

    public static void main(String[] arguments) {
        ServiceProcess.run(
                InvalidationTopology.JOB,
                environment -> StreamsJob.of(
                        InvalidationTopology.JOB,
                        StreamsJobConfig.from(environment, DEFAULT_HTTP_PORT),
                        InvalidationTopology::of));
    }
}
