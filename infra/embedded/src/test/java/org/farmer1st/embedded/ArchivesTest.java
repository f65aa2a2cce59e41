package org.farmer1st.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchivesTest {

    @TempDir
    private Path directory;

    @Test
    void isFilledOnceAndOnlyWholeDirectoriesGetTheirName() throws Exception {
        Path wanted = directory.resolve("cache/program");
        AtomicInteger fillings = new AtomicInteger();

        assertThatThrownBy(() -> Archives.once(wanted, making -> {
                    Files.writeString(making.resolve("half"), "");
                    throw new IOException("the disk is full");
                }))
                .hasMessage("the disk is full");
        assertThat(wanted).doesNotExist();
        for (int i = 0; i < 2; i++) {
            Archives.once(wanted, making -> {
                fillings.incrementAndGet();
                Files.writeString(making.resolve("whole"), "");
            });
        }

        assertThat(fillings).hasValue(1);
        assertThat(wanted.resolve("whole")).exists();
        try (Stream<Path> left = Files.list(wanted.getParent())) {
            assertThat(left).containsExactly(wanted);
        }
    }
}
