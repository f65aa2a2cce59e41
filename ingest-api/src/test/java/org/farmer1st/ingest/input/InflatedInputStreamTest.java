package org.farmer1st.ingest.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.farmer1st.runtime.http.ErrorCode;
import org.junit.jupiter.api.Test;

class InflatedInputStreamTest {

    private static final int MOST = 1 << 20;

    @Test
    void givesWhatWasDeflated() throws IOException {
        byte[] body = text(500_000);

        assertThat(inflate(gzip(body))).isEqualTo(body);
    }

    @Test
    void givesTheMembersOfALongerFileInTurn() throws IOException {
        byte[] member = gzip(text(1_000));
        byte[] twice = Arrays.copyOf(member, 2 * member.length);
        System.arraycopy(member, 0, twice, member.length, member.length);

        assertThat(inflate(twice)).hasSize(2_000);
    }

    @Test
    void refusesABombLongBeforeItsEnd() throws IOException {
        byte[] bomb = gzip(new byte[MOST - 1]);

        refused(bomb).hasMessageContaining("100 times");
    }

    @Test
    void refusesWhatInflatesBeyondTheLimit() throws IOException {
        refused(gzip(text(MOST + 1))).hasMessageContaining("larger than");
    }

    @Test
    void refusesWhatIsNoGzipOrNotAllOfIt() throws IOException {
        byte[] whole = gzip(text(100_000));
        byte[] broken = whole.clone();
        broken[broken.length / 2] ^= 0x55;

        refused(new byte[0]).hasMessageContaining("not gzip");
        refused("{}".getBytes()).hasMessageContaining("not gzip");
        refused(Arrays.copyOf(whole, whole.length / 2)).hasMessageContaining("not gzip");
        refused(broken).hasMessageContaining("not gzip");
    }

    private static AbstractThrowableAssert<?, ?> refused(byte[] body) {
        return assertThatThrownBy(() -> inflate(body))
                .isInstanceOfSatisfying(
                        RefusedBodyException.class, e -> assertThat(e.answer().code())
                                .isIn(ErrorCode.PAYLOAD_TOO_LARGE, ErrorCode.MALFORMED_REQUEST));
    }

    private static byte[] inflate(byte[] body) throws IOException {
        try (InflatedInputStream inflated =
                new InflatedInputStream(new BoundedInputStream(new ByteArrayInputStream(body), MOST), MOST)) {
            return inflated.readAllBytes();
        }
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    /** Shrinks to about a half. */
    private static byte[] text(int length) {
        byte[] bytes = new byte[length];
        Random random = new Random(1);
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ('a' + random.nextInt(16));
        }
        return bytes;
    }
}
