package org.farmer1st.workflows;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.schedules.ScheduleClient;
import io.temporal.client.schedules.ScheduleClientOptions;
import io.temporal.serviceclient.RpcRetryOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.farmer1st.runtime.health.Health;
import org.farmer1st.runtime.health.HealthServer;
import org.farmer1st.runtime.process.Service;
import org.farmer1st.schemas.Topic;
import org.farmer1st.schemas.Topics;
import org.farmer1st.schemas.WireFormat;
import org.farmer1st.workflows.commands.CommandDeadLetters;
import org.farmer1st.workflows.commands.CommandReader;
import org.farmer1st.workflows.commands.PendingCommands;
import org.farmer1st.workflows.commands.Reconciliation;
import org.farmer1st.workflows.commands.TemporalWorkflowStarter;
import org.farmer1st.workflows.database.DatabaseCheck;
import org.farmer1st.workflows.expiry.ExpiringTenants;
import org.farmer1st.workflows.expiry.ExpiryActivities;
import org.farmer1st.workflows.expiry.ExpiryActivitiesImpl;
import org.farmer1st.workflows.expiry.ExpiryWorkflowImpl;
import org.farmer1st.workflows.onboarding.FarmerTable;
import org.farmer1st.workflows.onboarding.RegistrationActivities;
import org.farmer1st.workflows.onboarding.RegistrationActivitiesImpl;
import org.farmer1st.workflows.onboarding.RegistrationWorkflowImpl;
import org.farmer1st.workflows.outcomes.KafkaOutcomeLog;
import org.farmer1st.workflows.outcomes.OutcomeLog;
import org.farmer1st.workflows.outcomes.WorkflowEnds;
import org.farmer1st.workflows.outcomes.WorkflowTable;
import org.farmer1st.workflows.publication.PublicationActivities;
import org.farmer1st.workflows.publication.PublicationActivitiesImpl;
import org.farmer1st.workflows.publication.PublicationWorkflowImpl;
import org.farmer1st.workflows.publication.SurveyTable;
import org.farmer1st.workflows.rules.RulesActivities;
import org.farmer1st.workflows.rules.RulesActivitiesImpl;
import org.farmer1st.workflows.rules.RulesTable;
import org.farmer1st.workflows.rules.RulesWorkflowImpl;
import org.farmer1st.workflows.schedules.Schedules;
import org.farmer1st.workflows.schedules.TemporalSchedules;
import org.farmer1st.workflows.schedules.TickingSchedules;

/** Where the process is put together. */
public final class WorkflowsService implements Service {

    private final WorkflowsConfig config;
    private final HikariDataSource database;
    private final DatabaseCheck databaseCheck;
    private final Producer<byte[], byte[]> producer;
    private final WorkflowServiceStubs temporal;
    private final TemporalWorkflowStarter starter;
    private final CommandReader reader;
    private final Reconciliation reconciliation;
    private final Schedules schedules;
    private HealthServer health;

    /** Connects to nothing yet. */
    public WorkflowsService(WorkflowsConfig config) {
        this.config = config;
        database = database();
        databaseCheck = new DatabaseCheck(database);
        producer = producer();
        temporal = temporal();

        WireFormat wireFormat = new WireFormat(new CachedSchemaRegistryClient(config.schemaRegistryUrl(), 100));
        WorkflowTable table = new WorkflowTable(database);
        OutcomeLog outcomes = new KafkaOutcomeLog(producer, wireFormat.serializer(Topics.OUTCOMES), Clock.systemUTC());
        WorkflowEnds ends = new WorkflowEnds(table, outcomes);
        PublicationActivities publication =
                new PublicationActivitiesImpl(new SurveyTable(database), table, outcomes, ends);
        RegistrationActivities registration =
                new RegistrationActivitiesImpl(new FarmerTable(database), table, outcomes, ends);
        RulesActivities rules = new RulesActivitiesImpl(new RulesTable(database), table, outcomes, ends);
        ExpiryActivities expiry = new ExpiryActivitiesImpl(
                new ExpiringTenants(database), producer, wireFormat.serializer(Topics.POINTS_COMMANDS));

        WorkflowClient client = WorkflowClient.newInstance(
                temporal,
                WorkflowClientOptions.newBuilder()
                        .setNamespace(config.temporalNamespace())
                        .build());
        starter = new TemporalWorkflowStarter(client, () -> workers(client, publication, registration, rules, expiry));
        schedules = schedules(client);

        PendingCommands pending = new PendingCommands();
        reader = new CommandReader(
                this::consumer,
                this::commandLog,
                wireFormat.deserializer(Topics.COMMANDS),
                wireFormat.deserializer(Topics.OUTCOMES),
                new CommandDeadLetters(producer),
                pending);
        reconciliation = new Reconciliation(
                pending, () -> reader.problem().isEmpty(), starter, ends, config.reconciliationInterval());
    }

    @Override
    public void start() {
        health = new HealthServer(
                config.httpHost(),
                config.httpPort(),
                new Health()
                        .ready("commands", reader::problem)
                        .ready("temporal", reconciliation::problem)
                        .ready("schedules", schedules::problem)
                        .ready("database", databaseCheck::problem));
        databaseCheck.start();
        reader.start();
        reconciliation.start();
        schedules.start();
    }

    /** The port that health is served on. */
    public int port() {
        return health.port();
    }

    @Override
    public void close() {
        schedules.close();
        reconciliation.close();
        reader.close();
        starter.close();
        temporal.shutdownNow();
        producer.close(Duration.ofSeconds(5));
        databaseCheck.close();
        database.close();
        if (health != null) {
            health.close();
        }
    }

    /** Sized for a small process: a workflow that is not cached is read again from its history. */
    private static WorkerFactory workers(
            WorkflowClient client,
            PublicationActivities publication,
            RegistrationActivities registration,
            RulesActivities rules,
            ExpiryActivities expiry) {
        WorkerFactory workers = WorkerFactory.newInstance(
                client,
                WorkerFactoryOptions.newBuilder()
                        .setWorkflowCacheSize(50)
                        .setMaxWorkflowThreadCount(100)
                        .build());
        WorkerOptions small = WorkerOptions.newBuilder()
                .setMaxConcurrentWorkflowTaskExecutionSize(10)
                .setMaxConcurrentActivityExecutionSize(10)
                .setMaxConcurrentWorkflowTaskPollers(2)
                .setMaxConcurrentActivityTaskPollers(2)
                .build();
        Worker publications = workers.newWorker(TaskQueues.PUBLICATION, small);
        publications.registerWorkflowImplementationTypes(PublicationWorkflowImpl.class);
        publications.registerActivitiesImplementations(publication);
        Worker registrations = workers.newWorker(TaskQueues.REGISTRATION, small);
        registrations.registerWorkflowImplementationTypes(RegistrationWorkflowImpl.class);
        registrations.registerActivitiesImplementations(registration);
        Worker rulesPublications = workers.newWorker(TaskQueues.RULES, small);
        rulesPublications.registerWorkflowImplementationTypes(RulesWorkflowImpl.class);
        rulesPublications.registerActivitiesImplementations(rules);
        Worker expiries = workers.newWorker(TaskQueues.EXPIRY, small);
        expiries.registerWorkflowImplementationTypes(ExpiryWorkflowImpl.class);
        expiries.registerActivitiesImplementations(expiry);
        return workers;
    }

    private Schedules schedules(WorkflowClient client) {
        return switch (config.scheduler()) {
            case TEMPORAL ->
                new TemporalSchedules(ScheduleClient.newInstance(
                        temporal,
                        ScheduleClientOptions.newBuilder()
                                .setNamespace(config.temporalNamespace())
                                .build()));
            case TICKER -> new TickingSchedules(client, config.tickInterval(), Clock.systemUTC());
        };
    }

    private HikariDataSource database() {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(config.databaseUrl());
        pool.setUsername(config.databaseUser());
        pool.setPassword(config.databasePassword());
        pool.setMaximumPoolSize(4);
        pool.setMinimumIdle(1);
        pool.setConnectionTimeout(3_000);
        pool.setInitializationFailTimeout(-1);
        pool.addDataSourceProperty("socketTimeout", "8");
        return new HikariDataSource(pool);
    }

    private Producer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        config.kafkaBootstrapServers(),
                        ProducerConfig.CLIENT_ID_CONFIG,
                        "workflows",
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.LINGER_MS_CONFIG,
                        0,
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        Topic.MOST_BYTES,
                        // Less than the time that an activity has: it is told, and tries again.
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        4_000,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        4_000,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        5_000),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private Consumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, config.kafkaBootstrapServers());
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "workflows");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 * 1024 * 1024);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** The id of the topic of commands. Asked for only when reading begins. */
    private String commandLog() {
        String topic = Topics.COMMANDS.name();
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                config.kafkaBootstrapServers(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                10_000,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                5_000))) {
            return admin.describeTopics(List.of(topic))
                    .topicNameValues()
                    .get(topic)
                    .get()
                    .topicId()
                    .toString();
        } catch (ExecutionException e) {
            throw new KafkaException("The topic " + topic + " could not be looked up", e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private WorkflowServiceStubs temporal() {
        return WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(config.temporalTarget())
                .setRpcTimeout(Duration.ofSeconds(5))
                // A Temporal that is back is found within a second, and a start that failed is left to the next round.
                .setConnectionBackoffResetFrequency(Duration.ofSeconds(1))
                .setRpcRetryOptions(RpcRetryOptions.newBuilder()
                        .setInitialInterval(Duration.ofMillis(50))
                        .setMaximumInterval(Duration.ofSeconds(1))
                        .setExpiration(Duration.ofSeconds(5))
                        .build())
                .build());
    }
}
