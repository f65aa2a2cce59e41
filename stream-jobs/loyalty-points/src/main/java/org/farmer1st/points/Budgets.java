package org.farmer1st.points;

import java.time.LocalDate;

/** What the rules of a farmer's tenant may still give, for those versions that have a budget. */
interface Budgets {

    /**
     * Draws on a version's budget for a response.
     *
     * @param points above zero
     * @return how many of them are given at once; the others wait, and are granted or withheld later
     */
    long draw(int version, LocalDate day, String responseId, long points);

    /** Points that waited are not wanted any more. */
    void forget(int version, long points);

    /** Points that were given come back. */
    void giveBack(int version, long points);
}
