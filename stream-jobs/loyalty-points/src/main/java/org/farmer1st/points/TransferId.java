package org.farmer1st.points;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * The id of a transfer, derived from its cause, so that a cause has one transfer whatever is retried or rebuilt. A UUID of
 * version 5 (RFC 9562, section 5.5).
 */
final class TransferId {

    /** Drawn once; another one would give every transfer another id. */
    private static final UUID NAMESPACE = UUID.fromString("6f1f0a52-2c0e-4c83-9a0b-3f5d9a7c41e6");

    /** To look for one takes as long as to use it; it begins anew after each digest. */
    private static final ThreadLocal<MessageDigest> SHA_1 = ThreadLocal.withInitial(TransferId::sha1);

    private TransferId() {}

    /**
     * The id for a cause.
     *
     * @param cause what tells it from every other cause, in order; no part holds a slash but the last
     */
    static String of(String... cause) {
        return version5(NAMESPACE, String.join("/", cause)).toString();
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-1", e);
        }
    }

    static UUID version5(UUID namespace, String name) {
        MessageDigest sha1 = SHA_1.get();
        sha1.update(ByteBuffer.allocate(16)
                .putLong(namespace.getMostSignificantBits())
                .putLong(namespace.getLeastSignificantBits())
                .flip());
        ByteBuffer hash = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
        long most = hash.getLong() & ~0xF000L | 0x5000L;
        long least = hash.getLong() & ~(3L << 62) | 2L << 62;
        return new UUID(most, least);
    }
}
