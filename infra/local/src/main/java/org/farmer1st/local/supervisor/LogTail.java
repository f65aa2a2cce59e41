package org.farmer1st.local.supervisor;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The end of a log, for people: no stack traces, and what a full disk means in plain words. */
final class LogTail {

    private static final int BYTES = 16_384;
    private static final int LINES = 5;

    private LogTail() {}

    static String of(Path log) {
        String text = end(log);
        if (text.contains("No space left on device")) {
            return "No space left on device. Make room on the disk that holds "
                    + log.getParent().getParent() + ".";
        }
        List<String> lines = text.lines()
                .filter(line -> !line.isBlank() && !line.matches("\\s+(at |\\.\\.\\. \\d+ more).*"))
                .toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    }

    private static String end(Path log) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.min(BYTES, file.length())];
            file.seek(file.length() - bytes.length);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "(it cannot be read: " + e.getMessage() + ")";
        }
    }
}
