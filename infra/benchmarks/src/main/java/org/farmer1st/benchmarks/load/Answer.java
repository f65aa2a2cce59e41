package org.farmer1st.benchmarks.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An HTTP/1.1 answer as it arrives, piece by piece: with a length, or chunked (RFC 9112, sections 6 and 7). One after the
 * other on a connection; {@link #clear} begins the next. Not thread-safe.
 */
final class Answer {

    private static final int UNKNOWN = -1;
    private static final byte[] CONTENT_LENGTH = "content-length:".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] TRANSFER_ENCODING = "transfer-encoding:".getBytes(StandardCharsets.ISO_8859_1);

    private byte[] bytes = new byte[4096];
    private int received;
    private int searched;
    private int status;
    private int bodyStart;
    private int bodyLength;
    private boolean chunked;
    private int chunkStart;

    Answer() {
        clear();
    }

    void clear() {
        received = 0;
        searched = 0;
        status = 0;
        bodyStart = UNKNOWN;
        bodyLength = UNKNOWN;
        chunked = false;
        chunkStart = UNKNOWN;
    }

    /**
     * Takes what was read.
     *
     * @return whether the answer is complete
     * @throws LoadFailedException where it is not HTTP/1.1, or goes on after its end
     */
    boolean take(ByteBuffer read) {
        int length = read.remaining();
        if (received + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, received + length));
        }
        read.get(bytes, received, length);
        received += length;
        if (bodyStart == UNKNOWN && !findBody()) {
            return false;
        }
        if (chunked) {
            return joinChunks();
        }
        if (received > bodyStart + bodyLength) {
            throw new LoadFailedException("More came than one answer to one request.");
        }
        return received == bodyStart + bodyLength;
    }

    int status() {
        return status;
    }

    ByteBuffer body() {
        return ByteBuffer.wrap(bytes, bodyStart, bodyLength).slice();
    }

    private boolean findBody() {
        for (int i = Math.max(3, searched); i < received; i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n' && bytes[i - 3] == '\r') {
                bodyStart = i + 1;
                readHead(i - 1);
                return true;
            }
        }
        searched = received;
        return false;
    }

    /** Reads what matters of a head from the bytes, without a text made of it: the load shares the machine. */
    private void readHead(int end) {
        int line = endOfLine(0, end);
        status = status(line);
        bodyLength = status == 204 || status == 304 ? 0 : UNKNOWN;
        for (int start = line + 2; start < end; start = line + 2) {
            line = endOfLine(start, end);
            if (begins(start, line, CONTENT_LENGTH)) {
                bodyLength = Integer.parseInt(text(start + CONTENT_LENGTH.length, line));
            } else if (begins(start, line, TRANSFER_ENCODING)) {
                chunked = true;
                chunkStart = bodyStart;
                bodyLength = 0;
            }
        }
        if (bodyLength == UNKNOWN) {
            throw new LoadFailedException("An answer without a length; the connection can't be used again.");
        }
    }

    private int status(int end) {
        String[] first = text(0, end).split(" ", 3);
        try {
            return Integer.parseInt(first[1]);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new LoadFailedException("Not an answer in HTTP/1.1: " + text(0, end), e);
        }
    }

    private int endOfLine(int start, int end) {
        int i = start;
        while (i < end && bytes[i] != '\r') {
            i++;
        }
        return i;
    }

    /** @param name in lower case, with its colon */
    private boolean begins(int start, int end, byte[] name) {
        if (end - start < name.length) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            byte there = bytes[start + i];
            if ((there >= 'A' && there <= 'Z' ? there + 'a' - 'A' : there) != name[i]) {
                return false;
            }
        }
        return true;
    }

    private String text(int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1).trim();
    }

    /** Moves the chunks that have arrived to the end of the body before them. */
    private boolean joinChunks() {
        while (true) {
            int line = chunkStart;
            while (line + 1 < received && !(bytes[line] == '\r' && bytes[line + 1] == '\n')) {
                line++;
            }
            if (line + 1 >= received) {
                return false;
            }
            String size = new String(bytes, chunkStart, line - chunkStart, StandardCharsets.ISO_8859_1);
            int length = Integer.parseInt(size.split(";", 2)[0].trim(), 16);
            int start = line + 2;
            if (start + length + 2 > received) {
                return false;
            }
            if (length == 0) {
                return true;
            }
            System.arraycopy(bytes, start, bytes, bodyStart + bodyLength, length);
            bodyLength += length;
            chunkStart = start + length + 2;
        }
    }
}
