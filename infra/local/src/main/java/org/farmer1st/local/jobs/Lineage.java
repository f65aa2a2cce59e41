package org.farmer1st.local.jobs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.farmer1st.local.supervisor.AttachedJob;
import org.farmer1st.postgres.Generations;
import org.farmer1st.schemas.Topic;
import org.farmer1st.schemas.Topics;

/**
 * What reads and writes which topics and views, from what each part says of itself: the platform's parts in the first lines
 * of their pages, attached jobs in what they were submitted with.
 */
final class Lineage {

    /** The parts between topics, relative to the checkout, in the order of the way of a response. */
    private static final List<String> PARTS = List.of(
            "ingest-api",
            "stream-jobs/response-intake",
            "stream-jobs/loyalty-points",
            "stream-jobs/survey-analytics",
            "stream-jobs/points-views",
            "cdc",
            "stream-jobs/cache-invalidation",
            "workflows");

    private static final Pattern NAMED = Pattern.compile("`([^`]+)`");
    private static final String VIEW = "view ";

    private final Map<String, Node> parts = new LinkedHashMap<>();

    private record Node(Set<String> reads, Set<String> writes) {}

    private Lineage() {}

    /** That of the platform's own parts, and of the modules with a job in the checkout. */
    static Lineage of(Path root) throws IOException {
        Lineage lineage = new Lineage();
        for (String part : PARTS) {
            List<String> page = Files.readAllLines(root.resolve(part).resolve("README.md"), StandardCharsets.UTF_8);
            lineage.parts.put(
                    part.substring(part.lastIndexOf('/') + 1), new Node(named(page.get(0)), named(page.get(2))));
        }
        return lineage;
    }

    /** Adds an attached job. */
    void add(AttachedJob job) {
        add(job.name(), job.reads(), job.view());
    }

    /** Adds a job that feeds a view. */
    void add(String name, List<String> reads, String view) {
        parts.put(name, new Node(new TreeSet<>(reads), new LinkedHashSet<>(List.of(VIEW + view))));
    }

    /** The topics and views that a line names. */
    private static Set<String> named(String line) {
        Set<String> found = new LinkedHashSet<>();
        Matcher names = NAMED.matcher(line);
        while (names.find()) {
            String name = names.group(1);
            if (Topics.all().stream().map(Topic::name).anyMatch(name::equals)) {
                found.add(name);
            } else if (Generations.VIEWS.contains(name)) {
                found.add(VIEW + name);
            }
        }
        return found;
    }

    /** A line for each part. */
    List<String> text() {
        List<String> lines = new ArrayList<>();
        int width = parts.keySet().stream().mapToInt(String::length).max().orElse(1);
        parts.forEach((name, node) -> lines.add(String.format(
                "%-" + width + "s  reads %s%n%" + width + "s  writes %s",
                name,
                node.reads().isEmpty() ? "no topic" : String.join(", ", node.reads()),
                "",
                node.writes().isEmpty() ? "no topic or view" : String.join(", ", node.writes()))));
        return lines;
    }

    /** A Mermaid flow chart: topics as boxes, parts as rounded ones, views as cylinders. */
    List<String> chart() {
        List<String> lines = new ArrayList<>(List.of("```mermaid", "flowchart LR"));
        Set<String> data = new LinkedHashSet<>();
        parts.values().forEach(node -> {
            data.addAll(node.reads());
            data.addAll(node.writes());
        });
        for (String each : data) {
            lines.add("    " + id(each) + (each.startsWith(VIEW) ? "[(" + each + ")]" : "[" + each + "]"));
        }
        parts.forEach((name, node) -> {
            lines.add("    part_" + id(name) + "([" + name + "])");
            node.reads().forEach(topic -> lines.add("    " + id(topic) + " --> part_" + id(name)));
            node.writes().forEach(topic -> lines.add("    part_" + id(name) + " --> " + id(topic)));
        });
        lines.add("```");
        return lines;
    }

    private static String id(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "_");
    }
}
