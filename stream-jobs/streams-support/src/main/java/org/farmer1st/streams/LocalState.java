package org.farmer1st.streams;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The local state of a job, as its process leaves it. What a killed one leaves may be ahead of the last commit, and Kafka Streams reads
 * it again from the changelogs; but to find that out it opens each store of each lane, at start and once more for its thread, and closes and
 * deletes them one by one: with a hundred stores and more, that took 24 s of a restart on a busy machine. So a file beside the state says
 * that it is in use, and who finds it at start throws the state away before anybody opens it.
 *
 * <p>To throw it away is never wrong, only slow: every store has a changelog. The file is a hint and nothing rests on it: where it is
 * missing after a kill, Kafka Streams finds out by itself.
 */
final class LocalState {

    private static final Logger LOG = LoggerFactory.getLogger(LocalState.class);

    /** What Kafka Streams calls the directory of a task: sub-topology and partition. Beside them are its lock and its identity. */
    private static final Pattern TASK = Pattern.compile("\\d+_\\d+");

    private final Path state;
    private final Path inUse;

    /**
     * @param directory of all state
     * @param job whose state it is
     */
    LocalState(Path directory, String job) {
        state = directory.resolve(job);
        inUse = directory.resolve(job + ".in-use");
    }

    /**
     * Throws away what a killed process left, and notes that the state is in use. Whoever calls it holds Kafka Streams' lock of the
     * directory, and has opened nothing of it yet.
     */
    void begin() {
        try {
            if (Files.exists(inUse)) {
                LOG.info("The process before this one was killed: its local state is read again from Kafka");
                for (Path task : tasks()) {
                    delete(task);
                }
            } else {
                Files.createFile(inUse);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The local state in " + state
                            + " can't be thrown away: let this process write there, or delete that directory while it doesn't run",
                    e);
        }
    }

    /** Notes that everything was closed. */
    void end() {
        try {
            Files.deleteIfExists(inUse);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The file " + inUse
                            + " can't be deleted, and the next start will read all state again from Kafka: delete it before",
                    e);
        }
    }

    private List<Path> tasks() throws IOException {
        if (!Files.isDirectory(state)) {
            return List.of();
        }
        try (Stream<Path> directories = Files.list(state)) {
            return directories
                    .filter(path -> TASK.matcher(path.getFileName().toString()).matches())
                    .toList();
        }
    }

    private static void delete(Path task) throws IOException {
        try (Stream<Path> files = Files.walk(task)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
