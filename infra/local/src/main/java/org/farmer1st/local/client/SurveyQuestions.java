package org.farmer1st.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A published definition, as far as a sender needs it.
 *
 * @param surveyId the survey
 * @param version the version that responses are sent for
 * @param questions the questions outside repeats, and the repeats, by name
 */
public record SurveyQuestions(String surveyId, int version, Map<String, Question> questions) {

    /**
     * A question.
     *
     * @param name unique among its siblings
     * @param type as the definition calls it: {@code integer}, {@code select_one}, {@code repeat}, …
     * @param questions of a repeat, by name; empty otherwise
     */
    public record Question(String name, String type, Map<String, Question> questions) {}

    /** Reads a definition as the APIs give it. */
    public static SurveyQuestions of(JsonNode definition) {
        return new SurveyQuestions(
                definition.path("surveyId").asText(),
                definition.path("version").asInt(),
                questions(definition.path("questions")));
    }

    private static Map<String, Question> questions(JsonNode list) {
        Map<String, Question> questions = new LinkedHashMap<>();
        for (JsonNode node : list) {
            String name = node.path("name").asText();
            questions.put(name, new Question(name, node.path("type").asText(), questions(node.path("questions"))));
        }
        return questions;
    }

    /**
     * The path of every question that is not itself a repeat, in the definition's order, parts joined by {@code /}.
     *
     * @return for each path its question
     */
    public Map<String, Question> byPath() {
        Map<String, Question> paths = new LinkedHashMap<>();
        collect(List.of(), questions.values(), paths);
        return paths;
    }

    private static void collect(List<String> above, Collection<Question> questions, Map<String, Question> paths) {
        for (Question question : questions) {
            List<String> path = new ArrayList<>(above);
            path.add(question.name());
            if (question.type().equals("repeat")) {
                collect(path, question.questions().values(), paths);
            } else {
                paths.put(String.join("/", path), question);
            }
        }
    }
}
