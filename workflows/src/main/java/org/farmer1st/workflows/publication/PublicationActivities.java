package org.farmer1st.workflows.publication;

import io.temporal.activity.ActivityInterface;

/** The effects of a publication. Each may happen again, at any time, without another effect. */
@ActivityInterface(namePrefix = "publication-")
public interface PublicationActivities {

    /** Notes that the workflow runs. */
    void begin(PublicationRequest request);

    /**
     * Writes the definition unless it is there, and records the outcome.
     *
     * @return null where the version is there with this definition, else why it cannot be, for people
     */
    String writeDefinition(PublicationRequest request);

    /**
     * Notes and records how the workflow ended.
     *
     * @param refusal null where it was completed, else why not
     */
    void end(PublicationRequest request, String refusal);
}
