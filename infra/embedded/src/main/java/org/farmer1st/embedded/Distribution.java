package org.farmer1st.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
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
        List<String> entries = new ArrayList<>();
        entries.add(kept(ownJar(module)).toString());
        for (String entry : dependencies(module).split(File.pathSeparator)) {
            if (!entry.isEmpty()) {
                entries.add(kept(Path.of(entry)).toString());
            }
        }
        return String.join(File.pathSeparator, entries);
    }

    /**
     * What a module needs beside its own jar, as its build wrote it down.
     *
     * @throws IOException where the module has not been built; the message says how to
     */
    public String needs(String module) throws IOException {
        return dependencies(module);
    }

    /** The same archives, of which those that the checkout holds are copies that no build replaces. */
    public String kept(String archives) throws IOException {
        List<String> entries = new ArrayList<>();
        for (String entry : archives.split(File.pathSeparator)) {
            entries.add(kept(Path.of(entry)).toString());
        }
        return String.join(File.pathSeparator, entries);
    }

    /**
     * What the checkout holds is copied: a build replaces its jars, and a process whose jar is replaced under it can load no
     * more classes.
     */
    private Path kept(Path jar) throws IOException {
        if (!jar.startsWith(root)) {
            return jar;
        }
        Path copy = copies().resolve(
                        Long.toString(Files.getLastModifiedTime(jar).toMillis(), Character.MAX_RADIX))
                .resolve(jar.getFileName());
        if (!Files.exists(copy)) {
            Files.createDirectories(copy.getParent());
            Path making = Files.createTempFile(copy.getParent(), "making", ".jar");
            Files.copy(jar, making, StandardCopyOption.REPLACE_EXISTING);
            Files.move(making, copy, StandardCopyOption.ATOMIC_MOVE);
        }
        return copy;
    }

    /** Forgets the copies of earlier builds. Only where no process uses them. */
    public void forgetCopies() throws IOException {
        Archives.delete(copies());
    }

    private Path copies() {
        return cache.resolve("jars");
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
        return Arrays.stream(dependencies(module).split(File.pathSeparator))
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
