package org.farmer1st.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the programs come from: the built checkout, and a directory for what has to be unpacked once. Several processes may
 * use one cache at the same time.
 *
 * @param root the checkout, after {@code ./mvnw package}
 * @param cache where archives are unpacked; made when missing, and made again when deleted
 */
public record Distribution(Path root, Path cache) {

    /**
     * The class path of a module's process: its own jar first, then everything it needs.
     *
     * @param module the module's folder, relative to the checkout
     * @throws IOException where the module has not been built; the message says how to
     */
    public String classPath(String module) throws IOException {
        String dependencies = dependencies(module);
        Path ownJar = ownJar(module);
        return dependencies.isEmpty() ? ownJar.toString() : ownJar + java.io.File.pathSeparator + dependencies;
    }

    /** The jar of a module itself, without what it needs. */
    public Path ownJar(String module) throws IOException {
        Path target = root.resolve(module).resolve("target");
        if (Files.isDirectory(target)) {
            try (Stream<Path> files = Files.list(target)) {
                List<Path> jars = files.filter(file -> {
                            String name = file.getFileName().toString();
                            return name.endsWith("-SNAPSHOT.jar") && !name.startsWith("original-");
                        })
                        .toList();
                if (jars.size() == 1) {
                    return jars.get(0);
                }
            }
        }
        throw notBuilt(module);
    }

    /** The one archive of a module's class path whose file name contains {@code part}. */
    public Path archive(String module, String part) throws IOException {
        return Arrays.stream(dependencies(module).split(java.io.File.pathSeparator))
                .map(Path::of)
                .filter(path -> path.getFileName().toString().contains(part))
                .findFirst()
                .orElseThrow(() -> new IOException("There is no " + part + " for this kind of machine ("
                        + System.getProperty("os.name") + ", " + System.getProperty("os.arch") + ")."));
    }

    /** The one file of {@code target/folder} whose name ends in {@code ending}. */
    Path program(String module, String folder, String ending) throws IOException {
        Path directory = root.resolve(module).resolve("target").resolve(folder);
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                Optional<Path> program = files.filter(
                                file -> file.getFileName().toString().endsWith(ending))
                        .findFirst();
                if (program.isPresent()) {
                    return program.get();
                }
            }
        }
        throw notBuilt(module);
    }

    private String dependencies(String module) throws IOException {
        Path file = root.resolve(module).resolve("target").resolve("classpath");
        if (!Files.isRegularFile(file)) {
            throw notBuilt(module);
        }
        return Files.readString(file, StandardCharsets.UTF_8).strip();
    }

    private IOException notBuilt(String module) {
        return new IOException("The module " + module + " has not been built in " + root + ": run ./mvnw -q -pl "
                + module + " -am -DskipTests package there.");
    }
}
