package org.farmer1st.local.supervisor;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.farmer1st.local.Place;

/**
 * The attached jobs of a place, a directory each: what runs, and copies of the jars, so that a build changes no job that
 * runs. The supervisor keeps them running, and commands change them; whoever does either holds the lock.
 */
public final class AttachedJobs {

    private static final String FILE = "job.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;

    public AttachedJobs(Place place) {
        this.directory = place.data("jobs");
    }

    /** Something that is done alone. */
    @FunctionalInterface
    public interface Work {
        /** @throws Exception whatever went wrong */
        void run() throws IOException, InterruptedException;
    }

    /** Does something once nobody else is at work on the jobs. */
    public void alone(Work work) throws IOException, InterruptedException {
        try (FileChannel channel = lockFile();
                FileLock lock = channel.lock()) {
            work.run();
        }
    }

    /** Does something where no other process is at work on the jobs, else nothing; threads of this one take turns. */
    synchronized void tryAlone(Work work) throws IOException, InterruptedException {
        try (FileChannel channel = lockFile();
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                work.run();
            }
        }
    }

    private FileChannel lockFile() throws IOException {
        Files.createDirectories(directory);
        return FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** All of them, by name. */
    public List<AttachedJob> list() throws IOException {
        List<AttachedJob> jobs = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (Stream<Path> found = Files.list(directory)) {
                for (Path job : found.sorted().toList()) {
                    if (Files.exists(job.resolve(FILE))) {
                        jobs.add(JSON.readValue(job.resolve(FILE).toFile(), AttachedJob.class));
                    }
                }
            }
        }
        return jobs;
    }

    /** The job of a name. */
    public Optional<AttachedJob> find(String name) throws IOException {
        return list().stream().filter(job -> job.name().equals(name)).findFirst();
    }

    /** Keeps a job as it is now, whole or not at all; a job without runs is forgotten. */
    public void keep(AttachedJob job) throws IOException {
        Path place = directory.resolve(job.name());
        if (job.runs().isEmpty()) {
            Files.deleteIfExists(place.resolve(FILE));
        } else {
            Files.createDirectories(place);
            Path making = place.resolve(FILE + ".new");
            JSON.writerWithDefaultPrettyPrinter().writeValue(making.toFile(), job);
            Files.move(making, place.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        }
        deleteOtherJars(place, job);
    }

    private static void deleteOtherJars(Path place, AttachedJob job) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".jar")
                        && job.runs().stream().noneMatch(run -> run.jar().equals(name))) {
                    Files.delete(file);
                }
            }
        }
    }

    /**
     * Copies a jar to where a job's run finds it.
     *
     * @param name of the copy
     */
    public void copy(String job, Path jar, String name) throws IOException {
        Path place = Files.createDirectories(directory.resolve(job));
        Files.copy(jar, place.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Where the jar of a run is. */
    Path jar(String job, AttachedJob.Run run) {
        return directory.resolve(job).resolve(run.jar());
    }
}
