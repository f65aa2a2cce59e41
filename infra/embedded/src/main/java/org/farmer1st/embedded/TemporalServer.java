package org.farmer1st.embedded;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Temporal's test server: the real protocol, and nothing kept.
 *
 * @param distribution where it comes from
 * @param log what it prints
 * @param port for clients
 */
public record TemporalServer(Distribution distribution, Path log, int port) {

    public String target() {
        return "127.0.0.1:" + port;
    }

    public ServerProcess process() throws IOException {
        return new ServerProcess(
                "temporal",
                Jvm.heap(96)
                        .quickCompilerOnly()
                        .command(
                                distribution.classPath(Servers.TEMPORAL),
                                "org.farmer1st.embedded.temporal.TemporalMain",
                                "" + port),
                Map.of(),
                log,
                List.of(port),
                URI.create("temporal://" + target()),
                ServerProcess.Preparation.NONE,
                Readiness.listening(port));
    }
}
