package org.farmer1st.embedded;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Kafka Connect with Debezium, as the module {@code cdc} configures it. It captures nothing until its connectors are posted.
 *
 * @param distribution where it comes from
 * @param log what it prints
 * @param port of its REST interface
 * @param environment what the worker and its connectors read: {@code KAFKA_BOOTSTRAP_SERVERS},
 *     {@code SCHEMA_REGISTRY_URL}, {@code LANES}, {@code DATABASE_HOST}, {@code DATABASE_PORT}, {@code DATABASE_NAME},
 *     {@code DATABASE_USER}, {@code DATABASE_PASSWORD}
 */
public record ConnectServer(Distribution distribution, Path log, int port, Map<String, String> environment) {

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** The folder with one JSON file a connector. */
    public static Path connectors(Distribution distribution) {
        return distribution.root().resolve(Servers.CONNECT).resolve("connectors");
    }

    public ServerProcess process() throws IOException {
        Map<String, String> all = new HashMap<>(environment);
        all.put("CONNECT_LISTENER", url());
        all.put("CONNECT_REPLICATION_FACTOR", "1");
        return new ServerProcess(
                "connect",
                Jvm.heap(192)
                        .quickCompilerOnly()
                        .command(
                                distribution.classPath(Servers.CONNECT),
                                "org.apache.kafka.connect.cli.ConnectDistributed",
                                distribution
                                        .root()
                                        .resolve(Servers.CONNECT)
                                        .resolve("connect-distributed.properties")
                                        .toString()),
                all,
                log,
                List.of(port),
                URI.create(url()),
                ServerProcess.Preparation.NONE,
                Readiness.http(URI.create(url() + "/connectors")));
    }
}
