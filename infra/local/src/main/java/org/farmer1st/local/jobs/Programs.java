package org.farmer1st.local.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.farmer1st.embedded.Distribution;
import org.farmer1st.embedded.Jvm;
import org.farmer1st.local.CommandFailed;
import org.farmer1st.local.supervisor.AttachedJob;
import org.farmer1st.postgres.attached.InvalidViewException;
import org.farmer1st.postgres.attached.ViewDefinition;

/** Builds what jobs are written in. */
final class Programs {

    static final String CLUSTER = "infra/embedded/classpaths/flink";
    private static final String TRIAL = "org.farmer1st.sqljobs.trial.TrialMain";

    private final Path root;
    private final Distribution distribution;
    private final Map<String, String> settings;
    private final PrintWriter out;

    /** @param settings those that every attached job is given */
    Programs(Path root, Distribution distribution, Map<String, String> settings, PrintWriter out) {
        this.root = root;
        this.settings = settings;
        this.distribution = distribution;
        this.out = out;
    }

    /**
     * Builds a job.
     *
     * @throws CommandFailed where it can't be; the message says why
     */
    Program build(JobSource source) throws IOException, InterruptedException {
        return switch (source.kind()) {
            case sql -> sql(source);
            case flink, streams -> module(source);
        };
    }

    private Program sql(JobSource source) throws IOException, InterruptedException {
        String sql = Files.readString(source.file(), StandardCharsets.UTF_8);
        JsonNode described = describe(source);
        return program(
                source, described.path("view"), described.path("topics"), Map.of("NAME", source.name(), "SQL", sql));
    }

    /** SQL is read by Flink's planner, in a process of its own that has the cluster's class path. */
    private JsonNode describe(JobSource source) throws IOException, InterruptedException {
        return new ObjectMapper()
                .readTree(said(Jvm.heap(256)
                        .quickCompilerOnly()
                        .with("-Dlog4j2.configurationFile=trial-logging.xml")
                        .command(
                                distribution.ownJar(JobSource.SQL_JOBS)
                                        + java.io.File.pathSeparator
                                        + distribution.classPath(CLUSTER),
                                TRIAL,
                                "describe",
                                "--FILE",
                                source.file().toString(),
                                "--KAFKA_BOOTSTRAP_SERVERS",
                                settings.get("KAFKA_BOOTSTRAP_SERVERS"),
                                "--SCHEMA_REGISTRY_URL",
                                settings.get("SCHEMA_REGISTRY_URL"))));
    }

    /** The last line that a program prints; what is logged before comes the same way. */
    private static String said(List<String> command) throws IOException, InterruptedException {
        Path answer = Files.createTempFile("described", ".json");
        Path errors = Files.createTempFile("described", ".txt");
        try {
            int code = new ProcessBuilder(command)
                    .redirectOutput(answer.toFile())
                    .redirectError(errors.toFile())
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new CommandFailed(
                        Files.readString(errors, StandardCharsets.UTF_8).strip());
            }
            return Files.readString(answer, StandardCharsets.UTF_8).lines().reduce("", (before, line) -> line);
        } finally {
            Files.deleteIfExists(answer);
            Files.deleteIfExists(errors);
        }
    }

    private Program module(JobSource source) throws IOException, InterruptedException {
        if (isOlderThanItsSources(source)) {
            make(source);
        }
        JsonNode declaration = source.declaration();
        Map<String, String> own = new HashMap<>();
        own.put("NAME", source.name());
        own.put("VIEW", declaration.path("view").toString());
        if (source.kind() == JobSource.Kind.streams) {
            own.putAll(process(source));
        }
        return program(source, declaration.path("view"), declaration.path("reads"), own);
    }

    /** How a job that is a process is started, and what its state looks like, which it says itself. */
    private Map<String, String> process(JobSource source) throws IOException, InterruptedException {
        Path jar = distribution.ownJar(source.module());
        String mainClass;
        try (JarFile file = new JarFile(jar.toFile())) {
            mainClass = file.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
        }
        if (mainClass == null) {
            throw new CommandFailed(source.module() + "/pom.xml names no main class: see what job new makes.");
        }
        String needs = distribution.needs(source.module());
        String shape = said(
                Jvm.heap(64).quickCompilerOnly().command(jar + java.io.File.pathSeparator + needs, mainClass, "shape"));
        return Map.of(AttachedJob.MAIN_CLASS, mainClass, AttachedJob.CLASS_PATH, needs, AttachedJob.STATE, shape);
    }

    private Program program(JobSource source, JsonNode view, JsonNode reads, Map<String, String> own)
            throws IOException {
        ViewDefinition definition;
        try {
            definition = ViewDefinition.fromJson(view.toString());
        } catch (InvalidViewException e) {
            throw new CommandFailed(
                    root.relativize(source.file()) + ": the view is not right:\n  " + String.join("\n  ", e.faults()),
                    e);
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(root.relativize(source.file()) + ": " + e.getMessage(), e);
        }
        List<String> topics = new ArrayList<>();
        reads.forEach(topic -> topics.add(topic.asText()));
        return new Program(source, definition, topics, distribution.ownJar(source.module()), own);
    }

    private boolean isOlderThanItsSources(JobSource source) throws IOException {
        Path module = root.resolve(source.module());
        FileTime built;
        try {
            built = Files.getLastModifiedTime(distribution.ownJar(source.module()));
        } catch (IOException e) {
            return true;
        }
        try (Stream<Path> files = Files.walk(module)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path within = module.relativize(file);
                boolean compiled =
                        within.startsWith("src/main") || within.toString().equals("pom.xml");
                if (compiled && Files.getLastModifiedTime(file).compareTo(built) > 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private void make(JobSource source) throws IOException, InterruptedException {
        out.println("Building " + source.module() + " …");
        out.flush();
        Path log = Files.createTempFile("build", ".log");
        try {
            int code = new ProcessBuilder(
                            root.resolve("mvnw").toString(),
                            "-q",
                            "-B",
                            "-pl",
                            source.module(),
                            "-am",
                            "-Dmaven.test.skip=true",
                            "package")
                    .directory(root.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new CommandFailed("The build of " + source.module() + " failed:\n"
                        + Files.readString(log, StandardCharsets.UTF_8).strip());
            }
        } finally {
            Files.deleteIfExists(log);
        }
    }
}
