package org.farmer1st.sqljobs.job;

import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.farmer1st.flink.attached.AttachedViewSink;
import org.farmer1st.flink.job.JobEnvironment;
import org.farmer1st.flink.job.JobSettings;
import org.farmer1st.flink.source.DeadLetterSink;
import org.farmer1st.schemas.Provisioning;
import org.farmer1st.sqljobs.catalog.TopicInput;

/** Submits a SQL job: what runs on the cluster when the jar is. Its arguments are those of {@link SqlJobConfig}. */
public final class SqlJobMain {

    private SqlJobMain() {}

    public static void main(String[] arguments) throws Exception {
        JobSettings settings = JobSettings.ofArguments(arguments);
        SqlJobConfig config = SqlJobConfig.read(settings);
        settings.check();
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration(config));
        JobEnvironment.prepare(environment);
        define(environment, config);
        JobEnvironment.submit(environment, config.name());
    }

    static Configuration configuration(SqlJobConfig config) {
        Configuration configuration = JobEnvironment.configuration(config.checkpointInterval());
        // Where state is large, half of the time is left for the work.
        configuration.set(
                CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS,
                config.checkpointInterval().dividedBy(2));
        return configuration;
    }

    /** Adds the job to an environment. */
    static SqlJob define(StreamExecutionEnvironment environment, SqlJobConfig config) throws InterruptedException {
        environment.setParallelism(config.parallelism());
        makeDeadLetterTopic(config);
        return SqlJob.define(
                environment,
                config.name(),
                config.sql(),
                new TopicInput(
                        config.bootstrapServers(),
                        config.schemaRegistryUrl(),
                        config.lanes(),
                        config.name(),
                        DeadLetterSink.of(config.name(), config.bootstrapServers(), config.lettersSince())),
                (rows, view) -> AttachedViewSink.add(rows, view, config.generation(), config.database()));
    }

    private static void makeDeadLetterTopic(SqlJobConfig config) throws InterruptedException {
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers()))) {
            Provisioning.createDeadLetterTopic(admin, config.name());
        }
    }
}
