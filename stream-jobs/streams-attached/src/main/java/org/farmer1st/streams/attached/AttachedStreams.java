package org.farmer1st.streams.attached;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.farmer1st.runtime.process.Service;
import org.farmer1st.runtime.process.ServiceProcess;
import org.farmer1st.schemas.Provisioning;
import org.farmer1st.schemas.Topic;
import org.farmer1st.streams.StreamsJob;

/** The process of a Kafka Streams job that feeds a view: the job, and beside it what writes the view from its rows. */
public final class AttachedStreams implements Service {

    /** The argument with which a job says what its state looks like, instead of running. */
    private static final String SHAPE = "shape";

    private final ViewJob<?> job;
    private final AttachedStreamsConfig config;
    private StreamsJob streams;
    private ReadToTheEnd ends;
    private ViewWriter writer;

    AttachedStreams(ViewJob<?> job, AttachedStreamsConfig config) {
        this.job = job;
        this.config = config;
    }

    /** What a job's {@code main} does: runs it, as its environment says. With {@code shape} it says what its state is like. */
    public static void run(String[] arguments, ViewJob<?> job) {
        if (List.of(arguments).equals(List.of(SHAPE))) {
            System.out.println(job.shape());
            return;
        }
        ServiceProcess.run("The job", environment -> new AttachedStreams(job, AttachedStreamsConfig.from(environment)));
    }

    @Override
    public void start() {
        String servers = config.streams().kafkaBootstrapServers();
        Map<String, Integer> partitions = prepare(servers);
        ends = new ReadToTheEnd(servers, config.names().application(), partitions);
        streams = StreamsJob.of(
                config.names().application(),
                config.streams(),
                format -> job.topology(
                        config.names(), config.view(), format, partitions, config.lettersSince(), ends::upTo));
        writer = new ViewWriter(
                config.names(), config.view(), config.database(), servers, () -> System.exit(ServiceProcess.FAILED));
        streams.start();
        writer.start();
        ends.start();
    }

    /**
     * Makes the job's own topics where they aren't there. What is between its two steps, and its rows, stay until they were
     * used ({@link KeptLog}); its letters until somebody deletes them.
     *
     * @return how many partitions each topic that it reads has
     */
    private Map<String, Integer> prepare(String servers) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            create(admin, config.names().changes());
            create(admin, config.names().rows());
            Provisioning.createDeadLetterTopic(admin, config.names().job());
            Collection<TopicDescription> topics =
                    admin.describeTopics(job.topics()).allTopicNames().get().values();
            Map<String, Integer> partitions = new HashMap<>();
            topics.forEach(
                    topic -> partitions.put(topic.name(), topic.partitions().size()));
            return partitions;
        } catch (ExecutionException e) {
            throw new IllegalStateException("The job's topics can't be made: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    private static void create(Admin admin, String topic) throws ExecutionException, InterruptedException {
        NewTopic wanted = new NewTopic(topic, Optional.of(1), Optional.empty())
                .configs(Map.of("retention.ms", "-1", "max.message.bytes", Integer.toString(Topic.MOST_BYTES)));
        Provisioning.createMissing(admin, List.of(wanted));
    }

    /** Commits what is under way and stops. */
    @Override
    public void close() {
        if (ends != null) {
            ends.close();
        }
        if (streams != null) {
            streams.close();
        }
        if (writer != null) {
            writer.close();
        }
    }
}
