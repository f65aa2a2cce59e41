package org.farmer1st.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStateTest {

    @TempDir
    Path directory;

    private Path store;

    @BeforeEach
    void leaveState() throws IOException {
        store = directory.resolve("a-job/0_11/rocksdb/days");
        Files.createDirectories(store);
        Files.writeString(store.resolve("000004.log"), "written");
        Files.writeString(directory.resolve("a-job/.lock"), "");
        Files.writeString(directory.resolve("a-job/kafka-streams-process-metadata"), "{}");
        Files.createDirectories(directory.resolve("another-job/0_11"));
    }

    @Test
    void whatAKilledProcessLeftIsThrownAwayButForWhoItIs() {
        new LocalState(directory, "a-job").begin();

        new LocalState(directory, "a-job").begin();

        assertThat(directory.resolve("a-job/0_11")).doesNotExist();
        assertThat(directory.resolve("a-job/.lock")).exists();
        assertThat(directory.resolve("a-job/kafka-streams-process-metadata")).exists();
        assertThat(directory.resolve("another-job/0_11")).exists();
    }

    @Test
    void whatWasClosedIsKept() {
        LocalState before = new LocalState(directory, "a-job");
        before.begin();
        before.end();

        new LocalState(directory, "a-job").begin();

        assertThat(store.resolve("000004.log")).hasContent("written");
    }

    @Test
    void aProcessThatIsKilledWhileItThrowsStateAwayLeavesTheRestToTheNext() {
        new LocalState(directory, "a-job").begin();
        new LocalState(directory, "a-job").begin();
        assertThat(store.toFile().mkdirs()).isTrue();

        new LocalState(directory, "a-job").begin();

        assertThat(store).doesNotExist();
    }
}
