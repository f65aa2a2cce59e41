package org.farmer1st.local.supervisor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A Flink job of the platform.
 *
 * @param name as it calls itself on the cluster
 * @param module whose jar it is, relative to the checkout
 * @param settings handed to it as arguments, {@code --NAME value}
 */
record FlinkJob(String name, String module, Map<String, String> settings) {

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
