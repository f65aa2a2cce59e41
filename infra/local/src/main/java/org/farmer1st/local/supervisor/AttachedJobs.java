package org.farmer1st.local.supervisor;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.farmer1st.local.CommandFailed;
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
        } catch (FileLockInterruptionException e) {
            Thread.interrupted();
            throw new InterruptedException("while waiting for whoever is at work on the jobs");
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

    /**
     * What there is.
     *
     * @param jobs those whose files can be read, by name
     * @param unreadable of the others, by name: which file it is, what is wrong with it, and what to do
     */
    public record Found(List<AttachedJob> jobs, Map<String, String> unreadable) {}

    /** Looks at all of them: a file that can't be read is no hindrance to the others. */
    public Found look() throws IOException {
        List<AttachedJob> jobs = new ArrayList<>();
        Map<String, String> unreadable = new TreeMap<>();
        if (Files.isDirectory(directory)) {
            try (Stream<Path> found = Files.list(directory)) {
                for (Path job : found.sorted().toList()) {
                    if (Files.exists(job.resolve(FILE))) {
                        read(job, jobs, unreadable);
                    }
                }
            }
        }
        return new Found(jobs, unreadable);
    }

    private static void read(Path place, List<AttachedJob> jobs, Map<String, String> unreadable) throws IOException {
        String name = place.getFileName().toString();
        Path file = place.resolve(FILE);
        try {
            AttachedJob job = JSON.readValue(Files.readAllBytes(file), AttachedJob.class);
            List<String> missing = missing(job);
            if (!missing.isEmpty()) {
                unreadable.put(name, fault(name, file, "it doesn't say " + String.join(", ", missing)));
            } else if (!job.name().equals(name)) {
                unreadable.put(name, fault(name, file, "it is of the job " + job.name()));
            } else {
                jobs.add(job);
            }
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String where = at == null ? "" : ", line " + at.getLineNr() + ", column " + at.getColumnNr();
            unreadable.put(name, fault(name, file, e.getOriginalMessage() + where));
        }
    }

    private static List<String> missing(AttachedJob job) {
        List<String> missing = new ArrayList<>();
        if (job == null || job.name() == null) {
            missing.add("name");
        }
        if (job == null || job.kind() == null) {
            missing.add("kind");
        }
        if (job == null || job.view() == null) {
            missing.add("view");
        }
        return missing;
    }

    private static String fault(String name, Path file, String what) {
        return file + " is not what job submit wrote: " + what + ". What runs of " + name
                + " goes on, but nobody starts it again. Put the file right; or delete it, and ./farmer1st job submit "
                + name + ", which keeps its rows until it has computed them anew.";
    }

    /** All of them whose files can be read, by name. */
    public List<AttachedJob> list() throws IOException {
        return look().jobs();
    }

    /**
     * The job of a name.
     *
     * @throws CommandFailed where its file can't be read
     */
    public Optional<AttachedJob> find(String name) throws IOException {
        Found found = look();
        if (found.unreadable().containsKey(name)) {
            throw new CommandFailed(found.unreadable().get(name));
        }
        return found.jobs().stream().filter(job -> job.name().equals(name)).findFirst();
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
