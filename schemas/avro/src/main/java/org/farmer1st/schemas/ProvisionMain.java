package org.farmer1st.schemas;

import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * Provisions a deployment's topics and schemas, then ends. Reads {@code KAFKA_BOOTSTRAP_SERVERS},
 * {@code SCHEMA_REGISTRY_URL}, and, where they differ from 16 and 1, {@code LANES} and {@code REPLICATION_FACTOR}.
 */
public final class ProvisionMain {

    private ProvisionMain() {}

    public static void main(String[] args) throws InterruptedException {
        Map<String, String> environment = System.getenv();
        Lanes lanes = new Lanes(Integer.parseInt(environment.getOrDefault("LANES", "" + Lanes.DEFAULT_COUNT)));
        short replicationFactor = Short.parseShort(environment.getOrDefault("REPLICATION_FACTOR", "1"));
        try (Admin admin = Admin.create(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, required(environment, "KAFKA_BOOTSTRAP_SERVERS")))) {
            Provisioning.createTopics(admin, lanes, replicationFactor);
        }
        Provisioning.registerSchemas(new CachedSchemaRegistryClient(required(environment, "SCHEMA_REGISTRY_URL"), 100));
        System.out.println("Topics and schemas are in place.");
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            System.err.println("Set " + name + ".");
            System.exit(2);
        }
        return value;
    }
}
