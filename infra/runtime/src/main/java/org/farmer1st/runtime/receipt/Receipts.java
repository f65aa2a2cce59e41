package org.farmer1st.runtime.receipt;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Issues and verifies receipts. A receipt is base64url, about 110 characters: a layout byte, the lane, the offset, the
 * time, the two UUIDs and the tenant, and 16 bytes of HMAC-SHA256 over them. Whoever holds the key verifies without a
 * look-up; ingest-api and serving-api do.
 *
 * <p>Keys rotate: receipts are signed with the first and verified with any, so that a new key is first given to every process
 * beside the old one, then made the first, and the old one taken away when its receipts no longer matter.
 */
public final class Receipts {

    private static final byte LAYOUT = 1;
    private static final int SIGNATURE_BYTES = 16;

    /** Layout, lane, offset, time, two UUIDs and the length of the tenant. */
    private static final int FIXED_BYTES = 1 + 2 + 8 + 8 + 2 * 16 + 2;

    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();
    private static final String ALGORITHM = "HmacSHA256";

    private final List<ThreadLocal<Mac>> keys;

    /** @param keys of 32 bytes or more each, one or more: the first signs, all verify */
    public Receipts(List<byte[]> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("Receipts need a key");
        }
        this.keys = keys.stream()
                .map(key -> new SecretKeySpec(key, ALGORITHM))
                .map(key -> ThreadLocal.withInitial(() -> newMac(key)))
                .toList();
    }

    /** The text that proves what {@code receipt} says. The ids must be UUIDs. */
    public String issue(Receipt receipt) {
        // Of letters, digits and hyphens, which modified UTF-8 has as ASCII does.
        byte[] tenant = receipt.tenant().getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[FIXED_BYTES + tenant.length + SIGNATURE_BYTES];
        ByteBuffer out = ByteBuffer.wrap(whole)
                .put(LAYOUT)
                .putShort((short) receipt.lane())
                .putLong(receipt.offset())
                .putLong(receipt.receivedAt().toEpochMilli());
        put(out, UUID.fromString(receipt.responseId()));
        put(out, UUID.fromString(receipt.versionId()));
        out.putShort((short) tenant.length).put(tenant);
        out.put(sign(keys.get(0), whole, out.position()), 0, SIGNATURE_BYTES);
        return TEXT.encodeToString(whole);
    }

    /** What a receipt says; empty where it isn't one of ours, or was changed. */
    public Optional<Receipt> verify(String text) {
        byte[] whole;
        try {
            whole = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (!TEXT.encodeToString(whole).equals(text)) {
            // Decoders ignore the last character's spare bits; a receipt has one spelling.
            return Optional.empty();
        }
        int length = whole.length - SIGNATURE_BYTES;
        if (length < 1 || whole[0] != LAYOUT) {
            return Optional.empty();
        }
        byte[] offered = Arrays.copyOfRange(whole, length, whole.length);
        if (keys.stream().noneMatch(key -> isSignedWith(key, whole, length, offered))) {
            return Optional.empty();
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(whole, 1, length - 1))) {
            int lane = in.readUnsignedShort();
            long offset = in.readLong();
            Instant receivedAt = Instant.ofEpochMilli(in.readLong());
            String responseId = new UUID(in.readLong(), in.readLong()).toString();
            String versionId = new UUID(in.readLong(), in.readLong()).toString();
            return Optional.of(new Receipt(in.readUTF(), responseId, versionId, lane, offset, receivedAt));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void put(ByteBuffer out, UUID id) {
        out.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    private static boolean isSignedWith(ThreadLocal<Mac> key, byte[] bytes, int length, byte[] offered) {
        return MessageDigest.isEqual(Arrays.copyOf(sign(key, bytes, length), SIGNATURE_BYTES), offered);
    }

    private static byte[] sign(ThreadLocal<Mac> key, byte[] bytes, int length) {
        Mac signer = key.get();
        signer.update(bytes, 0, length);
        return signer.doFinal();
    }

    private static Mac newMac(SecretKeySpec key) {
        try {
            Mac created = Mac.getInstance(ALGORITHM);
            created.init(key);
            return created;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has " + ALGORITHM, e);
        }
    }
}
