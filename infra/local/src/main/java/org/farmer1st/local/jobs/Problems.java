package org.farmer1st.local.jobs;

import java.util.List;

/** What Flink says went wrong, for people. */
final class Problems {

    private Problems() {}

    /** The innermost cause in an answer of the cluster, which holds whole stack traces. */
    static String innermost(String said) {
        List<String> lines = said.replace("\\n", "\n")
                .replace("\\t", "\t")
                .replace("\\\"", "\"")
                .lines()
                .toList();
        return lines.stream()
                .filter(line -> line.startsWith("Caused by: "))
                .map(line -> line.substring("Caused by: ".length()))
                .reduce((first, last) -> last)
                .orElse(lines.get(0));
    }
}
