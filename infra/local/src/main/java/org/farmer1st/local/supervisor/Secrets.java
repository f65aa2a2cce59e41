package org.farmer1st.local.supervisor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import org.farmer1st.local.CommandFailed;
import org.farmer1st.local.Place;

/**
 * What only this platform knows, each in a file that only its owner can read.
 *
 * @param receiptKey signs receipts; with another one, receipts given before are not recognised
 * @param contentHashKey salts the hashes of personal answers; with another one, a repeat looks like a conflict
 * @param databasePassword of Postgres' user
 */
record Secrets(String receiptKey, String contentHashKey, String databasePassword) {

    private static final String CONTENT_HASH_KEY = "content-hash-key";
    private static final int BYTES = 32;

    /**
     * Reads them, and makes those that are missing.
     *
     * @param dataExists whether there is data that was made with them
     * @throws CommandFailed where one is gone that the data cannot do without
     */
    static Secrets keep(Place place, boolean dataExists) throws IOException {
        Path directory = place.secrets();
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        if (dataExists && read(directory.resolve(CONTENT_HASH_KEY)).isEmpty()) {
            throw new CommandFailed(directory.resolve(CONTENT_HASH_KEY)
                    + " is missing, but there is data that was made with it: with another key, every repeated upload would"
                    + " look like a conflict. Put the file back, or start afresh with ./farmer1st reset, which deletes"
                    + " all data.");
        }
        return new Secrets(
                keep(directory.resolve("receipt-key")),
                keep(directory.resolve(CONTENT_HASH_KEY)),
                keep(directory.resolve("database-password")));
    }

    /** Reads them; those that are missing are empty. For looking only. */
    static Secrets look(Place place) throws IOException {
        Path directory = place.secrets();
        return new Secrets(
                read(directory.resolve("receipt-key")),
                read(directory.resolve(CONTENT_HASH_KEY)),
                read(directory.resolve("database-password")));
    }

    private static String keep(Path file) throws IOException {
        String known = read(file);
        if (!known.isEmpty()) {
            return known;
        }
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        String made = Base64.getEncoder().encodeToString(random);
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, made + "\n", StandardCharsets.UTF_8, StandardOpenOption.WRITE);
        return made;
    }

    private static String read(Path file) throws IOException {
        return Files.isRegularFile(file)
                ? Files.readString(file, StandardCharsets.UTF_8).strip()
                : "";
    }
}
