package org.farmer1st.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.farmer1st.local.client.SurveyQuestions.Question;

/**
 * Turns submissions as ODK tools export them, one flat object each, into the bodies of {@code POST /v1/responses}, steered by
 * the survey's definition.
 *
 * <p>{@code instanceID} becomes the responseId; repeats are arrays of objects; {@code gps:Latitude} and its kind become the
 * geopoint question {@code gps}; what is null, empty or not in the definition is left out. The same submission always gives
 * the same body: nothing in it depends on when or where it is made. Not safe for use by several threads.
 */
public final class OdkSubmissions {

    private static final String INSTANCE_ID = "instanceID";

    private final SurveyQuestions survey;
    private final String tenant;
    private final String farmerQuestion;
    private final String deviceTimeQuestion;
    private final Pseudonyms pseudonyms;
    private final Set<String> leftOut = new TreeSet<>();

    /**
     * @param farmerQuestion whose value names the farmer; null where each submission is a farmer of its own
     * @param deviceTimeQuestion whose value is the device time; null for {@link #deviceTimeQuestion the usual one}
     */
    public OdkSubmissions(
            SurveyQuestions survey,
            String tenant,
            String farmerQuestion,
            String deviceTimeQuestion,
            Pseudonyms pseudonyms) {
        this.survey = survey;
        this.tenant = tenant;
        this.farmerQuestion = farmerQuestion;
        this.deviceTimeQuestion = deviceTimeQuestion != null
                ? deviceTimeQuestion
                : deviceTimeQuestion(survey).orElse(null);
        this.pseudonyms = pseudonyms;
    }

    /**
     * The question that a form's device time is in, unless somebody says otherwise: the {@code datetime} called {@code start}
     * or {@code …_start}, else {@code end} or {@code …_end}. The start is taken because ODK sets it once, when the form is
     * opened for the interview; the end moves whenever somebody opens and saves it again.
     */
    static Optional<String> deviceTimeQuestion(SurveyQuestions survey) {
        for (String ending : List.of("start", "end")) {
            for (Question question : survey.questions().values()) {
                String name = question.name();
                if (question.type().equals("datetime") && (name.equals(ending) || name.endsWith("_" + ending))) {
                    return Optional.of(name);
                }
            }
        }
        return Optional.empty();
    }

    /**
     * The body for a submission, without {@code sentAt}.
     *
     * @throws UnusableSubmission where it can't be told which response or whose it is
     */
    public ObjectNode body(JsonNode submission) throws UnusableSubmission {
        String instanceId = submission.path(INSTANCE_ID).asText("");
        String responseId = instanceId.startsWith("uuid:") ? instanceId.substring("uuid:".length()) : instanceId;
        if (responseId.isEmpty()) {
            throw new UnusableSubmission("it has no instanceID, so that a repeat of it could not be recognised");
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("responseId", responseId);
        body.put("surveyId", survey.surveyId());
        body.put("surveyVersion", survey.version());
        body.put("farmerId", farmerId(submission, responseId));
        if (deviceTimeQuestion != null) {
            String deviceTime = submission.path(deviceTimeQuestion).asText("");
            if (!deviceTime.isEmpty() && !deviceTime.equals("null")) {
                body.put("deviceTime", deviceTime);
            }
        }
        body.set("answers", answers("", survey.questions(), submission));
        return body;
    }

    /** The paths that held answers but are not in the definition, so far. */
    public Set<String> leftOut() {
        return leftOut;
    }

    private String farmerId(JsonNode submission, String responseId) throws UnusableSubmission {
        if (farmerQuestion == null) {
            return pseudonyms.farmerId(tenant, responseId);
        }
        JsonNode name = submission.path(farmerQuestion);
        if (!name.isValueNode() || name.isNull() || name.asText().isBlank()) {
            throw new UnusableSubmission("it has no answer to " + farmerQuestion + ", which names the farmer");
        }
        return pseudonyms.farmerId(tenant, name.asText().strip());
    }

    private ObjectNode answers(String path, Map<String, Question> questions, JsonNode given) {
        ObjectNode answers = JsonNodeFactory.instance.objectNode();
        for (Question question : questions.values()) {
            JsonNode value =
                    switch (question.type()) {
                        case "repeat" -> occurrences(path + question.name() + "/", question, given);
                        case "geopoint" -> OdkValues.geopoint(question.name(), given);
                        default -> OdkValues.value(question.type(), given.path(question.name()));
                    };
            if (value != null) {
                answers.set(question.name(), value);
            }
        }
        noteLeftOut(path, questions, given);
        return answers;
    }

    private JsonNode occurrences(String path, Question repeat, JsonNode given) {
        List<JsonNode> occurrences = new ArrayList<>();
        for (JsonNode occurrence : given.path(repeat.name())) {
            occurrences.add(answers(path, repeat.questions(), occurrence));
        }
        return occurrences.isEmpty()
                ? null
                : JsonNodeFactory.instance.arrayNode().addAll(occurrences);
    }

    private void noteLeftOut(String path, Map<String, Question> questions, JsonNode given) {
        given.fieldNames().forEachRemaining(name -> {
            String question = OdkValues.questionOf(name);
            boolean asked = questions.containsKey(name) || questions.containsKey(question);
            boolean identity = path.isEmpty() && name.equals(INSTANCE_ID);
            if (!asked && !identity && !OdkValues.isEmpty(given.path(name))) {
                leftOut.add(path + question);
            }
        });
    }

    /** A submission that no response can be made of. */
    public static final class UnusableSubmission extends Exception {

        private static final long serialVersionUID = 1L;

        UnusableSubmission(String reason) {
            super(reason);
        }
    }
}
