package org.farmer1st.workflows.onboarding;

import io.temporal.activity.ActivityInterface;

/** The effects of a registration. Each may happen again, at any time, without another effect. */
@ActivityInterface(namePrefix = "registration-")
public interface RegistrationActivities {

    /** Notes that the workflow runs. */
    void begin(RegistrationRequest request);

    /**
     * Writes the farmer's row unless a later command has, and records the outcome.
     *
     * @return null where the row says this or what a later command says, else why it cannot, for people
     */
    String writeFarmer(RegistrationRequest request);

    /**
     * Notes and records how the workflow ended.
     *
     * @param refusal null where it was completed, else why not
     */
    void end(RegistrationRequest request, String refusal);
}
