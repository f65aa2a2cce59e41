package org.farmer1st.ingest.responses;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.farmer1st.ingest.input.Bodies;
import org.farmer1st.ingest.input.Faults;
import org.farmer1st.ingest.input.Names;
import org.farmer1st.ingest.input.Place;
import org.farmer1st.ingest.input.StrictJson;
import org.farmer1st.ingest.input.Times;
import org.farmer1st.ingest.rejections.RejectedUploads;
import org.farmer1st.ingest.surveys.PublishedSurveys;
import org.farmer1st.ingest.surveys.SurveyDefinition;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.ErrorCode;

/**
 * Reads one response in one pass over its JSON and reports everything that is wrong in it. Answers are held against the
 * survey as they stream by where the survey was named before them; else they are kept until it is.
 *
 * <p>Whatever is wrong inside the response, the parser is left on its closing brace, so that the next one of a batch can
 * be read; only malformed JSON ends the reading.
 */
final class ResponseReader {

    /**
     * What an edit replaces, as its path says.
     *
     * @param farmerId whose response
     * @param responseId in lower case
     */
    record Edited(String farmerId, String responseId) {}

    /**
     * Groups of a survey's dimensions that a response may belong to: the whole survey, each value that it has of a dimension, and each
     * pair of them. It is counted in three rows of each, and two questions of many choices have thousands of pairs.
     */
    static final int MOST_GROUPS = 2_000;

    private static final Place ANSWERS = Place.ROOT.in("answers");

    private final PublishedSurveys surveys;
    private final String tenant;
    private final Edited edited;
    private final Faults faults = new Faults();
    private final Set<String> seen = new HashSet<>();
    private final Set<String> reported = new HashSet<>();

    private String responseId;
    private String versionId;
    private String replaces;
    private String surveyId;
    private Integer surveyVersion;
    private String farmerId;
    private Instant deviceTime;
    private Instant sentAt;
    private Position location;
    private boolean answered;
    private TokenBuffer postponed;
    private SurveyDefinition survey;
    private Answers answers;

    private ResponseReader(PublishedSurveys surveys, String tenant, Edited edited) {
        this.surveys = surveys;
        this.tenant = tenant;
        this.edited = edited;
    }

    /** A reader of the first version of one response. */
    static ResponseReader ofFirst(PublishedSurveys surveys, String tenant) {
        return new ResponseReader(surveys, tenant, null);
    }

    /** A reader of one later version of a response. */
    static ResponseReader ofEdit(PublishedSurveys surveys, String tenant, Edited edited) {
        return new ResponseReader(surveys, tenant, edited);
    }

    /** The id of the response, even where something else is wrong with it; null where it could not be read. */
    String responseId() {
        return responseId;
    }

    /** What could be read of who and what this is. */
    RejectedUploads.Identity identity() {
        return new RejectedUploads.Identity(surveyId, surveyVersion, farmerId, responseId);
    }

    /**
     * Reads the response. The parser stands on its opening brace, or whatever is there instead.
     *
     * @throws ApiException VALIDATION_FAILED, or SURVEY_UNKNOWN
     * @throws JsonProcessingException where it isn't JSON
     */
    ResponseDocument read(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            faults.add("", "must be a JSON object");
            faults.throwIfAny();
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            json.nextToken();
            if (!seen.add(field)) {
                wrong(json, field, "is there twice");
            } else if (json.currentToken() != JsonToken.VALUE_NULL) {
                field(json, field);
            }
        }
        readPostponed();
        identify();
        if (!answered) {
            faults.add("answers", "is missing");
        }
        if (faults.isEmpty() && survey != null && groups() > MOST_GROUPS) {
            faults.add(
                    "answers",
                    "belongs to " + groups() + " groups by what is chosen in the survey's dimensions, more than the "
                            + MOST_GROUPS + " that a response may belong to");
        }
        faults.throwIfAny();
        if (survey == null) {
            throw new ApiException(
                    ErrorCode.SURVEY_UNKNOWN,
                    "Version " + surveyVersion + " of the survey " + surveyId
                            + " is not known here. If it was published just now, try again in a moment.");
        }
        return new ResponseDocument(
                farmerId, responseId, versionId, replaces, survey, deviceTime, sentAt, location, answers);
    }

    private void field(JsonParser json, String field) throws IOException {
        switch (field) {
            case "responseId" -> responseId = uuid(json, field);
            case "versionId" -> versionId = uuid(json, field);
            case "replaces" -> replaces = uuid(json, field);
            case "surveyId" -> surveyId = surveyId(json);
            case "surveyVersion" -> surveyVersion = surveyVersion(json);
            case "farmerId" -> farmerId = farmerId(json);
            case "deviceTime" -> deviceTime = time(json, field);
            case "sentAt" -> sentAt = time(json, field);
            case "location" -> {
                Object value = new ValueReader(faults).position(json, Place.ROOT, field);
                location = value instanceof Position position ? position : null;
            }
            case "answers" -> answers(json);
            default -> wrong(json, field, "is not a field of a response");
        }
    }

    private void answers(JsonParser json) throws IOException {
        answered = true;
        if (json.currentToken() != JsonToken.START_OBJECT) {
            wrong(json, "answers", "must be an object");
            return;
        }
        findSurvey();
        if (survey != null) {
            answers = new AnswersReader(faults).read(json, survey.questions(), ANSWERS);
        } else if (surveyId != null && surveyVersion != null) {
            // Not known here: there is nothing to hold the answers against.
            json.skipChildren();
        } else {
            postponed = new TokenBuffer(json);
            postponed.copyCurrentStructure(json);
        }
    }

    private void readPostponed() throws IOException {
        if (postponed == null) {
            return;
        }
        findSurvey();
        if (survey != null) {
            try (JsonParser json = postponed.asParser()) {
                json.nextToken();
                answers = new AnswersReader(faults).read(json, survey.questions(), ANSWERS);
            }
        }
        postponed.close();
    }

    private void findSurvey() {
        if (surveyId != null && surveyVersion != null) {
            survey = surveys.find(tenant, surveyId, surveyVersion).orElse(null);
        }
    }

    private void identify() {
        missing("surveyId");
        missing("surveyVersion");
        if (edited == null) {
            missing("responseId");
            missing("farmerId");
            if (versionId != null && responseId != null && !versionId.equals(responseId)) {
                faults.add("versionId", "is the responseId in a first version; an edit is sent with PUT");
            }
            if (replaces != null) {
                faults.add("replaces", "is null in a first version; an edit is sent with PUT");
            }
            versionId = responseId;
            return;
        }
        missing("versionId");
        missing("replaces");
        if (versionId != null && (versionId.equals(replaces) || versionId.equals(edited.responseId()))) {
            faults.add("versionId", "must be new with every edit");
        }
        if (farmerId != null && !farmerId.equals(edited.farmerId())) {
            faults.add("farmerId", "is not the farmer of the path");
        }
        if (responseId != null && !responseId.equals(edited.responseId())) {
            faults.add("responseId", "is not the response of the path");
        }
        farmerId = edited.farmerId();
        responseId = edited.responseId();
    }

    private long groups() {
        long values = 0;
        long pairs = 0;
        for (int position : survey.dimensions()) {
            int chosen = answers.values()[position] instanceof List<?> choices ? choices.size() : 1;
            pairs += values * chosen;
            values += chosen;
        }
        return 1 + values + pairs;
    }

    private void missing(String field) {
        boolean there =
                switch (field) {
                    case "surveyId" -> surveyId != null;
                    case "surveyVersion" -> surveyVersion != null;
                    case "responseId" -> responseId != null;
                    case "farmerId" -> farmerId != null;
                    case "versionId" -> versionId != null;
                    case "replaces" -> replaces != null;
                    default -> throw new IllegalArgumentException(field);
                };
        if (!there && !reported.contains(field)) {
            faults.add(field, "is missing");
        }
    }

    private String uuid(JsonParser json, String field) throws IOException {
        String value = json.currentToken() == JsonToken.VALUE_STRING ? Names.uuid(json.getText()) : null;
        if (value == null) {
            wrong(json, field, "must be a UUID");
        }
        return value;
    }

    private String surveyId(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_STRING && Names.isSlug(json.getText())) {
            return json.getText();
        }
        wrong(json, "surveyId", "must be the id of a survey");
        return null;
    }

    private String farmerId(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_STRING && Names.isFarmerId(json.getText())) {
            return json.getText();
        }
        wrong(json, "farmerId", "must be 1 to 128 letters, digits and any of . _ : -, a letter or digit first");
        return null;
    }

    private Integer surveyVersion(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT
                && json.getNumberType() == JsonParser.NumberType.INT
                && json.getIntValue() >= 1) {
            return json.getIntValue();
        }
        if (json.currentToken().isNumeric()) {
            try {
                BigDecimal number = json.getDecimalValue();
                int version = number.intValueExact();
                if (version >= 1) {
                    return version;
                }
            } catch (ArithmeticException e) {
                // Reported below.
            }
        }
        wrong(json, "surveyVersion", "must be a whole number, 1 or more");
        return null;
    }

    private Instant time(JsonParser json, String field) throws IOException {
        Instant time = json.currentToken() == JsonToken.VALUE_STRING ? Times.instant(json.getText()) : null;
        if (time == null) {
            wrong(json, field, "must be a date and time with an offset in ISO 8601, such as 2026-11-20T08:15:00Z");
        }
        return time;
    }

    private void wrong(JsonParser json, String field, String message) throws IOException {
        faults.add(Place.ROOT, field, message);
        reported.add(field);
        json.skipChildren();
    }

    /** What an exception of the parser means to the caller. */
    static RuntimeException unreadable(IOException e) {
        return e instanceof JsonProcessingException malformed ? StrictJson.malformed(malformed) : Bodies.unreadable(e);
    }
}
