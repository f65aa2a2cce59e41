package org.farmer1st.ingest.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {

    private static final int TEXTS = 20_000;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-20T08:15:00Z",
                "2026-11-20T08:15:00.123Z",
                "0001-01-01T00:00:00Z",
                "9999-12-31T23:59:59.999Z",
                "2024-02-29T00:00:00Z",
                "2026-11-20T08:15:00+02:00",
                "2026-11-20T24:00:00Z",
                "2026-11-20T08:15Z",
                "2026-02-30T08:15:00Z",
                "2026-13-01T08:15:00Z",
                "2026-11-20T08:60:00Z",
                "2026-11-20T08:15:60Z",
                "2026-11-20t08:15:00z",
                "2026-11-20 08:15:00Z",
                "2026-11-20T08:15:00.1234Z",
                "2026/11/20T08:15:00Z",
                "20261120T081500000000Z",
                "2026-11-20T08:15:00",
                "2026-11-2\u0660T08:15:00Z",
            })
    void aTimeIsReadAsTheLibraryReadsIt(String text) {
        assertThat(Times.instant(text)).isEqualTo(byTheLibrary(text));
    }

    @Test
    void soIsWhateverIsNearlyOne() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String characters = "0123456789-:.TZ+";
        for (int i = 0; i < TEXTS; i++) {
            StringBuilder text =
                    new StringBuilder(random.nextBoolean() ? "2026-11-20T08:15:00Z" : "2026-01-31T23:59:59.999Z");
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                text.setCharAt(random.nextInt(text.length()), characters.charAt(random.nextInt(characters.length())));
            }
            assertThat(Times.instant(text.toString()))
                    .as("seed %s: %s", seed, text)
                    .isEqualTo(byTheLibrary(text.toString()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0000-01-01T00:00:00Z",
                "+2026-11-20T08:15:00Z",
                "-2026-11-20T08:15:00Z",
                "0001-01-01T00:00:00+14:00",
                "9999-12-31T23:59:59-12:00"
            })
    void yearsAreFrom1To9999(String text) {
        assertThat(Times.instant(text)).isNull();
    }

    private static Instant byTheLibrary(String text) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            return text.charAt(0) == '+' || text.charAt(0) == '-' || time.getYear() < 1 ? null : time.toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
