package org.farmer1st.ingest.input;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;

/** ISO 8601 as the platform takes it: years 1 to 9999, those of UTC too. */
public final class Times {

    private static final int ISO_DAY_LENGTH = 10;

    private static final String WITH_SECONDS = "0000-00-00T00:00:00Z";
    private static final String WITH_MILLIS = "0000-00-00T00:00:00.000Z";
    private static final int SHORTEST_MONTH = 28;
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private Times() {}

    /** A date and time with an offset, {@code 2026-11-20T08:15:00+02:00}; null where it is none. */
    public static Instant instant(String text) {
        Instant usual = usual(text);
        if (usual != null) {
            return usual;
        }
        // A year of more than four digits begins with a sign.
        if (text.isEmpty() || text.charAt(0) == '+' || text.charAt(0) == '-') {
            return null;
        }
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            return time.isBefore(FIRST) || time.isAfter(LAST) ? null : time;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** What most phones write, {@code 2026-11-20T08:15:00Z} and with milliseconds, read by hand; null where it isn't that. */
    private static Instant usual(String text) {
        boolean millis = text.length() == WITH_MILLIS.length();
        if (!millis && text.length() != WITH_SECONDS.length()) {
            return null;
        }
        String pattern = millis ? WITH_MILLIS : WITH_SECONDS;
        for (int i = 0; i < pattern.length(); i++) {
            char expected = pattern.charAt(i);
            char there = text.charAt(i);
            if (expected == '0' ? there < '0' || there > '9' : there != expected) {
                return null;
            }
        }
        int year = digits(text, 0, 4);
        int month = digits(text, 5, 7);
        int day = digits(text, 8, 10);
        int hour = digits(text, 11, 13);
        int minute = digits(text, 14, 16);
        int second = digits(text, 17, 19);
        // Rare days and times are left to the library.
        if (year < 1
                || month < 1
                || month > 12
                || day < 1
                || day > SHORTEST_MONTH
                || hour > 23
                || minute > 59
                || second > 59) {
            return null;
        }
        long nanos = millis ? digits(text, 20, 23) * 1_000_000L : 0;
        return Instant.ofEpochSecond(
                LocalDate.of(year, month, day).toEpochDay() * 86_400 + hour * 3_600 + minute * 60 + second, nanos);
    }

    private static int digits(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = 10 * number + text.charAt(i) - '0';
        }
        return number;
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
