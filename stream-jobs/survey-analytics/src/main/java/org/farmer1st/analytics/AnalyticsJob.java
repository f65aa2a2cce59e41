package org.farmer1st.analytics;

import java.sql.SQLException;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.farmer1st.flink.job.JobEnvironment;
import org.farmer1st.flink.job.JobSettings;
import org.farmer1st.flink.job.ViewJobConfig;
import org.farmer1st.flink.lane.FlushSink;
import org.farmer1st.flink.lane.LaneViewSettings;
import org.farmer1st.flink.source.Decoding;
import org.farmer1st.flink.source.LaneTopicSource;
import org.farmer1st.flink.source.TopicIdentity;
import org.farmer1st.postgres.Generations;
import org.farmer1st.schemas.Topics;

/** The job survey-analytics: counts everything that a survey asks, per group and day. */
public final class AnalyticsJob {

    /** Its name in the cluster. */
    public static final String NAME = "survey-analytics";

    private AnalyticsJob() {}

    public static void main(String[] arguments) throws Exception {
        JobSettings settings = JobSettings.ofArguments(arguments);
        ViewJobConfig config = ViewJobConfig.read(settings);
        settings.check();
        StreamExecutionEnvironment environment = JobEnvironment.create(config.checkpointInterval());
        define(environment, config);
        JobEnvironment.submit(environment, config.jobName(NAME));
    }

    /** Adds the job to an environment. */
    static void define(StreamExecutionEnvironment environment, ViewJobConfig config)
            throws SQLException, InterruptedException {
        TopicIdentity topic = config.topic(Topics.RESPONSES);
        LaneViewSettings view = config.view(Generations.SURVEY_CELLS, topic);
        AnalyticsTopology.build(
                environment,
                LaneTopicSource.of(topic.topic(), config.bootstrapServers(), NAME),
                view,
                Decoding.ofTopic(() -> Topics.RESPONSES, config.schemaRegistryUrl()),
                topic,
                config.database(),
                FlushSink.of(config.database(), AnalyticsTopology.TABLES),
                config.deadLetters(NAME));
    }
}
