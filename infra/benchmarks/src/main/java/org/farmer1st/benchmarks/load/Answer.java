package org.farmer1st.benchmarks.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * An HTTP/1.1 answer as it arrives, piece by piece: with a length, or chunked (RFC 9112, sections 6 and 7). One after the
 * other on a connection; {@link #clear} begins the next. Not thread-safe.
 */
final class Answer {

    private static final int UNKNOWN = -1;

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
                readHead(new String(bytes, 0, i, StandardCharsets.ISO_8859_1));
                return true;
            }
        }
        searched = received;
        return false;
    }

    private void readHead(String head) {
        String[] lines = head.split("\r\n");
        String[] first = lines[0].split(" ", 3);
        try {
            status = Integer.parseInt(first[1]);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new LoadFailedException("Not an answer in HTTP/1.1: " + lines[0], e);
        }
        bodyLength = status == 204 || status == 304 ? 0 : UNKNOWN;
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            String name = colon < 0 ? "" : lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
            if (name.equals("content-length")) {
                bodyLength = Integer.parseInt(lines[i].substring(colon + 1).trim());
            } else if (name.equals("transfer-encoding")) {
                chunked = true;
                chunkStart = bodyStart;
                bodyLength = 0;
            }
        }
        if (bodyLength == UNKNOWN) {
            throw new LoadFailedException("An answer without a length; the connection can't be used again.");
        }
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
