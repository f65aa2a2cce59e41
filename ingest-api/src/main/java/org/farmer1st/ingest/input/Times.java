package org.farmer1st.ingest.input;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;

/** ISO 8601 as the platform takes it: years 1 to 9999. */
public final class Times {

    private static final int ISO_DAY_LENGTH = 10;

    private Times() {}

    /** A date and time with an offset, {@code 2026-11-20T08:15:00+02:00}; null where it is none. */
    public static Instant instant(String text) {
        // A year of more than four digits begins with a sign.
        if (text.isEmpty() || text.charAt(0) == '+' || text.charAt(0) == '-') {
            return null;
        }
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            return time.getYear() < 1 ? null : time.toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** A day, {@code 2026-11-20}; null where it is none. */
    public static LocalDate day(String text) {
        if (text.length() != ISO_DAY_LENGTH) {
            return null;
        }
        try {
            LocalDate day = LocalDate.parse(text);
            return day.getYear() < 1 ? null : day;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
