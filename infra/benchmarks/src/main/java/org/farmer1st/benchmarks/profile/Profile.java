package org.farmer1st.benchmarks.profile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/**
 * Samples of running Java code ({@code jdk.ExecutionSample}), each counted once in three ways: by the part that it was in, by
 * the nearest method of ours above it, and by the method that it was in. What runs outside of Java (the kernel, the collector,
 * the compiler) is in none of them.
 */
final class Profile {

    static final int SHOWN = 15;

    private static final String OURS = "org.farmer1st.";

    /** What a package belongs to; the first that fits. */
    private static final Map<String, String> PARTS = parts();

    private final Map<String, Integer> byPart = new TreeMap<>();
    private final Map<String, Integer> byOurMethod = new TreeMap<>();
    private final Map<String, Integer> byMethod = new TreeMap<>();
    private int samples;

    private static Map<String, String> parts() {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("com.fasterxml.jackson.", "Jackson");
        parts.put("org.apache.avro.", "Avro");
        parts.put("org.farmer1st.events.", "Avro");
        parts.put("org.apache.kafka.streams.", "Kafka Streams");
        parts.put("org.apache.kafka.", "Kafka client");
        parts.put("org.rocksdb.", "RocksDB");
        parts.put("org.apache.flink.connector.", "Flink's connectors");
        parts.put("org.apache.flink.", "Flink");
        parts.put("org.postgresql.", "Postgres' driver");
        parts.put("org.roaringbitmap.", "RoaringBitmap");
        parts.put("io.lettuce.", "Lettuce");
        parts.put("io.netty.", "Netty");
        parts.put("reactor.", "Lettuce");
        parts.put("org.eclipse.jetty.", "Jetty");
        parts.put("jakarta.servlet.", "Jetty");
        parts.put("io.javalin.", "Javalin");
        parts.put("kotlin.", "Javalin");
        parts.put("com.github.benmanes.caffeine.", "Caffeine");
        parts.put("com.nimbusds.", "Nimbus");
        parts.put("io.micrometer.", "Micrometer");
        parts.put("io.prometheus.", "Micrometer");
        parts.put("ch.hsr.geohash.", "geohash");
        parts.put("ch.qos.logback.", "logging");
        parts.put("org.slf4j.", "logging");
        return parts;
    }

    static Profile of(Path recording) throws IOException {
        Profile profile = new Profile();
        try (RecordingFile events = new RecordingFile(recording)) {
            while (events.hasMoreEvents()) {
                RecordedEvent event = events.readEvent();
                if (event.getEventType().getName().equals("jdk.ExecutionSample") && event.getStackTrace() != null) {
                    profile.add(event.getStackTrace().getFrames().stream()
                            .map(RecordedFrame::getMethod)
                            .map(Profile::name)
                            .toList());
                }
            }
        }
        return profile;
    }

    private static String name(RecordedMethod method) {
        return method.getType().getName() + '.' + method.getName();
    }

    /** @param stack full names of methods, the one that ran first */
    void add(List<String> stack) {
        samples++;
        count(byMethod, stack.isEmpty() ? "unknown" : stack.get(0));
        count(byPart, first(stack, Profile::part, "JDK alone"));
        count(byOurMethod, first(stack, Profile::ourMethod, "none of ours"));
    }

    private static void count(Map<String, Integer> counts, String name) {
        counts.merge(name, 1, Integer::sum);
    }

    private static String first(List<String> stack, Function<String, String> what, String otherwise) {
        return stack.stream().map(what).filter(name -> name != null).findFirst().orElse(otherwise);
    }

    /** Null for the JDK, which works for whoever called it. */
    private static String part(String method) {
        for (Map.Entry<String, String> part : PARTS.entrySet()) {
            if (method.startsWith(part.getKey())) {
                return part.getValue();
            }
        }
        if (method.startsWith(OURS)) {
            return method.substring(0, method.lastIndexOf('.', method.lastIndexOf('.') - 1));
        }
        return null;
    }

    private static String ourMethod(String method) {
        return method.startsWith(OURS) && !method.startsWith("org.farmer1st.events.")
                ? method.substring(OURS.length())
                : null;
    }

    /** The largest of each, with their share of all samples. */
    String text() {
        StringBuilder text = new StringBuilder(samples + " samples of running Java code\n");
        section(
                text,
                "By part: the library or package of ours that the sample was in, or that had called the JDK",
                byPart);
        section(text, "By the nearest method of ours, with all that it calls", byOurMethod);
        section(text, "By method", byMethod);
        return text.toString();
    }

    private void section(StringBuilder text, String title, Map<String, Integer> counts) {
        text.append('\n').append(title).append('\n');
        counts.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, Integer> count) -> -count.getValue()))
                .limit(SHOWN)
                .forEach(count -> text.append(String.format(
                        Locale.ROOT, "  %5.1f %%  %s%n", 100.0 * count.getValue() / samples, count.getKey())));
    }
}
