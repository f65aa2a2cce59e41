package org.farmer1st.@PACKAGE@;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.farmer1st.flink.attached.AttachedJobConfig;
import org.farmer1st.flink.attached.AttachedViewSink;
import org.farmer1st.flink.attached.ViewRow;
import org.farmer1st.flink.job.JobEnvironment;
import org.farmer1st.flink.source.Decoding;
import org.farmer1st.flink.source.LaneTopicSource;
import org.farmer1st.schemas.Topics;

/** The job @NAME@: the connectors around {@link @CLASS@Topology}. */
public final class @CLASS@Job {

    private @CLASS@Job() {}

    public static void main(String[] arguments) throws Exception {
        AttachedJobConfig config = AttachedJobConfig.of(arguments);
        config.makeDeadLetterTopic();
        StreamExecutionEnvironment environment = JobEnvironment.create(config.checkpointInterval());
        DataStream<ViewRow> rows = @CLASS@Topology.build(
                environment,
                LaneTopicSource.of(Topics.RESPONSES.name(), config.bootstrapServers(), config.name()),
                Decoding.ofTopic(() -> Topics.RESPONSES, config.schemaRegistryUrl()),
                config.deadLetters());
        AttachedViewSink.add(rows, config.view(), config.generation(), config.database());
        JobEnvironment.submit(environment, config.name());
    }
}
