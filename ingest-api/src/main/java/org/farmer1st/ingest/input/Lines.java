package org.farmer1st.ingest.input;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The lines of a stream, one at a time in a buffer that is used again. Holds one line, up to a length; of a longer one it
 * tells only that it was too long.
 */
public final class Lines {

    private static final int FIRST_BUFFER = 64 << 10;

    private final InputStream in;
    private final int longest;
    private byte[] buffer = new byte[FIRST_BUFFER];
    private int start;
    private int next;
    private int filled;
    private int length;
    private boolean tooLong;
    private boolean ended;

    /** @param longest a line may be, in bytes */
    public Lines(InputStream in, int longest) {
        this.in = in;
        this.longest = longest;
    }

    /** Goes to the next line; false where there is none. What was read of the last one is lost. */
    public boolean next() throws IOException {
        start = next;
        tooLong = false;
        int searched = start;
        while (true) {
            for (int i = searched; i < filled; i++) {
                if (buffer[i] == '\n') {
                    next = i + 1;
                    length = i - start;
                    tooLong |= length > longest;
                    return true;
                }
            }
            searched = filled;
            if (ended) {
                next = filled;
                length = filled - start;
                tooLong |= length > longest;
                return length > 0 || tooLong;
            }
            if (filled - start > longest) {
                // Nobody will see it: what is there of it makes room for the rest of it.
                tooLong = true;
                filled = start;
                searched = start;
            }
            searched -= makeRoom();
            int read = in.read(buffer, filled, buffer.length - filled);
            if (read < 0) {
                ended = true;
            } else {
                filled += read;
            }
        }
    }

    /** Moves the line to the front, or makes the buffer larger; returns by how much the line moved. */
    private int makeRoom() {
        if (filled < buffer.length) {
            return 0;
        }
        if (start > 0) {
            int moved = start;
            System.arraycopy(buffer, start, buffer, 0, filled - start);
            filled -= moved;
            start = 0;
            return moved;
        }
        buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        return 0;
    }

    /** Whether the line is longer than it may be; then its bytes are not here. */
    public boolean tooLong() {
        return tooLong;
    }

    /** The line, for longer. */
    public byte[] copy() {
        return Arrays.copyOfRange(buffer, start, start + length);
    }

    /** Where the line is, until {@link #next} is called again. */
    public byte[] buffer() {
        return buffer;
    }

    /** Of the line in the buffer. */
    public int start() {
        return start;
    }

    /** Of the line, without its end, in bytes. */
    public int length() {
        return length;
    }
}
