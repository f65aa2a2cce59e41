package org.farmer1st.local.issuer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.util.EnumSet;
import java.util.Optional;

/**
 * The RSA key that local tokens are signed with, kept as one JWK in a file that only its owner can read.
 *
 * <p>It is made once and then kept: tokens outlive a restart of the platform.
 */
public final class SigningKey {

    private static final int BITS = 2048;

    private final RSAKey key;

    private SigningKey(RSAKey key) {
        this.key = key;
    }

    /**
     * The key in {@code file}; nothing where there is no such file.
     *
     * @throws IOException where the file can't be read, or holds something else
     */
    public static Optional<SigningKey> load(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SigningKey(RSAKey.parse(Files.readString(file))));
        } catch (ParseException e) {
            throw new IOException(
                    file + " does not hold a signing key (an RSA JWK). Delete it and start again: "
                            + "a new one is made, and tokens signed with the old one end",
                    e);
        }
    }

    /**
     * The key in {@code file}, made first where there is none. Two processes that do this at once end with the same key:
     * the file appears whole, by a rename, and the slower of the two reads the other's.
     */
    public static SigningKey loadOrCreate(Path file) throws IOException {
        Optional<SigningKey> present = load(file);
        if (present.isPresent()) {
            return present.get();
        }
        Path directory = file.toAbsolutePath().getParent();
        Files.createDirectories(directory);
        Path draft = Files.createTempFile(
                directory,
                "issuer",
                ".draft",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            write(draft, generate().toJSONString());
            publish(draft, file);
        } finally {
            Files.deleteIfExists(draft);
        }
        return load(file).orElseThrow(() -> new IOException(file + " vanished while it was being made"));
    }

    /** A new key that no file knows of, for tests. */
    static RSAKey generate() {
        try {
            return new RSAKeyGenerator(BITS)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .keyIDFromThumbprint(true)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("This Java can't make an RSA key: " + e.getMessage(), e);
        }
    }

    /** Both halves. */
    RSAKey pair() {
        return key;
    }

    /** The public half, as the JSON of a JWK set: what verifiers fetch. */
    public String publicKeys() {
        return new JWKSet(key.toPublicJWK()).toString(true);
    }

    private static void write(Path file, String content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, EnumSet.of(StandardOpenOption.WRITE))) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static void publish(Path draft, Path file) throws IOException {
        try {
            // A hard link fails where the name is taken, a rename would replace the other process's key.
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            return;
        } catch (UnsupportedOperationException e) {
            moveIntoPlace(draft, file);
        }
    }

    private static void moveIntoPlace(Path draft, Path file) throws IOException {
        try {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(draft, file);
        }
    }
}
