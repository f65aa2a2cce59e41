package org.farmer1st.embedded;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The schema registry: Apicurio, serving Confluent's REST API. It keeps everything in Kafka's topic
 * {@code kafkasql-journal}: the ids that it hands out are part of every record in the log, so they live where the log lives.
 *
 * @param distribution where it comes from
 * @param log what it prints
 * @param port for clients
 * @param bootstrapServers the Kafka that it keeps its journal in
 */
public record RegistryServer(Distribution distribution, Path log, int port, String bootstrapServers) {

    /** Where clients of Confluent's registry reach it. */
    public String url() {
        return "http://127.0.0.1:" + port + "/apis/ccompat/v7";
    }

    public ServerProcess process() throws IOException {
        Path jar = distribution.program(Servers.REGISTRY, "registry", "-runner.jar");
        return new ServerProcess(
                "registry",
                Jvm.heap(128)
                        .quickCompilerOnly()
                        .with("-Djava.util.logging.manager=org.jboss.logmanager.LogManager")
                        .commandOfJar(jar),
                Map.of(
                        "QUARKUS_HTTP_HOST", "127.0.0.1",
                        "QUARKUS_HTTP_PORT", "" + port,
                        "QUARKUS_HTTP_ACCESS_LOG_ENABLED", "false",
                        "QUARKUS_LOG_CATEGORY__ORG_APACHE_KAFKA__LEVEL", "ERROR",
                        "APICURIO_STORAGE_KIND", "kafkasql",
                        "APICURIO_KAFKASQL_BOOTSTRAP_SERVERS", bootstrapServers),
                log,
                List.of(port),
                URI.create(url()),
                ServerProcess.Preparation.NONE,
                Readiness.http(URI.create(url() + "/subjects")));
    }
}
