package org.farmer1st.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Processor time of processes, user and system, of all their threads: the collector and the compiler are part of what a
 * request costs. On Linux it is read from {@code /proc/PID/stat}, in steps of 10 ms.
 */
public final class ProcessorTime {

    private static final Path OWN = Path.of("/proc/self/stat");
    private static final long MILLIS_A_TICK = 10;
    private static final int CHILDREN_USER = 13;
    private static final int CHILDREN_SYSTEM = 14;

    private ProcessorTime() {}

    /**
     * What a process has used since it started.
     *
     * @throws IllegalStateException where it has ended, or this system doesn't say
     */
    public static Duration of(ProcessHandle process) {
        return process.info()
                .totalCpuDuration()
                .orElseThrow(() -> new IllegalStateException("The processor time of process " + process.pid()
                        + " can't be read: it has ended, or this system doesn't tell"));
    }

    /**
     * What a process and all that it started have used, whether they have ended or not. Where the system doesn't tell of ended ones,
     * without them.
     *
     * @throws IllegalStateException where the process itself has ended
     */
    public static Duration ofAll(ProcessHandle process) {
        Duration sum = of(process).plus(ofEndedChildren(process.pid()));
        for (ProcessHandle child : process.descendants().toList()) {
            sum = sum.plus(child.info().totalCpuDuration().orElse(Duration.ZERO))
                    .plus(ofEndedChildren(child.pid()));
        }
        return sum;
    }

    private static Duration ofEndedChildren(long pid) {
        try {
            return ofEndedChildren(Files.readString(Path.of("/proc/" + pid + "/stat")));
        } catch (IOException e) {
            return Duration.ZERO;
        }
    }

    /** What the processes that this one started and that have ended used, all of them together. Linux only. */
    public static Optional<Duration> ofEndedChildren() {
        try {
            return Optional.of(ofEndedChildren(Files.readString(OWN)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The fields {@code cutime} and {@code cstime} of proc(5)'s {@code stat}; a name in parentheses goes before them. */
    static Duration ofEndedChildren(String statistics) {
        String[] fields =
                statistics.substring(statistics.lastIndexOf(')') + 2).trim().split(" ");
        return Duration.ofMillis(
                MILLIS_A_TICK * (Long.parseLong(fields[CHILDREN_USER]) + Long.parseLong(fields[CHILDREN_SYSTEM])));
    }

    /** What this process and all that it started have used, whether they have ended or not. */
    public static Duration ofThisAndDescendants() {
        Duration sum = of(ProcessHandle.current()).plus(ofEndedChildren().orElse(Duration.ZERO));
        for (ProcessHandle child : ProcessHandle.current().descendants().toList()) {
            sum = sum.plus(child.info().totalCpuDuration().orElse(Duration.ZERO));
        }
        return sum;
    }
}
