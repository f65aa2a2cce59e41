package org.farmer1st.points;

import java.time.LocalDate;
import org.farmer1st.events.Account;
import org.farmer1st.events.TransferKind;

/**
 * What a change adds to what a farmer has earned.
 *
 * @param account AVAILABLE, or PENDING where it waits for the tenant's budget, or is what the day's cap takes
 * @param part tells it from the cause's others of the kind
 * @param cause the response that earned it, or that it is taken back from
 * @param day the response's business day
 * @param expiresOn with the day, the lot that the points are in, or would be if they did not wait: the first day on which its points can
 *     expire; null: never
 * @param points not zero; below it where they are taken back
 */
record Earning(
        Account account,
        TransferKind kind,
        String part,
        Cause cause,
        LocalDate day,
        LocalDate expiresOn,
        long points) {}
