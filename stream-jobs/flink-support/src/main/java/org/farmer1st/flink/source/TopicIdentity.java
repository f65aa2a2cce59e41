package org.farmer1st.flink.source;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;

/** Which topic a name stands for: a topic that was deleted and made again has the same name and another id. */
public final class TopicIdentity {

    private static final long TIMEOUT_SECONDS = 30;

    private TopicIdentity() {}

    /**
     * The id of a topic, which is the {@code log} of the flushes made from it.
     *
     * @throws IllegalStateException where Kafka does not answer, has no such topic, or it has not one partition a lane
     */
    public static String of(String topic, String bootstrapServers, int lanes) throws InterruptedException {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            TopicDescription description = admin.describeTopics(List.of(topic))
                    .topicNameValues()
                    .get(topic)
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (description.partitions().size() != lanes) {
                throw new IllegalStateException("Topic " + topic + " has "
                        + description.partitions().size() + " partitions, and this deployment " + lanes + " lanes");
            }
            return description.topicId().toString();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(
                    "Topic " + topic + " could not be looked up at " + bootstrapServers + ": " + e.getMessage(), e);
        }
    }
}
