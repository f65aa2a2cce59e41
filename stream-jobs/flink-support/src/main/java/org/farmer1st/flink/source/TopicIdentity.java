package org.farmer1st.flink.source;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;

/**
 * Which topic a name stands for: a topic that was deleted and made again has the same name and another id.
 *
 * @param topic its name
 * @param bootstrapServers where it is
 * @param lanes how many partitions it has
 * @param id the id that it had when the job was submitted
 */
public record TopicIdentity(String topic, String bootstrapServers, int lanes, String id) implements Serializable {

    private static final long TIMEOUT_SECONDS = 30;

    /**
     * Looks a topic up.
     *
     * @throws IllegalStateException where Kafka does not answer, has no such topic, or it has not one partition a lane
     */
    public static TopicIdentity of(String topic, String bootstrapServers, int lanes) throws InterruptedException {
        return new TopicIdentity(topic, bootstrapServers, lanes, lookUp(topic, bootstrapServers, lanes));
    }

    /**
     * Looks it up again: a job that restarts by itself still has the id that it was submitted with.
     *
     * @throws IllegalStateException also where it is another topic by now
     */
    public void check() throws InterruptedException {
        String now = lookUp(topic, bootstrapServers, lanes);
        if (!now.equals(id)) {
            throw new IllegalStateException("Topic " + topic + " was made anew: its id is " + now
                    + ", and this job reads " + id + ". Submit the job again, without its checkpoint and into another"
                    + " generation");
        }
    }

    private static String lookUp(String topic, String bootstrapServers, int lanes) throws InterruptedException {
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
