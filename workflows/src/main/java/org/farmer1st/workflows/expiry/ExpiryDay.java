package org.farmer1st.workflows.expiry;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * The day whose points are due at a moment: the latest that has begun everywhere on earth. The ledger's days are those of surveys,
 * each in its own time zone; nobody loses points before their own day.
 */
public final class ExpiryDay {

    private static final ZoneOffset LAST_TO_BEGIN = ZoneOffset.ofHours(-12);

    private ExpiryDay() {}

    /** The day that is due at a moment. */
    public static LocalDate at(Instant now) {
        return LocalDate.ofInstant(now, LAST_TO_BEGIN);
    }

    /** The moment from which on a day is due. */
    static Instant begin(LocalDate day) {
        return day.atStartOfDay().toInstant(LAST_TO_BEGIN);
    }
}
