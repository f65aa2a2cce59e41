package org.farmer1st.local.drill;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.farmer1st.local.CommandFailed;
import org.farmer1st.local.supervisor.ComponentStatus;

/** Kills one process after the other with SIGKILL, and waits each time until the platform is whole again. */
final class Killer {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    /** Looks at every process and job. */
    interface Status {
        List<ComponentStatus> look() throws IOException, InterruptedException;
    }

    private final Status status;
    private final Duration between;
    private final Consumer<String> report;

    /**
     * @param status of every process and job
     * @param between how long the platform is left in peace after it is whole again
     */
    Killer(Status status, Duration between, Consumer<String> report) {
        this.status = status;
        this.between = between;
        this.report = report;
    }

    /**
     * Looks whether each can be killed, before anything is begun.
     *
     * @throws CommandFailed naming those that can't, and those that can
     */
    void check(List<String> names) throws IOException, InterruptedException {
        List<String> running = status.look().stream()
                .filter(victim -> victim.pid() != null)
                .map(ComponentStatus::name)
                .toList();
        if (running.isEmpty()) {
            throw new CommandFailed("Nothing runs here that could be killed. Start it first: ./farmer1st up");
        }
        List<String> others = names.stream()
                .filter(name -> !running.contains(name))
                .distinct()
                .toList();
        if (!others.isEmpty()) {
            throw new CommandFailed("No process to kill: " + String.join(", ", others) + ". Give --kill some of these: "
                    + String.join(", ", running));
        }
    }

    /**
     * Kills each of {@code names} once.
     *
     * @return what did not come back, in words; empty when all did
     */
    List<String> kill(List<String> names) throws IOException, InterruptedException {
        List<String> failures = new ArrayList<>();
        for (String name : names) {
            ComponentStatus victim = find(name);
            if (victim == null || victim.pid() == null) {
                failures.add(name + " has no process to kill");
                continue;
            }
            long killed = System.nanoTime();
            ProcessHandle.of(victim.pid()).ifPresent(ProcessHandle::destroyForcibly);
            if (awaitReturn(name, victim.pid(), killed)) {
                report.accept(String.format(
                        "killed %-18s pid %-8d whole again after %.1f s",
                        name, victim.pid(), (System.nanoTime() - killed) / 1e9));
            } else {
                failures.add(name + " was not healthy, or something else wasn't, " + PATIENCE.toSeconds()
                        + " s after its kill: " + ailing());
                report.accept(failures.get(failures.size() - 1));
            }
            Thread.sleep(between.toMillis());
        }
        return failures;
    }

    private boolean awaitReturn(String name, long killedPid, long since) throws IOException, InterruptedException {
        while (System.nanoTime() - since < PATIENCE.toNanos()) {
            Thread.sleep(BETWEEN_LOOKS.toMillis());
            List<ComponentStatus> all = status.look();
            boolean replaced = all.stream()
                    .anyMatch(
                            victim -> victim.name().equals(name) && victim.pid() != null && victim.pid() != killedPid);
            if (replaced && all.stream().allMatch(ComponentStatus::healthy)) {
                return true;
            }
        }
        return false;
    }

    private ComponentStatus find(String name) throws IOException, InterruptedException {
        return status.look().stream()
                .filter(victim -> victim.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private List<String> ailing() throws IOException, InterruptedException {
        return status.look().stream()
                .filter(victim -> !victim.healthy())
                .map(ComponentStatus::name)
                .toList();
    }
}
