package org.farmer1st.ingest.input;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.ErrorCode;

/** A stream that is refused beyond a number of bytes. */
class BoundedInputStream extends FilterInputStream {

    private final long mostBytes;
    private long count;
    private boolean atEnd;

    BoundedInputStream(InputStream in, long mostBytes) {
        super(in);
        this.mostBytes = mostBytes;
    }

    /** How many bytes were read. */
    final long count() {
        return count;
    }

    /** Whether all of it was read. */
    final boolean isAtEnd() {
        return atEnd;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = in.read(bytes, offset, length);
        atEnd |= read < 0;
        if (read > 0) {
            count += read;
            check();
        }
        return read;
    }

    /** @throws RefusedBodyException where there is too much */
    void check() throws RefusedBodyException {
        if (count > mostBytes) {
            throw new RefusedBodyException(new ApiException(
                    ErrorCode.PAYLOAD_TOO_LARGE, "The body is larger than the " + mostBytes + " bytes accepted here."));
        }
    }

    @Override
    public long skip(long bytes) throws IOException {
        return readNBytes((int) Math.min(bytes, 8192)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
