package org.farmer1st.@PACKAGE@;

import org.farmer1st.schemas.Topics;
import org.farmer1st.streams.attached.AttachedStreams;
import org.farmer1st.streams.attached.ViewJob;

/** The job @NAME@: what it reads, and what makes rows of that. */
public final class @CLASS@Job {

    private @CLASS@Job() {}

    static ViewJob<Change> definition() {
        return ViewJob.of(Change.class, ResponseCount::new).reads(Topics.RESPONSES, Change::of);
    }

    public static void main(String[] arguments) {
        AttachedStreams.run(arguments, definition());
    }
}
