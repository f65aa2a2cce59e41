package org.farmer1st.points;

import org.farmer1st.runtime.process.ServiceProcess;
import org.farmer1st.streams.StreamsJob;
import org.farmer1st.streams.StreamsJobConfig;

/** The process of loyalty-points. */
public final class PointsMain {

    private static final int DEFAULT_HTTP_PORT = 8092;

    private PointsMain() {}

    public static void main(String[] arguments) {
        ServiceProcess.run(PointsTopology.JOB, environment -> {
            StreamsJobConfig config = StreamsJobConfig.from(environment, DEFAULT_HTTP_PORT);
            return StreamsJob.of(PointsTopology.JOB, config, format -> PointsTopology.of(format, config.lanes()));
        });
    }
}
