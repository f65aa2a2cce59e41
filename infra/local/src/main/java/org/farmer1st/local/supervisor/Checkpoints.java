package org.farmer1st.local.supervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.farmer1st.embedded.FlinkCluster;
import org.farmer1st.local.Place;

/**
 * The checkpoints that jobs have left. Flink names their directories by job ids, a new one for each submission; which ids were
 * which job's is written down here.
 */
final class Checkpoints {

    private final Path directory;
    private final Path owners;

    /**
     * @param directory Flink's, with one directory a job id and in it {@code chk-N}
     * @param owners one file a job name, with one id a line
     */
    Checkpoints(Path directory, Path owners) {
        this.directory = directory;
        this.owners = owners;
    }

    /** Those of the jobs of a place. */
    static Checkpoints of(Place place, FlinkCluster flink) {
        return new Checkpoints(flink.checkpoints(), place.data("flink").resolve("jobs"));
    }

    /** Notes that the job with this id goes by this name. */
    void belongs(String job, String id) throws IOException {
        Files.createDirectories(owners);
        Files.writeString(
                owners.resolve(job),
                id + "\n",
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /**
     * The newest complete checkpoint of a job: one whose {@code _metadata}, which Flink writes last, is there.
     *
     * @param skip how many of the newest to pass over
     */
    Optional<Path> newest(String job, int skip) throws IOException {
        List<Path> complete = new ArrayList<>();
        for (String id : ids(job)) {
            complete.addAll(complete(id));
        }
        complete.sort(Comparator.comparing(Checkpoints::written).reversed());
        return complete.stream().skip(skip).findFirst();
    }

    /**
     * Lets a job go on from what another submission left, from its next start on.
     *
     * @return the ids under which it was submitted before, whose checkpoints are there still
     */
    List<String> replace(String job, String id) throws IOException {
        List<String> before =
                ids(job).stream().filter(other -> !other.equals(id)).toList();
        Files.createDirectories(owners);
        Path written = owners.resolve(job + ".new");
        Files.writeString(written, id + "\n", StandardCharsets.UTF_8);
        Files.move(written, owners.resolve(job), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return before;
    }

    /** Forgets whose submissions these were, and keeps what they left: it is another job's. */
    void disown(String job) throws IOException {
        Files.deleteIfExists(owners.resolve(job));
    }

    /** Deletes what submissions that ended left. */
    void delete(List<String> ids) throws IOException {
        for (String id : ids) {
            delete(directory.resolve(id));
        }
    }

    /** Forgets a job that will not be submitted again, and deletes what it left. */
    void forget(String job) throws IOException {
        for (String id : ids(job)) {
            delete(directory.resolve(id));
        }
        Files.deleteIfExists(owners.resolve(job));
    }

    /** Deletes what earlier submissions of a job left, once the present one has a complete checkpoint of its own. */
    void keepOnly(String job, String id) throws IOException {
        List<String> ids = ids(job);
        if (ids.size() < 2 || !ids.contains(id) || complete(id).isEmpty()) {
            return;
        }
        for (String other : ids) {
            if (!other.equals(id)) {
                delete(directory.resolve(other));
            }
        }
        Files.writeString(owners.resolve(job), id + "\n", StandardCharsets.UTF_8);
    }

    /** The names of all jobs that left something. */
    List<String> names() throws IOException {
        if (!Files.isDirectory(owners)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(owners)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** The ids under which a job was submitted. */
    List<String> ids(String job) throws IOException {
        Path file = owners.resolve(job);
        return Files.exists(file)
                ? Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                        .filter(line -> line.matches("[0-9a-f]{32}"))
                        .distinct()
                        .toList()
                : List.of();
    }

    /** Whether the submission with this id has a complete checkpoint. */
    boolean hasAny(String id) throws IOException {
        return !complete(id).isEmpty();
    }

    private List<Path> complete(String id) throws IOException {
        Path job = directory.resolve(id);
        if (!Files.isDirectory(job)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(job)) {
            return files.filter(
                            checkpoint -> checkpoint.getFileName().toString().startsWith("chk-"))
                    .filter(checkpoint -> Files.exists(checkpoint.resolve("_metadata")))
                    .toList();
        }
    }

    private static long written(Path checkpoint) {
        try {
            return Files.getLastModifiedTime(checkpoint.resolve("_metadata")).toMillis();
        } catch (IOException e) {
            // Flink has just replaced it by a newer one.
            return 0;
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
