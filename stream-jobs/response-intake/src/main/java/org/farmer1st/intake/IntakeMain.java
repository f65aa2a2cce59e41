package org.farmer1st.intake;

import org.farmer1st.runtime.process.ServiceProcess;
import org.farmer1st.streams.StreamsJob;
import org.farmer1st.streams.StreamsJobConfig;

/** The process of response-intake. */
public final class IntakeMain {

    private static final int DEFAULT_HTTP_PORT = 8091;

    private IntakeMain() {}

    public static void main(String[] arguments) {
        ServiceProcess.run(IntakeTopology.JOB, environment -> {
            StreamsJobConfig config = StreamsJobConfig.from(environment, DEFAULT_HTTP_PORT);
            return StreamsJob.of(IntakeTopology.JOB, config, format -> IntakeTopology.of(format, config.lanes()));
        });
    }
}
