package org.farmer1st.ingest.input;

import java.io.EOFException;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.ErrorCode;

/**
 * What a gzip body inflates to, refused beyond a size, and beyond a ratio to what was sent: so that a small upload can't
 * keep this process busy for long. Real responses shrink to a tenth, batches of like ones to a fiftieth.
 */
final class InflatedInputStream extends BoundedInputStream {

    /** How many bytes may become of one. */
    static final int MOST_RATIO = 100;

    /** From how many inflated bytes on the ratio counts. */
    private static final int RATIO_FROM = 64 << 10;

    private static final int BUFFER = 8 << 10;

    private final BoundedInputStream deflated;

    /** @throws RefusedBodyException where it isn't gzip at all */
    InflatedInputStream(BoundedInputStream deflated, long mostBytes) throws IOException {
        super(open(deflated), mostBytes);
        this.deflated = deflated;
    }

    private static GZIPInputStream open(BoundedInputStream deflated) throws IOException {
        try {
            return new GZIPInputStream(deflated, BUFFER);
        } catch (ZipException | EOFException e) {
            throw notGzip();
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return super.read(bytes, offset, length);
        } catch (ZipException e) {
            throw notGzip();
        } catch (EOFException e) {
            // The gzip ends before its end, or the connection did.
            throw deflated.isAtEnd() ? notGzip() : e;
        }
    }

    @Override
    void check() throws RefusedBodyException {
        super.check();
        if (count() > RATIO_FROM && count() > MOST_RATIO * deflated.count()) {
            throw new RefusedBodyException(new ApiException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "The body inflates to more than " + MOST_RATIO + " times its size, which is not accepted."));
        }
    }

    private static RefusedBodyException notGzip() {
        return new RefusedBodyException(
                new ApiException(ErrorCode.MALFORMED_REQUEST, "The body is not gzip, or not all of it."));
    }
}
