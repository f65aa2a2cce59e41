package org.farmer1st.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {

    private static final String FIRST = "a".repeat(32);
    private static final String SECOND = "b".repeat(32);

    @TempDir
    private Path directory;

    private Checkpoints checkpoints;

    @BeforeEach
    void setUp() {
        checkpoints = new Checkpoints(directory, directory.resolve("owners"));
    }

    @Test
    void aJobThatWasNeverSubmittedHasNone() throws IOException {
        assertThat(checkpoints.newest("survey-analytics", 0)).isEmpty();
    }

    @Test
    void theNewestOfAllSubmissionsCountsAndIncompleteOnesDoNot() throws IOException {
        checkpoints.belongs("survey-analytics", FIRST);
        checkpoints.belongs("survey-analytics", SECOND);
        Path old = complete(FIRST, 9, 100);
        Path newest = complete(SECOND, 2, 200);
        Files.createDirectories(directory.resolve(SECOND).resolve("chk-3"));
        complete("c".repeat(32), 50, 900);

        assertThat(checkpoints.newest("survey-analytics", 0)).contains(newest);
        assertThat(checkpoints.newest("survey-analytics", 1)).contains(old);
        assertThat(checkpoints.newest("survey-analytics", 2)).isEmpty();
        assertThat(checkpoints.newest("points-views", 0)).isEmpty();
    }

    @Test
    void earlierSubmissionsGoWhenTheirSuccessorHasACheckpointOfItsOwn() throws IOException {
        checkpoints.belongs("survey-analytics", FIRST);
        Path old = complete(FIRST, 9, 100);
        checkpoints.belongs("survey-analytics", SECOND);

        checkpoints.keepOnly("survey-analytics", SECOND);
        assertThat(old).exists();

        Path newest = complete(SECOND, 1, 200);
        checkpoints.keepOnly("survey-analytics", SECOND);
        assertThat(directory.resolve(FIRST)).doesNotExist();
        assertThat(checkpoints.newest("survey-analytics", 0)).contains(newest);
    }

    private Path complete(String id, int number, long second) throws IOException {
        Path checkpoint = directory.resolve(id).resolve("chk-" + number);
        Files.createDirectories(checkpoint);
        Files.writeString(checkpoint.resolve("_metadata"), "");
        Files.setLastModifiedTime(checkpoint.resolve("_metadata"), FileTime.from(Instant.ofEpochSecond(second)));
        return checkpoint;
    }
}
