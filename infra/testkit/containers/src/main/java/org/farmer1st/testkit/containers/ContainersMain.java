package org.farmer1st.testkit.containers;

import java.io.IOException;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * Starts one container, prints {@code PORT n}, and stops it when standard input ends. Arguments: the service, its image, and
 * for Postgres the database, user and password that the image makes from {@code POSTGRES_*}.
 */
public final class ContainersMain {

    private ContainersMain() {}

    public static void main(String[] args) throws IOException {
        try (GenericContainer<?> container = container(args)) {
            container.start();
            System.out.println("PORT " + container.getFirstMappedPort());
            while (System.in.read() >= 0) {
                // Whoever started us is alive.
            }
        }
    }

    private static GenericContainer<?> container(String[] args) {
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(args[1]));
        return switch (args[0]) {
            case "POSTGRES" ->
                container
                        .withExposedPorts(5432)
                        .withEnv(Map.of("POSTGRES_DB", args[2], "POSTGRES_USER", args[3], "POSTGRES_PASSWORD", args[4]))
                        .withCommand("postgres", "-c", "wal_level=logical", "-c", "listen_addresses=*")
                        // Once while it is set up, and once when it serves.
                        .waitingFor(Wait.forLogMessage(".*database system is ready to accept connections.*", 2));
            case "REDIS" ->
                container
                        .withExposedPorts(6379)
                        .withCommand("redis-server", "--appendonly", "yes", "--protected-mode", "no")
                        .waitingFor(Wait.forListeningPort());
            default -> throw new IllegalArgumentException("No container serves as " + args[0] + ".");
        };
    }
}
