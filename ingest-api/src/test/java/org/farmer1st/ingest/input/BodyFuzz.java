package org.farmer1st.ingest.input;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Any bytes as a gzip body: it is refused as documented, or inflates to no more than the limits let it, and has lines. */
class BodyFuzz {

    private static final int MOST_BYTES = 1 << 18;

    @FuzzTest(maxDuration = "3s")
    void aGzipBody(byte[] bytes) throws IOException {
        int inflated = 0;
        try {
            Lines lines = new Lines(
                    new InflatedInputStream(
                            new BoundedInputStream(new ByteArrayInputStream(bytes), MOST_BYTES), MOST_BYTES),
                    1 << 10);
            while (lines.next()) {
                if (!lines.tooLong()) {
                    inflated += lines.length();
                    assertThat(lines.copy()).hasSize(lines.length());
                }
            }
        } catch (RefusedBodyException e) {
            assertThat(e.answer().code().status()).isIn(400, 413);
        }
        assertThat(inflated).isLessThanOrEqualTo(MOST_BYTES);
    }
}
