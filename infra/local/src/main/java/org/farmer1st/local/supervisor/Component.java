package org.farmer1st.local.supervisor;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.farmer1st.embedded.ServerProcess;
import org.farmer1st.local.Place;

/**
 * A process of the platform, and what must be ready before it starts.
 *
 * @param server how it is started, asked and stopped
 * @param needs names of components and of {@link Step}s
 */
record Component(ServerProcess server, Set<String> needs) {

    /** On the command line of every JVM of a place: tells its processes from all others, also without pid files. */
    static final String MARK = "-Dfarmer1st.home=";

    static Component of(ServerProcess server, String... needs) {
        return new Component(server, Set.of(needs));
    }

    String name() {
        return server.name();
    }

    /** The same, with a mark on its command line where it is a JVM. The others name files of the place there. */
    Component marked(Place place) {
        List<String> command = new ArrayList<>(server.command());
        if (command.get(0).endsWith("java")) {
            command.add(1, MARK + place.home());
        }
        return new Component(
                new ServerProcess(
                        server.name(),
                        command,
                        server.environment(),
                        server.log(),
                        server.ports(),
                        server.url(),
                        server.preparation(),
                        server.readiness(),
                        server.startTimeout(),
                        server.stopTimeout(),
                        server.stopSignal()),
                needs);
    }
}
