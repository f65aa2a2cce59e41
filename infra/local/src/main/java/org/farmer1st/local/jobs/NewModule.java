package org.farmer1st.local.jobs;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.farmer1st.local.CommandFailed;

/**
 * A module with a job that works: made of templates, and entered where the project lists its modules (the root pom, the
 * rule that nothing depends on a deployable, the table of parts).
 */
final class NewModule {

    private final Path root;
    private final String name;
    private final JobSource.Kind kind;

    /** @param kind one that is a module; its templates are in the folder of its name */
    NewModule(Path root, String name, JobSource.Kind kind) {
        this.root = root;
        this.name = name;
        this.kind = kind;
    }

    /** Of the templates: where each goes, in the module. */
    private Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("pom.xml", "pom.xml");
        files.put("job.json", "job.json");
        files.put("README.txt", "README.md");
        files.put("Job.java", "src/main/java/org/farmer1st/@PACKAGE@/@CLASS@Job.java");
        if (kind == JobSource.Kind.flink) {
            files.put("Topology.java", "src/main/java/org/farmer1st/@PACKAGE@/@CLASS@Topology.java");
            files.put("TopologyTest.java", "src/test/java/org/farmer1st/@PACKAGE@/@CLASS@TopologyTest.java");
        } else {
            files.put("JobTest.java", "src/test/java/org/farmer1st/@PACKAGE@/@CLASS@JobTest.java");
        }
        files.put("Change.java", "src/main/java/org/farmer1st/@PACKAGE@/Change.java");
        files.put("ResponseCount.java", "src/main/java/org/farmer1st/@PACKAGE@/ResponseCount.java");
        files.put("facts.jsonl", "src/test/resources/facts.jsonl");
        files.put("expected.jsonl", "src/test/resources/expected.jsonl");
        return files;
    }

    /** Writes it; says what it wrote, and what to do next. */
    void write(PrintWriter out) throws IOException, InterruptedException {
        Path module = root.resolve("stream-jobs").resolve(name);
        if (Files.exists(module)) {
            throw new CommandFailed(root.relativize(module) + " is there already: give the job another name.");
        }
        for (Map.Entry<String, String> file : files().entrySet()) {
            Path target = module.resolve(filled(file.getValue()));
            Files.createDirectories(target.getParent());
            Files.writeString(target, filled(template(file.getKey())), StandardCharsets.UTF_8);
            out.println("  " + root.relativize(target));
        }
        insert(
                root.resolve("pom.xml"),
                "    <module>stream-jobs/points-views</module>\n",
                "    <module>stream-jobs/" + name + "</module>\n");
        insert(
                root.resolve("pom.xml"),
                "                    <exclude>org.farmer1st:points-views:*:jar</exclude>\n",
                "                    <exclude>org.farmer1st:" + name + ":*:jar</exclude>\n");
        insert(root.resolve("README.md"), "| [`stream-jobs/points-views`]", row(module));
        format();
        out.println("and an entry in pom.xml, and in the table of README.md. Now:");
        out.println("  ./farmer1st job test " + name + "      its test, on the sample");
        out.println("  ./farmer1st job submit " + name + "    on the real topics; its rows: GET /v1/views/" + view());
    }

    /** How long lines are depends on the job's name. */
    private void format() throws IOException, InterruptedException {
        int code = new ProcessBuilder(
                        root.resolve("mvnw").toString(), "-q", "-B", "-pl", "stream-jobs/" + name, "spotless:apply")
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (code != 0) {
            throw new CommandFailed("The module is there, but could not be formatted: ./mvnw -pl stream-jobs/" + name
                    + " spotless:apply says why.");
        }
    }

    /** The module's line in the table of parts, of the first lines of its page. */
    private static String row(Path module) throws IOException {
        List<String> page = Files.readAllLines(module.resolve("README.md"), StandardCharsets.UTF_8);
        String path = "stream-jobs/" + module.getFileName();
        return "| [`" + path + "`](" + path + ") | " + said(page.get(0)) + " | " + said(page.get(1)) + " | "
                + said(page.get(2)) + " |\n";
    }

    private static String said(String line) {
        return line.substring(line.indexOf(": ") + 2).replaceFirst("\\s*\\\\$", "");
    }

    /** Puts a line after the one that begins so. */
    private static void insert(Path file, String after, String line) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        int at = text.indexOf(after);
        if (at < 0) {
            throw new CommandFailed(file + " has no line that begins with '" + after.strip()
                    + "'; put this where it belongs: " + line.strip());
        }
        int end = text.indexOf('\n', at) + 1;
        Files.writeString(file, text.substring(0, end) + line + text.substring(end), StandardCharsets.UTF_8);
    }

    private String template(String file) throws IOException {
        try (InputStream content = NewModule.class.getResourceAsStream(kind + "/" + file)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String filled(String text) {
        return text.replace("@NAME@", name)
                .replace("@VIEW@", view())
                .replace("@PACKAGE@", packageOf(name))
                .replace("@CLASS@", className());
    }

    /** The last part of the name of a module's package. */
    static String packageOf(String name) {
        return name.replaceAll("[-_]", "");
    }

    private String view() {
        return name.replace('-', '_');
    }

    private String className() {
        return Arrays.stream(name.split("[-_]"))
                .filter(word -> !word.isEmpty())
                .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                .collect(Collectors.joining());
    }
}
