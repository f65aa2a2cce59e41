package org.farmer1st.ingest.responses;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import org.farmer1st.events.ExactPosition;
import org.farmer1st.events.PersonalAnswer;
import org.farmer1st.events.PersonalData;
import org.farmer1st.events.Submission;
import org.farmer1st.events.WithdrawalSubmitted;
import org.farmer1st.ingest.recognition.Recognition.Version;
import org.farmer1st.ingest.surveys.SurveyDefinition;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.ErrorCode;
import org.farmer1st.schemas.Lanes;

/** Makes events of what was read: the version of a response with all that jobs need of its survey, and what is set apart. */
final class Preparation {

    /** What a withdrawal is remembered by, beside the versions of its response. */
    private static final String WITHDRAWN = "withdrawn";

    private final Lanes lanes;
    private final ContentDigest digests;
    private final Function<ResponseContent, byte[]> responses;
    private final Function<Submission, byte[]> withdrawals;

    /**
     * @param responses writes responses for the log of record, as {@link ResponseEncoding} does
     * @param withdrawals writes events for the log of record
     */
    Preparation(
            Lanes lanes,
            ContentDigest digests,
            Function<ResponseContent, byte[]> responses,
            Function<Submission, byte[]> withdrawals) {
        this.lanes = lanes;
        this.digests = digests;
        this.responses = responses;
        this.withdrawals = withdrawals;
    }

    /** @throws ApiException UNAVAILABLE; SURVEY_CLOSED where the survey wasn't open at the response's business time */
    PreparedResponse response(String tenant, ResponseDocument response, Instant receivedAt) {
        SurveyDefinition survey = response.survey();
        BusinessTime time = BusinessTime.of(response.deviceTime(), response.sentAt(), receivedAt);
        if (!survey.isOpenAt(time.at())) {
            throw new ApiException(
                    ErrorCode.SURVEY_CLOSED,
                    "The survey " + survey.surveyId() + " was not open when this was answered, " + time.at() + ".");
        }
        AnswerTally tally = AnswerTally.of(response.answers());
        byte[] digest = digests.of(tenant, response);
        String digestText = HexFormat.of().formatHex(digest);
        String laneKey = Lanes.key(tenant, response.farmerId());
        PersonalData personal = personal(tenant, response, tally.personal(), receivedAt);
        return new PreparedResponse(
                new Version(tenant, response.farmerId(), response.responseId(), response.versionId()),
                digestText,
                response.versionId(),
                lanes.of(laneKey),
                laneKey,
                responses.apply(new ResponseContent(tenant, response, tally, time, receivedAt, digest)),
                personal == null
                        ? null
                        : laneKey + '/' + response.responseId() + '/' + response.versionId() + '/' + digestText,
                personal,
                receivedAt);
    }

    /** A withdrawal. Its receipt names the first version: a withdrawal has none of its own. */
    PreparedResponse withdrawal(String tenant, String farmerId, String responseId, Instant receivedAt) {
        String laneKey = Lanes.key(tenant, farmerId);
        return new PreparedResponse(
                new Version(tenant, farmerId, responseId, WITHDRAWN),
                WITHDRAWN,
                responseId,
                lanes.of(laneKey),
                laneKey,
                withdrawals.apply(new Submission(new WithdrawalSubmitted(tenant, farmerId, responseId, receivedAt))),
                null,
                null,
                receivedAt);
    }

    private static PersonalData personal(
            String tenant, ResponseDocument response, List<PersonalAnswer> answers, Instant receivedAt) {
        Position location = response.location();
        if (location == null && answers.isEmpty()) {
            return null;
        }
        return new PersonalData(
                tenant,
                response.farmerId(),
                response.responseId(),
                response.versionId(),
                response.survey().surveyId(),
                response.survey().version(),
                receivedAt,
                location == null
                        ? null
                        : new ExactPosition(
                                location.latitude(),
                                location.longitude(),
                                location.accuracyMeters(),
                                location.altitude()),
                answers,
                null);
    }
}
