package org.farmer1st.local.supervisor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.farmer1st.embedded.Distribution;

/**
 * A Flink job: one of the platform's, or a run of one that was attached.
 *
 * @param name of the platform's, as it calls itself on the cluster; of an attached one, that of its run
 * @param jar where its jar is
 * @param settings handed to it as arguments, {@code --NAME value}
 */
record FlinkJob(String name, Jar jar, Map<String, String> settings) {

    /** Finds a jar. */
    @FunctionalInterface
    interface Jar {
        /** @throws IOException where it isn't there */
        Path in(Distribution distribution) throws IOException;
    }

    /** One whose jar is a module's, relative to the checkout. */
    static FlinkJob ofModule(String name, String module, Map<String, String> settings) {
        return new FlinkJob(name, distribution -> distribution.ownJar(module), settings);
    }

    /** Its name in {@code status}. */
    String component() {
        return "job:" + name;
    }

    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        new TreeMap<>(settings).forEach((setting, value) -> arguments.addAll(List.of("--" + setting, value)));
        return arguments;
    }
}
