package org.farmer1st.local.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Opaque farmer ids out of what a form calls a farmer: HMAC-SHA256 under a key of the place, 32 hex digits of it. The same
 * name gives the same id as long as the key is kept, and without the key nobody gets from the id to the name, however few
 * names there are to try.
 */
public final class Pseudonyms {

    private static final int HEX_DIGITS = 32;

    private final SecretKeySpec key;

    /** @param key 32 bytes or more */
    public Pseudonyms(byte[] key) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    /** With the key in {@code file}, made first, for its owner alone, where there is none. */
    public static Pseudonyms withKeyIn(Path file) throws IOException {
        if (!Files.exists(file)) {
            create(file);
        }
        return new Pseudonyms(Base64.getDecoder().decode(Files.readString(file).strip()));
    }

    /** The id of a farmer, for one tenant. */
    public String farmerId(String tenant, String name) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            byte[] digest = mac.doFinal((tenant + '\0' + name).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HEX_DIGITS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no HMAC-SHA256", e);
        }
    }

    private static void create(Path file) throws IOException {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        Path draft = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                "pseudonyms",
                ".draft",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(draft, Base64.getEncoder().encodeToString(bytes) + "\n");
            // A link fails where another command was faster; its key is then used.
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            return;
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
