package org.farmer1st.workflows.rules;

import io.temporal.activity.ActivityInterface;

/** The effects of a publication of rules. Each may happen again, at any time, without another effect. */
@ActivityInterface(namePrefix = "rules-")
public interface RulesActivities {

    /** Notes that the workflow runs. */
    void begin(RulesRequest request);

    /**
     * Writes the rules unless they are there, and records the outcome.
     *
     * @return null where the version is there with these rules, else why it cannot be, for people
     */
    String writeRules(RulesRequest request);

    /**
     * Notes and records how the workflow ended.
     *
     * @param refusal null where it was completed, else why not
     */
    void end(RulesRequest request, String refusal);
}
