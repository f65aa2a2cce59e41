package org.farmer1st.ingest.responses;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.farmer1st.events.PersonalAnswer;
import org.farmer1st.ingest.surveys.Question;
import org.farmer1st.ingest.surveys.QuestionType;
import org.farmer1st.runtime.http.Json;

/**
 * What there is to say of the answers of a response beside what they are.
 *
 * @param answered how many answers events have: one for each time a question was answered
 * @param skipped questions that could have been answered and were not, by path, and how often: once for every occurrence of
 *     the repeat that they are in
 * @param personal what is set apart
 */
record AnswerTally(int answered, Map<String, Integer> skipped, List<PersonalAnswer> personal) {

    static AnswerTally of(Answers answers) {
        List<PersonalAnswer> personal = new ArrayList<>();
        Map<String, Integer> skipped = new LinkedHashMap<>();
        return new AnswerTally(count(answers, "", skipped, personal), skipped, personal);
    }

    /** @param prefix the path with indices of the occurrence, with its slash; empty for the survey */
    private static int count(
            Answers answers, String prefix, Map<String, Integer> skipped, List<PersonalAnswer> personal) {
        Object[] values = answers.values();
        int answered = 0;
        for (int i = 0; i < values.length; i++) {
            Question question = answers.question(i);
            Object value = values[i];
            if (question.type() == QuestionType.REPEAT) {
                if (value instanceof List<?> occurrences) {
                    for (int index = 0; index < occurrences.size(); index++) {
                        String inside = prefix + question.name() + '[' + index + "]/";
                        answered += count((Answers) occurrences.get(index), inside, skipped, personal);
                    }
                }
            } else if (value == null) {
                skipped.merge(question.path(), 1, Integer::sum);
            } else {
                answered++;
                if (question.personal() || question.type() == QuestionType.GEOPOINT) {
                    personal.add(new PersonalAnswer(prefix + question.name(), json(value)));
                }
            }
        }
        return answered;
    }

    private static String json(Object value) {
        Object plain = value instanceof Position position ? fields(position) : value;
        return new String(Json.bytes(plain), StandardCharsets.UTF_8);
    }

    private static Map<String, Double> fields(Position position) {
        Map<String, Double> fields = new LinkedHashMap<>();
        fields.put("latitude", position.latitude());
        fields.put("longitude", position.longitude());
        if (position.accuracyMeters() != null) {
            fields.put("accuracyMeters", position.accuracyMeters());
        }
        if (position.altitude() != null) {
            fields.put("altitude", position.altitude());
        }
        return fields;
    }
}
