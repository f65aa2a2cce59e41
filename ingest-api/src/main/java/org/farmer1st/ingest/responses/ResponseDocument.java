package org.farmer1st.ingest.responses;

import java.time.Instant;
import org.farmer1st.ingest.surveys.SurveyDefinition;

/**
 * A response as a phone sent it, read and held against its survey.
 *
 * @param responseId a UUID in lower case
 * @param versionId likewise; the first version's is the responseId
 * @param replaces null for the first version
 * @param deviceTime null where the phone didn't say
 * @param sentAt null where the phone didn't say
 * @param location null where the phone didn't say
 */
record ResponseDocument(
        String farmerId,
        String responseId,
        String versionId,
        String replaces,
        SurveyDefinition survey,
        Instant deviceTime,
        Instant sentAt,
        Position location,
        Answers answers) {}
