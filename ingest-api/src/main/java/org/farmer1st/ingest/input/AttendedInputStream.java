package org.farmer1st.ingest.input;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that says when reading on may take a while. Of what is sent: what inflates it doesn't know. */
final class AttendedInputStream extends FilterInputStream {

    private final Runnable beforeWaiting;

    /** @param beforeWaiting runs before a read for which nothing is there yet */
    AttendedInputStream(InputStream in, Runnable beforeWaiting) {
        super(in);
        this.beforeWaiting = beforeWaiting;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (in.available() == 0) {
            beforeWaiting.run();
        }
        return in.read(bytes, offset, length);
    }
}
