package org.farmer1st.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {

    @TempDir
    private Path directory;

    @Test
    void findsTheProcessThatWasWrittenDown() throws Exception {
        PidFile file = new PidFile(directory.resolve("pids/kafka.pid"));

        file.write(ProcessHandle.current());

        assertThat(file.process()).contains(ProcessHandle.current());
    }

    @Test
    void takesAnotherProcessWithTheSamePidForNone() throws Exception {
        Path path = directory.resolve("kafka.pid");
        long earlier =
                ProcessHandle.current().info().startInstant().orElseThrow().toEpochMilli() - 60_000;
        Files.writeString(path, ProcessHandle.current().pid() + " " + earlier + "\n");

        assertThat(new PidFile(path).process()).isEmpty();
    }

    @Test
    void isNoneWhereItIsMissingOrCannotBeRead() throws Exception {
        Path path = directory.resolve("kafka.pid");
        assertThat(new PidFile(path).process()).isEmpty();
        for (String corrupt : new String[] {"", "\n", "12", "pid 12", "99999999999999999999 1", "-1 0", "\0\0\0"}) {
            Files.writeString(path, corrupt);
            assertThat(new PidFile(path).process()).as(corrupt).isEmpty();
        }
    }

    @Test
    void isNoneAfterTheProcessHasEnded() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        PidFile file = new PidFile(directory.resolve("sleep.pid"));
        file.write(process.toHandle());

        Ending.end(process.toHandle(), "TERM", java.time.Duration.ofSeconds(10));

        assertThat(file.process()).isEmpty();
    }
}
