package org.farmer1st.serving.points;

import java.time.Instant;
import java.time.LocalDate;
import org.farmer1st.events.Account;

/**
 * A transfer of a farmer's ledger.
 *
 * @param place where it stands in the farmer's lane
 * @param responseId null where it has no response as its cause
 * @param ruleVersion null where no rule but the survey's base points gave it
 * @param commandId null where a response is its cause
 * @param day the business day of its response; of a command, the day of its request in UTC
 * @param expiresOn with day, the lot; null where the lot never expires, or there is none
 * @param at business time of its cause
 * @param recordedAt when the platform had its cause
 */
record Transfer(
        String transferId,
        Place place,
        String kind,
        Account debit,
        Account credit,
        long amount,
        String surveyId,
        String responseId,
        Integer ruleVersion,
        String commandId,
        LocalDate day,
        LocalDate expiresOn,
        Instant at,
        Instant recordedAt) {

    /** What the transfer adds to the farmer's {@linkplain Points#balance() balance}. */
    long signedAmount() {
        return amount * (weight(credit) - weight(debit));
    }

    /**
     * A lot of points.
     *
     * @param expiresOn the first day on which they can expire; null: never
     */
    record Lot(LocalDate earnedOn, LocalDate expiresOn) {}

    /**
     * The lot that points came into, had come into when they were taken back, or would have come into where the budget or the cap of
     * the day kept them from it. Null for what moves points that are there: it draws on several lots, those that expire soonest.
     */
    Lot lot() {
        boolean isOfResponse = responseId != null
                && (debit == Account.ISSUANCE || debit == Account.PENDING || credit == Account.ISSUANCE);
        boolean isGiven = debit == Account.ISSUANCE && credit == Account.AVAILABLE;
        return isOfResponse || isGiven ? new Lot(day, expiresOn) : null;
    }

    /** How much of a point in an account counts in the balance. What is owed is in its account below zero. */
    static int weight(Account account) {
        return switch (account) {
            case AVAILABLE, PENDING, RESERVED, OWED -> 1;
            case ISSUANCE, PAID, EXPIRED, UNKNOWN -> 0;
        };
    }

    /** An offset of {@code points.transfers} and the place in that posting: newer transfers of a farmer have higher ones. */
    record Place(long offset, int ordinal) {}
}
