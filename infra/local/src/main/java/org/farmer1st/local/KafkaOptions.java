package org.farmer1st.local;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Which Kafka and schema registry a command talks to: those of the platform in a place, unless others are named. */
public final class KafkaOptions {

    @Option(
            names = "--kafka",
            scope = ScopeType.INHERIT,
            paramLabel = "HOST:PORT",
            description = "Another Kafka than that of the platform on this machine.")
    private String kafka;

    @Option(
            names = "--registry",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description = "Another schema registry than that of the platform on this machine.")
    private String registry;

    /** {@code host:port}. */
    public String bootstrapServers(Place place) {
        return kafka == null ? "127.0.0.1:" + place.port(19092) : kafka;
    }

    public String registryUrl(Place place) {
        return registry == null ? "http://127.0.0.1:" + place.port(18081) + "/apis/ccompat/v7" : registry;
    }
}
