package org.farmer1st.benchmarks.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The processor time of a process by groups of threads: those whose names differ in numbers only. It shows what samples of
 * Java code don't: the kernel's part, the collector, the compiler. Linux only, from {@code /proc/PID/task}; empty elsewhere.
 *
 * @param groups by name, of at most 15 characters, as the system has it
 */
record ThreadTimes(Map<String, Ticks> groups) {

    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final double MICROS_A_TICK = 10_000;

    /** Hundredths of a second. */
    record Ticks(long user, long system) {
        Ticks plus(Ticks other) {
            return new Ticks(user + other.user, system + other.system);
        }

        long all() {
            return user + system;
        }
    }

    static ThreadTimes of(long pid) {
        Map<String, Ticks> groups = new TreeMap<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path task : tasks.toList()) {
                String statistics = Files.readString(task.resolve("stat"));
                groups.merge(group(statistics), ticks(statistics), Ticks::plus);
            }
        } catch (IOException e) {
            // No Linux, or a thread that has just ended: what was read says enough.
            return new ThreadTimes(groups);
        }
        return new ThreadTimes(groups);
    }

    /** What was used since {@code before}. */
    ThreadTimes minus(ThreadTimes before) {
        Map<String, Ticks> difference = new TreeMap<>();
        groups.forEach((name, ticks) -> {
            Ticks then = before.groups().getOrDefault(name, new Ticks(0, 0));
            difference.put(
                    name,
                    new Ticks(Math.max(0, ticks.user() - then.user()), Math.max(0, ticks.system() - then.system())));
        });
        return new ThreadTimes(difference);
    }

    /** The name in parentheses (proc(5)), without the numbers at its end, or before a hyphen. */
    static String group(String statistics) {
        String name = statistics.substring(statistics.indexOf('(') + 1, statistics.lastIndexOf(')'));
        return name.replaceAll("[-#]?[0-9]+(?=$|-)", "");
    }

    static Ticks ticks(String statistics) {
        String[] fields =
                statistics.substring(statistics.lastIndexOf(')') + 2).trim().split(" ");
        return new Ticks(Long.parseLong(fields[USER]), Long.parseLong(fields[SYSTEM]));
    }

    /** @param operations that the time was used for */
    String text(long operations) {
        long all = groups.values().stream().mapToLong(Ticks::all).sum();
        if (all == 0) {
            return "";
        }
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%nProcessor time by threads, of %,d operations (%.1f µs each)%n",
                operations,
                all * MICROS_A_TICK / operations));
        List<Map.Entry<String, Ticks>> largest = groups.entrySet().stream()
                .sorted(Comparator.comparingLong(group -> -group.getValue().all()))
                .limit(Profile.SHOWN)
                .toList();
        for (Map.Entry<String, Ticks> group : largest) {
            Ticks ticks = group.getValue();
            text.append(String.format(
                    Locale.ROOT,
                    "  %5.1f %%  %6.1f µs  (user %.1f, system %.1f)  %s%n",
                    100.0 * ticks.all() / all,
                    ticks.all() * MICROS_A_TICK / operations,
                    ticks.user() * MICROS_A_TICK / operations,
                    ticks.system() * MICROS_A_TICK / operations,
                    group.getKey()));
        }
        return text.toString();
    }
}
