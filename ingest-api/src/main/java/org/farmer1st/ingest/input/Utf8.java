package org.farmer1st.ingest.input;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Whether bytes are UTF-8 as RFC 3629 has it: no sequence longer than its character needs, no halves of characters, nothing
 * beyond U+10FFFF. JSON parsers read over the first and the last, so that two different texts would become one. The rules are
 * those of the Encoding Standard's UTF-8 decoder.
 *
 * <p>Bytes may come in parts. Not thread-safe.
 *
 * @see <a href="https://encoding.spec.whatwg.org/#utf-8-decoder">The decoder</a>
 */
public final class Utf8 {

    private static final int LEAST_FOLLOWING = 0x80;
    private static final int MOST_FOLLOWING = 0xbf;

    /** Eight bytes at once, in whatever order. */
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private static final long NOT_ASCII = 0x8080808080808080L;

    private int following;
    private int least = LEAST_FOLLOWING;
    private int most = MOST_FOLLOWING;

    /**
     * Whether a text can be written at all. Halves of characters can't, which JSON may spell all the same: another character would
     * stand for each of them in the log.
     */
    public static boolean canHold(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** Whether these bytes are all of a text. */
    static boolean is(byte[] bytes, int offset, int length) {
        Utf8 text = new Utf8();
        return text.goesOn(bytes, offset, length) && text.mayEnd();
    }

    /** Whether a text may go on with these bytes. Where it may not, nothing can be asked any more. */
    boolean goesOn(byte[] bytes, int offset, int length) {
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            if (following == 0) {
                // Most of what is sent is ASCII.
                i = endOfAscii(bytes, i, end);
                if (i == end) {
                    return true;
                }
            }
            if (!goesOn(bytes[i] & 0xff)) {
                return false;
            }
        }
        return true;
    }

    /** The first byte from {@code from} on that isn't ASCII; {@code end} where all are. */
    private static int endOfAscii(byte[] bytes, int from, int end) {
        int i = from;
        while (i <= end - Long.BYTES && ((long) LONGS.get(bytes, i) & NOT_ASCII) == 0) {
            i += Long.BYTES;
        }
        while (i < end && bytes[i] >= 0) {
            i++;
        }
        return i;
    }

    private boolean goesOn(int next) {
        if (following > 0) {
            boolean right = next >= least && next <= most;
            least = LEAST_FOLLOWING;
            most = MOST_FOLLOWING;
            following--;
            return right;
        }
        if (next >= 0xc2 && next <= 0xdf) {
            following = 1;
        } else if (next >= 0xe0 && next <= 0xef) {
            following = 2;
            // Below U+0800, and halves of characters.
            least = next == 0xe0 ? 0xa0 : LEAST_FOLLOWING;
            most = next == 0xed ? 0x9f : MOST_FOLLOWING;
        } else if (next >= 0xf0 && next <= 0xf4) {
            following = 3;
            // Below U+10000, and beyond U+10FFFF.
            least = next == 0xf0 ? 0x90 : LEAST_FOLLOWING;
            most = next == 0xf4 ? 0x8f : MOST_FOLLOWING;
        } else {
            return false;
        }
        return true;
    }

    /** Whether no character is begun. */
    boolean mayEnd() {
        return following == 0;
    }
}
