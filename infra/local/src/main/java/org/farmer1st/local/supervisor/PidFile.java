package org.farmer1st.local.supervisor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which process does a component's work: its pid and when it started, because the system gives a pid away again. A file that
 * cannot be read, or whose process is another one by now, is as good as none.
 */
final class PidFile {

    /** The system counts start times from its boot, in hundredths of a second, and its clock may be set meanwhile. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    private final Path file;

    PidFile(Path file) {
        this.file = file;
    }

    void write(ProcessHandle process) throws IOException {
        Files.createDirectories(file.getParent());
        Path making = file.resolveSibling(file.getFileName() + ".new");
        long started = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        Files.writeString(making, process.pid() + " " + started + "\n", StandardCharsets.UTF_8);
        Files.move(making, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The process, where it is alive and the one that was written down. */
    Optional<ProcessHandle> process() {
        try {
            String[] parts =
                    Files.readString(file, StandardCharsets.UTF_8).strip().split(" ");
            Instant started = Instant.ofEpochMilli(Long.parseLong(parts[1]));
            return ProcessHandle.of(Long.parseLong(parts[0]))
                    .filter(Ending::lives)
                    .filter(process -> process.info()
                            .startInstant()
                            .filter(instant ->
                                    Duration.between(instant, started).abs().compareTo(TOLERANCE) <= 0)
                            .isPresent());
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
    }
}
