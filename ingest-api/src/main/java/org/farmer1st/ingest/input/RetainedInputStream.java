package org.farmer1st.ingest.input;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** A stream that keeps what was read of it from some position on, so that a part of it can be had as it was sent. */
public final class RetainedInputStream extends FilterInputStream {

    private byte[] kept = new byte[16 << 10];
    private long keptFrom;
    private int length;

    public RetainedInputStream(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int most) throws IOException {
        int read = in.read(bytes, offset, most);
        if (read > 0) {
            if (length + read > kept.length) {
                kept = Arrays.copyOf(kept, Math.max(2 * kept.length, length + read));
            }
            System.arraycopy(bytes, offset, kept, length, read);
            length += read;
        }
        return read;
    }

    /** How many bytes were read from the position on that is kept. */
    public int retained() {
        return length;
    }

    /** Keeps what lies from a position on, which must not be before the last such. */
    public void retainFrom(long position) {
        int dropped = Math.toIntExact(position - keptFrom);
        System.arraycopy(kept, dropped, kept, 0, length - dropped);
        length -= dropped;
        keptFrom = position;
    }

    /** The bytes up to a position, from the one that is kept. */
    public byte[] retainedUpTo(long position) {
        return Arrays.copyOf(kept, (int) Math.min(length, position - keptFrom));
    }
}
