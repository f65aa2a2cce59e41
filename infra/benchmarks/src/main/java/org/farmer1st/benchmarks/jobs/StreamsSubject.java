package org.farmer1st.benchmarks.jobs;

import java.util.Map;
import org.farmer1st.benchmarks.services.BenchmarkServices;
import org.farmer1st.schemas.Topic;
import org.farmer1st.schemas.Topics;

/**
 * A Kafka Streams job that makes one record of each that it reads.
 *
 * @param job its name, and that of its consumer group
 * @param module whose class path it has
 * @param mainClass of its process
 * @param input what it reads
 * @param output what it writes
 */
record StreamsSubject(String job, String module, String mainClass, Topic<?> input, Topic<?> output) {

    static final StreamsSubject INTAKE = new StreamsSubject(
            "response-intake",
            "stream-jobs/response-intake",
            "org.farmer1st.intake.IntakeMain",
            Topics.SUBMISSIONS,
            Topics.RESPONSES);

    static final StreamsSubject POINTS = new StreamsSubject(
            "loyalty-points",
            "stream-jobs/loyalty-points",
            "org.farmer1st.points.PointsMain",
            Topics.RESPONSES,
            Topics.TRANSFERS);

    /** The least job, between the same topics. */
    StreamsSubject least() {
        return new StreamsSubject(LeastJobMain.JOB, "infra/benchmarks", LeastJobMain.class.getName(), input, output);
    }

    /** What its process is told besides what every job is. */
    Map<String, String> settings() {
        return job.equals(LeastJobMain.JOB) ? Map.of("INPUT", input.name(), "OUTPUT", output.name()) : Map.of();
    }

    JobInput inputOf(SampleResponses responses, BenchmarkServices services) {
        return input.equals(Topics.SUBMISSIONS)
                ? JobInput.submissions(responses, services.wireFormat(), services.lanes())
                : JobInput.facts(responses, services.wireFormat(), services.lanes());
    }
}
