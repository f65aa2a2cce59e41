package org.farmer1st.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;

/** Unpacks archives once: a directory that is there is whole, because it gets its name last. */
final class Archives {

    private static final int BLOCK = 512;

    private Archives() {}

    /** Writes what belongs into a directory. */
    @FunctionalInterface
    interface Filling {
        void fill(Path directory) throws IOException;
    }

    /** Makes {@code directory} by filling another one and moving it there, unless it is there already. */
    static Path once(Path directory, Filling filling) throws IOException {
        if (Files.isDirectory(directory)) {
            return directory;
        }
        Files.createDirectories(directory.getParent());
        Path making = Files.createTempDirectory(
                directory.getParent(), directory.getFileName().toString() + "-");
        try {
            filling.fill(making);
            Files.setPosixFilePermissions(making, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(making, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | AtomicMoveNotSupportedException e) {
            throw e;
        } catch (FileSystemException e) {
            // Another process was faster, and made the same.
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        } finally {
            delete(making);
        }
        return directory;
    }

    /** Deletes a directory and all that it holds; nothing where it is not there. */
    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            paths.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.deleteIfExists(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * Unpacks a tar stream (POSIX, with GNU's long names): files with their permissions, directories, symbolic links.
     *
     * @throws IOException also where an entry would leave {@code directory}
     */
    static void untar(InputStream tar, Path directory) throws IOException {
        String longName = null;
        for (byte[] header = tar.readNBytes(BLOCK); header.length == BLOCK && header[0] != 0; ) {
            String prefix = header[257] == 'u' && header[263] == '0' ? text(header, 345, 155) : "";
            String name = longName != null
                    ? longName
                    : prefix.isEmpty() ? text(header, 0, 100) : prefix + "/" + text(header, 0, 100);
            longName = null;
            long size = octal(header, 124, 12);
            long padding = (BLOCK - size % BLOCK) % BLOCK;
            Path path = directory.resolve(name).normalize();
            if (!path.startsWith(directory)) {
                throw new IOException("The archive's entry " + name + " would leave its directory.");
            }
            switch (header[156]) {
                case 'L' -> longName = text(tar.readNBytes((int) size), 0, (int) size);
                case '5' -> Files.createDirectories(path);
                case '2' -> {
                    Files.createDirectories(path.getParent());
                    Files.createSymbolicLink(path, Path.of(text(header, 157, 100)));
                }
                case '0', 0 -> {
                    Files.createDirectories(path.getParent());
                    writeFile(tar, path, size);
                    if ((octal(header, 100, 8) & 0100) != 0) {
                        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
                    }
                }
                default -> tar.skipNBytes(size);
            }
            tar.skipNBytes(padding);
            header = tar.readNBytes(BLOCK);
        }
    }

    private static void writeFile(InputStream tar, Path path, long size) throws IOException {
        try (var out = Files.newOutputStream(path)) {
            byte[] buffer = new byte[1 << 16];
            for (long left = size; left > 0; ) {
                int read = tar.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw new IOException("The archive ends in the middle of " + path.getFileName() + ".");
                }
                out.write(buffer, 0, read);
                left -= read;
            }
        }
    }

    private static String text(byte[] bytes, int from, int length) {
        int end = from;
        while (end < from + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }

    private static long octal(byte[] bytes, int from, int length) {
        String digits = text(bytes, from, length).strip();
        return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    }
}
