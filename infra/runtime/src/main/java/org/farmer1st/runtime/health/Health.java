package org.farmer1st.runtime.health;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a process says of itself. <i>Live</i>: it makes no sense to go on without a restart where it isn't. <i>Ready</i>:
 * it can do its work now. A check answers empty where all is well, else what is wrong, in words for an operator and
 * without secrets; it may be called often and must not block.
 */
public final class Health {

    private final Map<String, Supplier<Optional<String>>> liveness = new LinkedHashMap<>();
    private final Map<String, Supplier<Optional<String>>> readiness = new LinkedHashMap<>();

    /** Adds something without which the process should be restarted. */
    public Health live(String name, Supplier<Optional<String>> check) {
        liveness.put(name, check);
        return this;
    }

    /** Adds something without which the process can't do its work for now. */
    public Health ready(String name, Supplier<Optional<String>> check) {
        readiness.put(name, check);
        return this;
    }

    /** A report: whether all is well, and {@code "ok"} or the problem for each check. */
    public record Report(boolean healthy, Map<String, String> checks) {}

    /** Whether a restart would help. */
    public Report liveness() {
        return report(liveness);
    }

    /** Whether it can work. What isn't live isn't ready. */
    public Report readiness() {
        Map<String, Supplier<Optional<String>>> all = new LinkedHashMap<>(liveness);
        all.putAll(readiness);
        return report(all);
    }

    private static Report report(Map<String, Supplier<Optional<String>>> checks) {
        Map<String, String> results = new LinkedHashMap<>();
        boolean healthy = true;
        for (Map.Entry<String, Supplier<Optional<String>>> check : checks.entrySet()) {
            Optional<String> problem;
            try {
                problem = check.getValue().get();
            } catch (RuntimeException e) {
                problem = Optional.of("the check itself failed: " + e.getClass().getSimpleName());
            }
            healthy &= problem.isEmpty();
            results.put(check.getKey(), problem.orElse("ok"));
        }
        return new Report(healthy, results);
    }
}
