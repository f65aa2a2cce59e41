package org.farmer1st.@PACKAGE@;

import java.util.List;
import org.farmer1st.events.ResponseAdded;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.ResponseReplaced;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.ResponseWithdrawn;

/** What a fact changes: a response of a farmer more, or less, in a survey and on a day. Flink reads its public fields. */
public final class Change {

    /** Whose response it is. */
    public String tenant;

    /** The survey that it answers. */
    public String surveyId;

    /** The business day, counted from 1970-01-01. */
    public long day;

    /** The farmer. */
    public String farmerId;

    /** 1 or -1. */
    public int by;

    /** For Flink. */
    public Change() {}

    private Change(ResponseVersion version, int by) {
        this.tenant = version.getTenant();
        this.surveyId = version.getSurveyId();
        this.day = version.getBusinessDay().toEpochDay();
        this.farmerId = version.getFarmerId();
        this.by = by;
    }

    /** The changes that a fact makes: what counted before is taken back, and what counts now is added. */
    public static List<Change> of(ResponseFact fact) {
        if (fact.getChange() instanceof ResponseAdded added) {
            return List.of(new Change(added.getAfter(), 1));
        }
        if (fact.getChange() instanceof ResponseReplaced replaced) {
            return List.of(new Change(replaced.getBefore(), -1), new Change(replaced.getAfter(), 1));
        }
        if (fact.getChange() instanceof ResponseWithdrawn withdrawn) {
            return List.of(new Change(withdrawn.getBefore(), -1));
        }
        return List.of();
    }

    /** What identifies the row that it changes. */
    public String key() {
        return tenant + '\u001f' + surveyId + '\u001f' + day;
    }
}
