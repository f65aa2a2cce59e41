package org.farmer1st.pointsviews;

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

/** The job points-views: balances, transfers and leaderboards as views in Postgres and Redis. */
public final class PointsViewsJob {

    /** Its name in the cluster. */
    public static final String NAME = "points-views";

    private PointsViewsJob() {}

    public static void main(String[] arguments) throws Exception {
        JobSettings settings = JobSettings.ofArguments(arguments);
        ViewJobConfig config = ViewJobConfig.read(settings);
        String redisUrl = settings.required("REDIS_URL");
        settings.check();
        StreamExecutionEnvironment environment = JobEnvironment.create(config.checkpointInterval());
        define(environment, config, redisUrl);
        JobEnvironment.submit(environment, config.jobName(NAME));
    }

    /** Adds the job to an environment. */
    static void define(StreamExecutionEnvironment environment, ViewJobConfig config, String redisUrl)
            throws SQLException, InterruptedException {
        TopicIdentity topic = config.topic(Topics.TRANSFERS);
        LaneViewSettings view = config.view(Generations.POINTS, topic);
        PointsViewsTopology.build(
                environment,
                LaneTopicSource.of(topic.topic(), config.bootstrapServers(), NAME),
                view,
                Decoding.ofTopic(() -> Topics.TRANSFERS, config.schemaRegistryUrl()),
                topic,
                config.database(),
                redisUrl,
                FlushSink.of(config.database(), PointsViewsTopology.TABLES),
                config.deadLetters(NAME));
    }
}
