package org.farmer1st.workflows.expiry;

import io.temporal.activity.ActivityInterface;

/** The effects of an expiry. Each may be done again. */
@ActivityInterface
public interface ExpiryActivities {

    /**
     * Sends a command to each lane, for each tenant whose points can expire.
     *
     * @param dueOn the day, in ISO 8601
     */
    void sendDue(String dueOn);
}
