package org.farmer1st.intake;

import java.nio.ByteBuffer;
import org.farmer1st.events.ResponseSubmitted;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.Submission;
import org.farmer1st.streams.PatientReader;

/** A version as it is counted: what was submitted, in the region that its farmer had when the fact was made. */
final class CountedVersion {

    private CountedVersion() {}

    /**
     * @param submission the one that holds the version, as it came
     * @param region null where none is known
     */
    static ResponseVersion of(PatientReader<Submission> reader, ByteBuffer submission, String region) {
        byte[] bytes = new byte[submission.remaining()];
        submission.duplicate().get(bytes);
        ResponseVersion version = ((ResponseSubmitted) reader.read(bytes).getEvent()).getVersion();
        version.setRegion(region);
        return version;
    }
}
