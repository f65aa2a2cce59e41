package org.farmer1st.ingest.responses;

import java.time.Instant;

/**
 * All that the log of record says of a version of a response.
 *
 * @param digest 32 bytes
 */
record ResponseContent(
        String tenant,
        ResponseDocument response,
        AnswerTally tally,
        BusinessTime time,
        Instant receivedAt,
        byte[] digest) {}
