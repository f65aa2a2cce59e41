package org.farmer1st.ingest.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {

    private static final byte[] TELLING = {
        0,
        0x7f,
        (byte) 0x80,
        (byte) 0x8f,
        (byte) 0x90,
        (byte) 0x9f,
        (byte) 0xa0,
        (byte) 0xbf,
        (byte) 0xc0,
        (byte) 0xc1,
        (byte) 0xc2,
        (byte) 0xdf,
        (byte) 0xe0,
        (byte) 0xe1,
        (byte) 0xec,
        (byte) 0xed,
        (byte) 0xee,
        (byte) 0xef,
        (byte) 0xf0,
        (byte) 0xf1,
        (byte) 0xf3,
        (byte) 0xf4,
        (byte) 0xf5,
        (byte) 0xff
    };

    /** Every sequence of up to four bytes, of those at which a rule begins or ends. */
    @Test
    void itIsWhatAStrictDecoderTakes() {
        byte[] bytes = new byte[4];
        int right = 0;
        for (int i = 0; i < TELLING.length * TELLING.length * TELLING.length * TELLING.length; i++) {
            int rest = i;
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = TELLING[rest % TELLING.length];
                rest /= TELLING.length;
            }
            boolean is = Utf8.is(bytes, 0, bytes.length);
            right += is ? 1 : 0;
            if (is != decodes(bytes)) {
                assertThat(is)
                        .as("%02x %02x %02x %02x", bytes[0], bytes[1], bytes[2], bytes[3])
                        .isEqualTo(!is);
            }
        }
        assertThat(right).isPositive();
    }

    @Test
    void itMayComeInParts() {
        byte[] text = "Jo\u00e3o \u0939\u093f \ud83c\udf3d".getBytes(StandardCharsets.UTF_8);
        Random random = new Random(7);
        for (int i = 0; i < 100; i++) {
            Utf8 parts = new Utf8();
            for (int at = 0; at < text.length; ) {
                int length = Math.min(text.length - at, random.nextInt(4));
                assertThat(parts.goesOn(text, at, length)).isTrue();
                at += length;
            }
            assertThat(parts.mayEnd()).isTrue();
        }
        assertThat(Utf8.is(text, 0, text.length - 1)).isFalse();
        assertThat(Utf8.is(text, 3, 1)).isFalse();
    }

    private static boolean decodes(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
