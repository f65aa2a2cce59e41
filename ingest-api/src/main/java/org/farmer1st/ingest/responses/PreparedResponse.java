package org.farmer1st.ingest.responses;

import java.time.Instant;
import org.farmer1st.events.PersonalData;
import org.farmer1st.ingest.recognition.Recognition.Version;

/**
 * Something that is valid and can be accepted: a version of a response, or a withdrawal.
 *
 * @param version what it is remembered by
 * @param digest of its content, in hexadecimal; a withdrawal's is constant
 * @param receiptVersionId the versionId that its receipt names
 * @param lane computed here, once, and named by every writer from here on
 * @param laneKey the key of its record in the log of record
 * @param submission the value of its record in the log of record
 * @param personalKey of its personal data; null where it has none
 * @param personal what is set apart of it; null where nothing is
 * @param receivedAt when it was received
 */
record PreparedResponse(
        Version version,
        String digest,
        String receiptVersionId,
        int lane,
        String laneKey,
        byte[] submission,
        String personalKey,
        PersonalData personal,
        Instant receivedAt) {}
