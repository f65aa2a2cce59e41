package org.farmer1st.embedded;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/**
 * Ready when the broker is registered and not fenced: it accepts connections long before it takes records. Keeps one client,
 * whose threads are daemons, until the program ends.
 */
final class KafkaReadiness implements Readiness {

    private final String bootstrapServers;
    private Admin admin;

    KafkaReadiness(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    @Override
    public synchronized boolean ready() {
        // Before a client is made: one that finds nobody logs each try.
        if (!Readiness.listening(Integer.parseInt(bootstrapServers.substring(bootstrapServers.indexOf(':') + 1)))
                .ready()) {
            return false;
        }
        try {
            if (admin == null) {
                int patience = (int) PATIENCE.toMillis();
                admin = Admin.create(Map.of(
                        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                        AdminClientConfig.CLIENT_ID_CONFIG, "readiness",
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, patience,
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, patience));
            }
            return !admin.describeCluster()
                    .nodes()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .isEmpty();
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
