package org.farmer1st.testkit;

import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.farmer1st.embedded.PostgresServer;
import org.farmer1st.postgres.Generations;
import org.farmer1st.postgres.Migrations;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Provisioning;

/**
 * Real backing services for tests, on free ports, with data in a temporary directory. Started once a JVM: every later call adds
 * what is missing and shares the rest. They end with the JVM.
 */
public final class BackingServices {

    private static BackingServices shared;

    private final RunningServices running;
    private boolean provisioned;
    private boolean migrated;

    private BackingServices(RunningServices running) {
        this.running = running;
    }

    /**
     * Returns when all of {@code wanted}, and what they need, serve.
     *
     * @throws IllegalStateException where one cannot be started; the message names its log
     */
    public static synchronized BackingServices start(Service... wanted) {
        try {
            if (shared == null) {
                shared = new BackingServices(new RunningServices(root()));
            }
            Set<Service> all = EnumSet.noneOf(Service.class);
            for (Service service : wanted) {
                all.add(service);
                switch (service) {
                    case REGISTRY -> all.add(Service.KAFKA);
                    case CONNECT -> all.addAll(EnumSet.of(Service.KAFKA, Service.REGISTRY, Service.POSTGRES));
                    case KAFKA, POSTGRES, REDIS, TEMPORAL, FLINK -> {}
                }
            }
            shared.running.ensure(all);
            return shared;
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** Creates the platform's topics, and registers its schemas where the registry runs. Once a JVM. */
    public synchronized BackingServices provisioned() {
        if (provisioned) {
            return this;
        }
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafkaBootstrapServers()))) {
            Provisioning.createTopics(admin, new Lanes(Lanes.DEFAULT_COUNT), (short) 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while topics were created.", e);
        }
        if (running.has(Service.REGISTRY)) {
            Provisioning.registerSchemas(new CachedSchemaRegistryClient(schemaRegistryUrl(), 100));
        }
        provisioned = true;
        return this;
    }

    /** Brings the database to the platform's newest schema, with a live generation of each view. Once a JVM. */
    public synchronized BackingServices migrated() {
        if (migrated) {
            return this;
        }
        Migrations.apply(databaseUrl(), databaseUser(), databasePassword());
        try (Connection connection = DriverManager.getConnection(databaseUrl(), databaseUser(), databasePassword())) {
            for (String view : Generations.VIEWS) {
                Generations.ensureLive(connection, view, Lanes.DEFAULT_COUNT);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The views got no first generation: " + e.getMessage(), e);
        }
        migrated = true;
        return this;
    }

    public String kafkaBootstrapServers() {
        return "127.0.0.1:" + running.port(Service.KAFKA);
    }

    /** The API that Confluent's client speaks. */
    public String schemaRegistryUrl() {
        return "http://127.0.0.1:" + running.port(Service.REGISTRY) + "/apis/ccompat/v7";
    }

    /** For JDBC. */
    public String databaseUrl() {
        return "jdbc:postgresql://127.0.0.1:" + running.port(Service.POSTGRES) + "/" + PostgresServer.DATABASE;
    }

    public String databaseUser() {
        return PostgresServer.USER;
    }

    public String databasePassword() {
        return RunningServices.DATABASE_PASSWORD;
    }

    public String redisUrl() {
        return "redis://127.0.0.1:" + running.port(Service.REDIS);
    }

    /** Host and port. */
    public String temporalTarget() {
        return "127.0.0.1:" + running.port(Service.TEMPORAL);
    }

    public String connectUrl() {
        return "http://127.0.0.1:" + running.port(Service.CONNECT);
    }

    /** The JobManager's REST interface. */
    public String flinkUrl() {
        return "http://127.0.0.1:" + running.port(Service.FLINK);
    }

    /** Where the services keep their data and logs. */
    public Path directory() {
        return running.directory();
    }

    /** Ends a service as {@code kill -9} does; its data stays. Start it again with {@link #start}. */
    public void kill(Service service) {
        running.kill(service);
    }

    private static Path root() {
        String root = System.getProperty("farmer1st.root");
        if (root == null) {
            throw new IllegalStateException(
                    "Set the system property farmer1st.root to the folder of the checkout; ./mvnw does.");
        }
        return Path.of(root);
    }
}
