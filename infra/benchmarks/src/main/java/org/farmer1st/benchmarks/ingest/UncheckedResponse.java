package org.farmer1st.benchmarks.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.farmer1st.events.Answer;
import org.farmer1st.events.AnswerType;
import org.farmer1st.events.ResponseSubmitted;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.Submission;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.schemas.WireFormat;

/**
 * The least that can make a submission of a response's JSON: one pass, types as the JSON has them, nothing checked, compared
 * or set apart. What it makes has the size of what ingest-api makes of the same response.
 *
 * @param key of its record
 * @param lane of its farmer
 */
record UncheckedResponse(String key, int lane, Submission submission) {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int DIGEST_BYTES = 32;

    /** @param length of the response, which begins at {@code offset} */
    static UncheckedResponse read(byte[] bytes, int offset, int length, String tenant, Lanes lanes, Instant now)
            throws IOException {
        ResponseVersion version = new ResponseVersion();
        List<Answer> answers = new ArrayList<>();
        version.setTenant(tenant);
        version.setReceivedAt(now);
        version.setBusinessTime(now);
        version.setBusinessDay(LocalDate.ofInstant(now, ZoneOffset.UTC));
        version.setTimeFlags(List.of());
        version.setAnswers(answers);
        version.setSkipped(List.of());
        version.setDimensions(List.of());
        version.setBasePoints(1L);
        version.setMinGroupSize(1);
        version.setDigest(ByteBuffer.wrap(new byte[DIGEST_BYTES]));
        try (JsonParser json = JSON.createParser(bytes, offset, length)) {
            json.nextToken();
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "responseId" -> {
                        version.setResponseId(json.getText());
                        version.setVersionId(version.getResponseId());
                    }
                    case "surveyId" -> version.setSurveyId(json.getText());
                    case "surveyVersion" -> version.setSurveyVersion(json.getIntValue());
                    case "farmerId" -> version.setFarmerId(json.getText());
                    case "deviceTime" -> version.setDeviceTime(Instant.parse(json.getText()));
                    case "sentAt" -> version.setSentAt(Instant.parse(json.getText()));
                    case "answers" -> readAnswers(json, "", answers);
                    default -> json.skipChildren();
                }
            }
        }
        String key = Lanes.key(tenant, version.getFarmerId());
        return new UncheckedResponse(key, lanes.of(key), new Submission(new ResponseSubmitted(version)));
    }

    private static void readAnswers(JsonParser json, String prefix, List<Answer> answers) throws IOException {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String path = prefix + json.currentName();
            switch (json.nextToken()) {
                case VALUE_NUMBER_INT -> answers.add(new Answer(path, AnswerType.INTEGER, json.getLongValue()));
                case VALUE_NUMBER_FLOAT -> answers.add(new Answer(path, AnswerType.DECIMAL, json.getDoubleValue()));
                case VALUE_STRING -> answers.add(new Answer(path, AnswerType.TEXT, json.getText()));
                case START_ARRAY -> readArray(json, path, answers);
                default -> json.skipChildren();
            }
        }
    }

    /** Choices, or the occurrences of a repeat. */
    private static void readArray(JsonParser json, String path, List<Answer> answers) throws IOException {
        List<String> choices = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == JsonToken.START_OBJECT) {
                readAnswers(json, path + '/', answers);
            } else {
                choices.add(json.getText());
            }
        }
        if (!choices.isEmpty()) {
            answers.add(new Answer(path, AnswerType.SELECT_MULTIPLE, choices));
        }
    }

    /** Makes a first event, so that its schema's id is known before it is needed. */
    static void learnSchema(WireFormat wireFormat, Lanes lanes) throws IOException {
        byte[] empty = "{\"responseId\":\"\",\"surveyId\":\"\",\"surveyVersion\":1,\"farmerId\":\"\",\"answers\":{}}"
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Submission submission =
                read(empty, 0, empty.length, "", lanes, Instant.EPOCH).submission();
        wireFormat
                .serializer(org.farmer1st.schemas.Topics.SUBMISSIONS)
                .serialize(org.farmer1st.schemas.Topics.SUBMISSIONS.name(), submission);
    }
}
