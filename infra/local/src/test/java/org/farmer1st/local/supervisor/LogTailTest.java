package org.farmer1st.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {

    @TempDir
    private Path home;

    @Test
    void showsTheLastLinesWithoutStackTraces() throws Exception {
        Path log = log(
                "one\ntwo\nthree\nfour\nCaused by: it\n\tat org.Some.method(Some.java:1)\n\t... 12 more\n\nfive\nsix\n");

        assertThat(LogTail.of(log)).isEqualTo("three\nfour\nCaused by: it\nfive\nsix");
    }

    @Test
    void saysInPlainWordsThatTheDiskIsFull() throws Exception {
        Path log = log(
                "java.io.IOException: No space left on device\n\tat sun.nio.ch.FileDispatcherImpl.write0(Native)\n");

        assertThat(LogTail.of(log)).contains("Make room on the disk that holds " + home);
    }

    private Path log(String text) throws Exception {
        Files.createDirectories(home.resolve("logs"));
        return Files.writeString(home.resolve("logs/kafka.log"), text);
    }
}
