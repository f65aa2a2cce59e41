package org.farmer1st.ingest.responses;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.farmer1st.events.DimensionValue;
import org.farmer1st.events.ExactPosition;
import org.farmer1st.events.PersonalData;
import org.farmer1st.events.ResponseSubmitted;
import org.farmer1st.events.ResponseVersion;
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

    Preparation(Lanes lanes, ContentDigest digests) {
        this.lanes = lanes;
        this.digests = digests;
    }

    /** @throws ApiException SURVEY_CLOSED where the survey wasn't open at the response's business time */
    PreparedResponse response(String tenant, ResponseDocument response, Instant receivedAt) {
        SurveyDefinition survey = response.survey();
        BusinessTime time = BusinessTime.of(response.deviceTime(), response.sentAt(), receivedAt);
        if (!survey.isOpenAt(time.at())) {
            throw new ApiException(
                    ErrorCode.SURVEY_CLOSED,
                    "The survey " + survey.surveyId() + " was not open when this was answered, " + time.at() + ".");
        }
        AnswerEvents events = AnswerEvents.of(response.answers(), survey);
        byte[] digest = digests.of(tenant, response);
        ResponseVersion version = new ResponseVersion();
        version.setTenant(tenant);
        version.setFarmerId(response.farmerId());
        version.setResponseId(response.responseId());
        version.setVersionId(response.versionId());
        version.setReplaces(response.replaces());
        version.setSurveyId(survey.surveyId());
        version.setSurveyVersion(survey.version());
        version.setDeviceTime(response.deviceTime());
        version.setSentAt(response.sentAt());
        version.setReceivedAt(receivedAt);
        version.setBusinessTime(time.at());
        version.setBusinessDay(LocalDate.ofInstant(time.at(), survey.timeZone()));
        version.setTimeFlags(time.flags());
        version.setCell(response.location() == null ? null : response.location().coarseCell());
        version.setAnswers(events.answers());
        version.setSkipped(events.skipped());
        version.setDimensions(dimensions(response.answers(), survey));
        version.setBasePoints(survey.basePoints());
        version.setRetentionDays(survey.retentionDays());
        version.setMinGroupSize(survey.minGroupSize());
        version.setDigest(ByteBuffer.wrap(digest));
        String digestText = HexFormat.of().formatHex(digest);
        String laneKey = Lanes.key(tenant, response.farmerId());
        PersonalData personal = personal(tenant, response, events, receivedAt);
        return new PreparedResponse(
                new Version(tenant, response.farmerId(), response.responseId(), response.versionId()),
                digestText,
                response.versionId(),
                lanes.of(laneKey),
                laneKey,
                new Submission(new ResponseSubmitted(version)),
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
                new Submission(new WithdrawalSubmitted(tenant, farmerId, responseId, receivedAt)),
                null,
                null,
                receivedAt);
    }

    private static List<DimensionValue> dimensions(Answers answers, SurveyDefinition survey) {
        List<DimensionValue> dimensions = new ArrayList<>(survey.dimensions().size());
        for (int position : survey.dimensions()) {
            dimensions.add(new DimensionValue(
                    answers.question(position).name(),
                    AnswerEvents.groupValues(answers.values()[position], survey.timeZone())));
        }
        return dimensions;
    }

    private static PersonalData personal(
            String tenant, ResponseDocument response, AnswerEvents events, Instant receivedAt) {
        Position location = response.location();
        if (location == null && events.personal().isEmpty()) {
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
                events.personal(),
                null);
    }
}
