package org.farmer1st.serving.aggregates;

import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/** What of time one cell is about. */
public enum Bucket {
    /** A day; written {@code 2026-11-20}. */
    DAY,
    /** A month; written {@code 2026-11}. */
    MONTH,
    /** All of the range that was asked for; written {@code all}. */
    ALL;

    /** Its name in requests, and in the column {@code bucket_kind}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The bucket of this name. */
    public static Optional<Bucket> of(String wireName) {
        for (Bucket bucket : values()) {
            if (bucket.wireName().equals(wireName)) {
                return Optional.of(bucket);
            }
        }
        return Optional.empty();
    }

    /** The bucket that a day's or month's row belongs to; null for {@link #ALL}. */
    LocalDate start(LocalDate day) {
        return switch (this) {
            case DAY -> day;
            case MONTH -> day.withDayOfMonth(1);
            case ALL -> null;
        };
    }

    /** How a bucket is written. */
    String written(LocalDate start) {
        return switch (this) {
            case DAY -> start.toString();
            case MONTH -> start.toString().substring(0, "yyyy-MM".length());
            case ALL -> wireName();
        };
    }
}
