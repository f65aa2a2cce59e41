package org.farmer1st.local.supervisor;

import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.farmer1st.embedded.PostgresServer;
import org.farmer1st.postgres.Generations;
import org.farmer1st.postgres.Migrations;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.Provisioning;

/** What is put into the servers before our own processes use them. */
final class PlatformSteps {

    private PlatformSteps() {}

    static List<Step> of(Platform platform) {
        return List.of(
                new Step(Platform.TOPICS, Set.of("kafka"), () -> createTopics(platform)),
                new Step(Platform.SCHEMAS, Set.of("registry", Platform.TOPICS), () -> registerSchemas(platform)),
                new Step(Platform.TABLES, Set.of("postgres"), () -> migrate(platform)));
    }

    private static void createTopics(Platform platform) throws InterruptedException {
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrapServers()))) {
            Provisioning.createTopics(admin, new Lanes(Lanes.DEFAULT_COUNT), (short) 1);
        }
    }

    private static void registerSchemas(Platform platform) {
        Provisioning.registerSchemas(new CachedSchemaRegistryClient(platform.schemaRegistryUrl(), 100));
    }

    private static void migrate(Platform platform) throws SQLException {
        PostgresServer postgres = platform.postgres();
        Migrations.apply(postgres.url(), PostgresServer.USER, postgres.password());
        try (Connection connection =
                DriverManager.getConnection(postgres.url(), PostgresServer.USER, postgres.password())) {
            for (String view : Generations.VIEWS) {
                Generations.ensureLive(connection, view, Lanes.DEFAULT_COUNT);
            }
        }
    }
}
