package org.farmer1st.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;

/**
 * What everybody else on the machine used while something was measured: a figure that says how far to trust the others.
 * Linux only, from {@code /proc/stat}; unknown elsewhere.
 */
public final class OtherLoad {

    private static final Path STATISTICS = Path.of("/proc/stat");
    private static final long NANOS_A_TICK = Duration.ofMillis(10).toNanos();

    private final long startedAt = System.nanoTime();
    private final OptionalDouble busyBefore = busyNanos();
    private final Duration ownBefore = ProcessorTime.ofThisAndDescendants();

    /**
     * Processors that others kept busy since this was made: 0 on a machine of our own, 2 where two were taken. Empty where
     * the system doesn't tell, or where a process of ours ended meanwhile.
     */
    public OptionalDouble processors() {
        OptionalDouble busyAfter = busyNanos();
        double own = ProcessorTime.ofThisAndDescendants().minus(ownBefore).toNanos();
        double elapsed = System.nanoTime() - startedAt;
        if (busyBefore.isEmpty() || busyAfter.isEmpty() || own < 0) {
            return OptionalDouble.empty();
        }
        double busy = busyAfter.getAsDouble() - busyBefore.getAsDouble();
        return OptionalDouble.of(Math.max(0, busy - own) / elapsed);
    }

    private static OptionalDouble busyNanos() {
        try {
            return OptionalDouble.of((double) busyTicks(Files.readString(STATISTICS)) * NANOS_A_TICK);
        } catch (IOException e) {
            return OptionalDouble.empty();
        }
    }

    /** All but idle and iowait of the first line: {@code cpu user nice system idle iowait irq softirq steal …}. */
    static long busyTicks(String statistics) {
        String[] fields = statistics.lines().findFirst().orElse("").trim().split(" +");
        long busy = 0;
        for (int i = 1; i <= 8 && i < fields.length; i++) {
            if (i != 4 && i != 5) {
                busy += Long.parseLong(fields[i]);
            }
        }
        return busy;
    }
}
