package org.farmer1st.sqljobs.catalog;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Asks the brokers of a topic, beside the task that reads it, whether they are there: that nothing was read says that there is
 * nothing only where something could have been. Used by one task; it holds nothing that would have to be closed.
 */
final class BrokerReach implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final int PATIENCE_MS = 3_000;
    private static final long BETWEEN_QUESTIONS_MS = 1_000;

    private final String bootstrapServers;
    private final String topic;
    private transient CompletableFuture<Boolean> question;
    private transient long askedAt;
    private transient long answeredAt;

    BrokerReach(String bootstrapServers, String topic) {
        this.bootstrapServers = bootstrapServers;
        this.topic = topic;
    }

    /**
     * When that question was asked, in milliseconds since the epoch, which the brokers answered last; 0 before the first. Asks
     * again about once a second, and takes no time of its caller's.
     */
    long lastAnswered() {
        if (question != null && question.isDone()) {
            answeredAt = question.join() ? askedAt : answeredAt;
            question = null;
        }
        long now = System.currentTimeMillis();
        if (question == null && now - askedAt >= BETWEEN_QUESTIONS_MS) {
            askedAt = now;
            question = CompletableFuture.supplyAsync(this::ask);
        }
        return answeredAt;
    }

    private boolean ask() {
        Thread thread = Thread.currentThread();
        ClassLoader loader = thread.getContextClassLoader();
        thread.setContextClassLoader(BrokerReach.class.getClassLoader());
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS))) {
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            TopicDescription description = admin.describeTopics(Set.of(topic))
                    .topicNameValues()
                    .get(topic)
                    .get(PATIENCE_MS, TimeUnit.MILLISECONDS);
            description
                    .partitions()
                    .forEach(partition ->
                            ends.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest()));
            // What an open transaction holds was appended already, and is read later.
            return ends(admin, ends, IsolationLevel.READ_COMMITTED)
                    .equals(ends(admin, ends, IsolationLevel.READ_UNCOMMITTED));
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            thread.interrupt();
            return false;
        } finally {
            thread.setContextClassLoader(loader);
        }
    }

    private static Map<TopicPartition, Long> ends(
            Admin admin, Map<TopicPartition, OffsetSpec> partitions, IsolationLevel level)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(partitions, new ListOffsetsOptions(level))
                .all()
                .get(PATIENCE_MS, TimeUnit.MILLISECONDS)
                .forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }
}
