package org.farmer1st.ingest.responses;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.farmer1st.events.Answer;
import org.farmer1st.events.PersonalAnswer;
import org.farmer1st.events.SkippedQuestion;
import org.farmer1st.ingest.surveys.Question;
import org.farmer1st.ingest.surveys.QuestionType;
import org.farmer1st.ingest.surveys.SurveyDefinition;
import org.farmer1st.runtime.http.Json;

/**
 * Answers as events carry them.
 *
 * @param answers for the log of record: no personal value, no exact position
 * @param skipped questions that could have been answered and were not, each once for every occurrence of its repeat
 * @param personal what is set apart
 */
record AnswerEvents(List<Answer> answers, List<SkippedQuestion> skipped, List<PersonalAnswer> personal) {

    static AnswerEvents of(Answers answers, SurveyDefinition survey) {
        List<Answer> events = new ArrayList<>(survey.questions().size());
        List<PersonalAnswer> personal = new ArrayList<>();
        Map<String, Integer> skipped = new LinkedHashMap<>();
        collect(answers, "", events, skipped, personal);
        List<SkippedQuestion> skippedQuestions = new ArrayList<>(skipped.size());
        skipped.forEach((path, times) -> skippedQuestions.add(new SkippedQuestion(path, times)));
        return new AnswerEvents(events, skippedQuestions, personal);
    }

    /** What a response answered to a dimension, as texts; empty where it didn't. */
    static List<String> groupValues(Object value, ZoneId timeZone) {
        if (value == null) {
            return List.of();
        } else if (value instanceof List<?> choices) {
            return choices.stream().map(String.class::cast).toList();
        } else if (value instanceof Double number) {
            String text = number.toString();
            return List.of(text.endsWith(".0") ? text.substring(0, text.length() - 2) : text);
        } else if (value instanceof Instant moment) {
            return List.of(LocalDate.ofInstant(moment, timeZone).toString());
        } else if (value instanceof Position position) {
            return List.of(position.coarseCell());
        }
        return List.of(value.toString());
    }

    /** @param prefix the path with indices of the occurrence, with its slash; empty for the survey */
    private static void collect(
            Answers answers,
            String prefix,
            List<Answer> events,
            Map<String, Integer> skipped,
            List<PersonalAnswer> personal) {
        Object[] values = answers.values();
        for (int i = 0; i < values.length; i++) {
            Question question = answers.question(i);
            Object value = values[i];
            if (question.type() == QuestionType.REPEAT) {
                if (value instanceof List<?> occurrences) {
                    for (int index = 0; index < occurrences.size(); index++) {
                        String inside = prefix + question.name() + '[' + index + "]/";
                        collect((Answers) occurrences.get(index), inside, events, skipped, personal);
                    }
                }
            } else if (value == null) {
                skipped.merge(question.path(), 1, Integer::sum);
            } else {
                boolean exact = question.type() == QuestionType.GEOPOINT;
                if (question.personal() || exact) {
                    personal.add(new PersonalAnswer(prefix + question.name(), json(value)));
                }
                events.add(new Answer(
                        question.path(), question.type().answerType(), question.personal() ? null : eventValue(value)));
            }
        }
    }

    private static Object eventValue(Object value) {
        if (value instanceof Position position) {
            return position.coarseCell();
        } else if (value instanceof LocalDate || value instanceof Instant) {
            return value.toString();
        }
        return value;
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
