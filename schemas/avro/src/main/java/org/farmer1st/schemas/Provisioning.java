package org.farmer1st.schemas;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificData;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates the topics and registers the schemas of a deployment. Safe to repeat. */
public final class Provisioning {

    /** Every schema must be able to read all that was ever written. */
    static final String COMPATIBILITY = "BACKWARD_TRANSITIVE";

    private static final String LIMIT = TopicConfig.MAX_MESSAGE_BYTES_CONFIG;

    /** Letters are kept until somebody deletes them. */
    private static final Map<String, String> DEAD_LETTERS = Map.of(
            "retention.ms", "-1", "message.timestamp.type", "LogAppendTime", LIMIT, Integer.toString(Topic.MOST_BYTES));

    private static final Duration HEARD_OF = Duration.ofSeconds(30);
    private static final Duration ASK_AGAIN = Duration.ofMillis(100);

    private Provisioning() {}

    /**
     * Creates what is missing of {@link Topics}, dead-letter topics included. Of one that an earlier release made, and of the changelogs
     * of our jobs, a lower limit to the size of a record is raised: a record that Kafka refuses would stop its lane.
     *
     * @param replicationFactor of the topics that are created
     * @throws IllegalStateException where a topic is there with another number of partitions: the lanes of a deployment
     *     never change under it
     */
    public static void createTopics(Admin admin, Lanes lanes, short replicationFactor) throws InterruptedException {
        List<NewTopic> wanted = new ArrayList<>();
        for (Topic<?> topic : Topics.all()) {
            wanted.add(new NewTopic(topic.name(), topic.partitions(lanes), replicationFactor)
                    .configs(topic.configuration()));
        }
        for (String job : Topics.jobsWithDeadLetters()) {
            wanted.add(new NewTopic(Topics.deadLetters(job), 1, replicationFactor).configs(DEAD_LETTERS));
        }
        wanted.add(new NewTopic(Topics.CDC_HEARTBEATS, 1, replicationFactor)
                .configs(Map.of("cleanup.policy", "compact", "message.timestamp.type", "LogAppendTime")));
        try {
            Set<String> present = admin.listTopics().names().get();
            List<NewTopic> missing =
                    wanted.stream().filter(t -> !present.contains(t.name())).toList();
            createMissing(admin, missing);
            checkPartitions(admin, wanted);
            raiseLimits(admin, limited(wanted, present));
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka refused to create the topics: " + e.getCause(), e.getCause());
        }
    }

    /**
     * Creates the dead-letter topic of a job that is attached to a deployment, unless it is there.
     *
     * @throws IllegalStateException where Kafka refuses
     */
    public static void createDeadLetterTopic(Admin admin, String job) throws InterruptedException {
        NewTopic topic = new NewTopic(Topics.deadLetters(job), Optional.of(1), Optional.empty()).configs(DEAD_LETTERS);
        try {
            createMissing(admin, List.of(topic));
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "The dead-letter topic of " + job + " can't be made: " + e.getCause(), e.getCause());
        }
    }

    /**
     * Creates topics; one that is there by now stays as it is.
     *
     * @throws ExecutionException where Kafka refuses
     */
    public static void createMissing(Admin admin, List<NewTopic> missing)
            throws InterruptedException, ExecutionException {
        try {
            admin.createTopics(missing).all().get();
        } catch (ExecutionException e) {
            // Another was faster; whether it made the same topics is for the caller to ask.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    private static void checkPartitions(Admin admin, List<NewTopic> wanted)
            throws InterruptedException, ExecutionException {
        Map<String, TopicDescription> found =
                describe(admin, wanted.stream().map(NewTopic::name).toList());
        for (NewTopic topic : wanted) {
            int partitions = found.get(topic.name()).partitions().size();
            if (partitions != topic.numPartitions()) {
                throw new IllegalStateException("Topic " + topic.name() + " has " + partitions + " partitions, not "
                        + topic.numPartitions() + ": a deployment keeps the number of lanes it was made with");
            }
        }
    }

    /** Of the topics that were there, those that must take records of {@link Topic#MOST_BYTES}. */
    private static List<ConfigResource> limited(List<NewTopic> wanted, Set<String> present) {
        Stream<String> topics = wanted.stream()
                .filter(topic -> topic.configs().containsKey(LIMIT))
                .map(NewTopic::name)
                .filter(present::contains);
        Stream<String> changelogs = present.stream()
                .filter(name -> name.endsWith("-changelog"))
                .filter(name -> Topics.jobsWithDeadLetters().stream().anyMatch(job -> name.startsWith(job + '-')));
        return Stream.concat(topics, changelogs)
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
    }

    private static void raiseLimits(Admin admin, List<ConfigResource> topics)
            throws InterruptedException, ExecutionException {
        AlterConfigOp raise =
                new AlterConfigOp(new ConfigEntry(LIMIT, Integer.toString(Topic.MOST_BYTES)), AlterConfigOp.OpType.SET);
        Map<ConfigResource, Collection<AlterConfigOp>> raised = new HashMap<>();
        admin.describeConfigs(topics).all().get().forEach((topic, config) -> {
            if (Integer.parseInt(config.get(LIMIT).value()) < Topic.MOST_BYTES) {
                raised.put(topic, List.of(raise));
            }
        });
        if (raised.isEmpty()) {
            return;
        }
        try {
            admin.incrementalAlterConfigs(raised).all().get();
        } catch (ExecutionException e) {
            List<String> names =
                    raised.keySet().stream().map(ConfigResource::name).sorted().toList();
            throw new IllegalStateException(
                    "Kafka refused to raise " + LIMIT + " to " + Topic.MOST_BYTES + " for " + names
                            + ": raise it by hand, or let this user alter topics: " + e.getCause(),
                    e.getCause());
        }
    }

    /** Asks again where the broker that answers has not yet heard of what another made a moment ago. */
    private static Map<String, TopicDescription> describe(Admin admin, List<String> topics)
            throws InterruptedException, ExecutionException {
        long deadline = System.nanoTime() + HEARD_OF.toNanos();
        while (true) {
            try {
                return admin.describeTopics(topics).allTopicNames().get();
            } catch (ExecutionException e) {
                boolean isNew = e.getCause() instanceof UnknownTopicOrPartitionException;
                if (!isNew || System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.sleep(ASK_AGAIN.toMillis());
            }
        }
    }

    /**
     * Registers the schema of every topic under {@value #COMPATIBILITY}.
     *
     * @throws IllegalStateException where the registry refuses a schema as incompatible, or cannot be reached
     */
    public static void registerSchemas(SchemaRegistryClient registry) {
        for (Topic<?> topic : Topics.all()) {
            try {
                registry.updateCompatibility(topic.subject(), COMPATIBILITY);
                registry.register(
                        topic.subject(), new AvroSchema(SpecificData.get().getSchema(topic.valueType())));
            } catch (RestClientException | IOException e) {
                throw new IllegalStateException(
                        "The schema of " + topic.name() + " could not be registered: " + e.getMessage(), e);
            }
        }
    }
}
