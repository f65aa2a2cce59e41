package org.farmer1st.ingest.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class LinesTest {

    private static final String TOO_LONG = "too long";

    /** Any text, arriving in any pieces, in lines below and above the limit. */
    @RepeatedTest(50)
    void areThoseOfTheText() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int longest = 1 + random.nextInt(200_000);
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(20); i >= 0; i--) {
            text.append("x".repeat(random.nextInt(random.nextBoolean() ? 20 : 2 * longest)));
            if (i > 0 || random.nextBoolean()) {
                text.append('\n');
            }
        }
        List<String> expected = new ArrayList<>(Arrays.asList(text.toString().split("\n", -1)));
        if (expected.get(expected.size() - 1).isEmpty()) {
            // What follows the last line end is no line.
            expected.remove(expected.size() - 1);
        }
        expected.replaceAll(line -> line.length() > longest ? TOO_LONG : line);

        assertThat(read(text.toString(), longest, random)).as("seed %d", seed).isEqualTo(expected);
    }

    @Test
    void aLongLineTakesNoMoreMemoryThanALineMay() throws IOException {
        Lines lines = new Lines(new Endless(300_000_000), 100_000);

        assertThat(lines.next()).isTrue();
        assertThat(lines.tooLong()).isTrue();
        assertThat(lines.buffer().length).isLessThan(1 << 20);
        assertThat(lines.next()).isFalse();
    }

    private static List<String> read(String text, int longest, Random random) throws IOException {
        InputStream pieces = new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                return super.read(bytes, offset, 1 + random.nextInt(length));
            }
        };
        Lines lines = new Lines(pieces, longest);
        List<String> read = new ArrayList<>();
        while (lines.next()) {
            read.add(lines.tooLong() ? TOO_LONG : new String(lines.copy(), StandardCharsets.US_ASCII));
        }
        return read;
    }

    /** So many bytes of the same kind. */
    private static final class Endless extends InputStream {
        private int left;

        Endless(int length) {
            left = length;
        }

        @Override
        public int read() {
            return left-- > 0 ? 'x' : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int read = Math.min(left, length);
            Arrays.fill(bytes, offset, offset + read, (byte) 'x');
            left -= read;
            return read;
        }
    }
}
