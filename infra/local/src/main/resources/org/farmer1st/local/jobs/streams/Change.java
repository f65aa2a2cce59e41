package org.farmer1st.@PACKAGE@;

import java.time.LocalDate;
import java.util.List;
import org.farmer1st.events.ResponseAdded;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.ResponseReplaced;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.ResponseWithdrawn;

/**
 * What a fact changes: a response of a farmer more, or less, in a survey and on a day.
 *
 * @param tenant whose response it is
 * @param day the business day
 * @param by 1 or -1
 */
record Change(String tenant, String surveyId, LocalDate day, String farmerId, int by) {

    private static final char BETWEEN = '\u001f';

    /** The changes that a fact makes: what counted before is taken back, and what counts now is added. */
    static List<Change> of(ResponseFact fact) {
        if (fact.getChange() instanceof ResponseAdded added) {
            return List.of(of(added.getAfter(), 1));
        }
        if (fact.getChange() instanceof ResponseReplaced replaced) {
            return List.of(of(replaced.getBefore(), -1), of(replaced.getAfter(), 1));
        }
        if (fact.getChange() instanceof ResponseWithdrawn withdrawn) {
            return List.of(of(withdrawn.getBefore(), -1));
        }
        return List.of();
    }

    private static Change of(ResponseVersion version, int by) {
        return new Change(
                version.getTenant(), version.getSurveyId(), version.getBusinessDay(), version.getFarmerId(), by);
    }

    /** What identifies the row that it changes. */
    String key() {
        return tenant + BETWEEN + surveyId + BETWEEN + day;
    }

    /** What identifies its farmer in that row. */
    String farmerKey() {
        return key() + BETWEEN + farmerId;
    }
}
