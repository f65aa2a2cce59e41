package org.farmer1st.serving.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.farmer1st.runtime.http.Json;

/** Weak entity tags, as RFC 9110 has them. */
public final class EntityTags {

    private static final int TAG_BYTES = 12;

    private EntityTags() {}

    /**
     * The tag of some content in one representation.
     *
     * @param content anything that JSON can write; equal content has the same tag
     */
    public static String of(String representation, Object content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(representation.getBytes(StandardCharsets.UTF_8));
            byte[] hash = digest.digest(Json.bytes(content));
            return "W/\"" + HexFormat.of().formatHex(hash, 0, TAG_BYTES) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** Whether {@code If-None-Match} names a tag; by weak comparison. */
    public static boolean match(String header, String tag) {
        if (header == null) {
            return false;
        }
        for (String candidate : header.split(",")) {
            String trimmed = candidate.trim();
            if (trimmed.equals("*") || trimmed.equals(tag) || trimmed.equals(tag.substring(2))) {
                return true;
            }
        }
        return false;
    }
}
