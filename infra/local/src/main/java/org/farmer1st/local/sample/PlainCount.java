package org.farmer1st.local.sample;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.farmer1st.local.client.SurveyQuestions;
import org.farmer1st.local.client.SurveyQuestions.Question;

/**
 * The aggregates of a survey, computed from its responses in the plainest way: for each question asked, every response is
 * looked at again. It shares no code with the jobs that it checks.
 */
public final class PlainCount {

    private static final int GEOHASH_CHARACTERS = 5;

    private final List<? extends JsonNode> responses;
    private final Map<String, Question> questions;
    private final List<String> dimensions;
    private final ZoneId zone;

    /** What a day is grouped into. The names are those of the API. */
    public enum Bucket {
        day,
        month,
        all
    }

    /**
     * Which cell.
     *
     * @param group the value of each dimension that was grouped by, in that order; empty text where it was not answered
     * @param bucket the day, or the first of the month, or empty for all time
     */
    record Key(List<String> group, String bucket) {}

    /**
     * @param definition as it was published
     * @param responses bodies of {@code POST /v1/responses}, only those that count
     */
    public PlainCount(JsonNode definition, List<? extends JsonNode> responses) {
        this.responses = responses;
        this.questions = SurveyQuestions.of(definition).byPath();
        this.zone = ZoneId.of(definition.path("timeZone").asText("UTC"));
        this.dimensions = new ArrayList<>();
        definition.path("dimensions").forEach(name -> dimensions.add(name.asText()));
    }

    /** The paths of everything that can be asked about. */
    public List<String> questions() {
        return List.copyOf(questions.keySet());
    }

    /** Nothing, each dimension, and each pair of them. */
    public List<List<String>> groupings() {
        List<List<String>> groupings = new ArrayList<>();
        groupings.add(List.of());
        for (int i = 0; i < dimensions.size(); i++) {
            groupings.add(List.of(dimensions.get(i)));
            for (int j = i + 1; j < dimensions.size(); j++) {
                groupings.add(List.of(dimensions.get(i), dimensions.get(j)));
            }
        }
        return groupings;
    }

    Question question(String path) {
        return questions.get(path);
    }

    /**
     * Every cell that has a response.
     *
     * @param question a path; null to count responses and farmers only
     * @param groupBy dimensions, none or more
     */
    Map<Key, CountedCell> cells(String question, List<String> groupBy, Bucket bucket) {
        Map<Key, CountedCell> cells = new LinkedHashMap<>();
        for (JsonNode response : responses) {
            JsonNode answers = response.path("answers");
            for (List<String> group : groups(answers, groupBy)) {
                CountedCell cell =
                        cells.computeIfAbsent(new Key(group, bucketOf(response, bucket)), key -> new CountedCell());
                cell.addResponse(response.path("farmerId").asText());
                if (question != null) {
                    String[] path = question.split("/");
                    String type = questions.get(question).type();
                    visit(answers, path, 0, value -> count(cell, type, value));
                }
            }
        }
        return cells;
    }

    /** For each farmer that has a response that counts: how many it has. */
    public Map<String, Long> responsesByFarmer() {
        Map<String, Long> counts = new TreeMap<>();
        responses.forEach(response -> counts.merge(response.path("farmerId").asText(), 1L, Long::sum));
        return counts;
    }

    private String bucketOf(JsonNode response, Bucket bucket) {
        LocalDate day =
                Instant.parse(response.path("deviceTime").asText()).atZone(zone).toLocalDate();
        return switch (bucket) {
            case day -> day.toString();
            case month -> day.withDayOfMonth(1).toString();
            case all -> "";
        };
    }

    /** The groups that a response is in: more than one where a dimension takes more than one choice. */
    private List<List<String>> groups(JsonNode answers, List<String> groupBy) {
        List<List<String>> groups = List.of(List.of());
        for (String dimension : groupBy) {
            List<List<String>> longer = new ArrayList<>();
            for (List<String> group : groups) {
                for (String value : dimensionValues(answers.path(dimension))) {
                    List<String> with = new ArrayList<>(group);
                    with.add(value);
                    longer.add(with);
                }
            }
            groups = longer;
        }
        return groups;
    }

    private static List<String> dimensionValues(JsonNode answer) {
        if (!answered(answer)) {
            return List.of("");
        }
        if (!answer.isArray()) {
            return List.of(answer.asText());
        }
        List<String> values = new ArrayList<>();
        answer.forEach(choice -> values.add(choice.asText()));
        return values;
    }

    /** Hands over the value at {@code path}, once for each occurrence of the repeats it is in. */
    private static void visit(JsonNode answers, String[] path, int depth, Consumer<JsonNode> value) {
        JsonNode here = answers.path(path[depth]);
        if (depth == path.length - 1) {
            value.accept(here);
            return;
        }
        here.forEach(occurrence -> visit(occurrence, path, depth + 1, value));
    }

    private static void count(CountedCell cell, String type, JsonNode value) {
        if (!answered(value)) {
            cell.addSkipped();
            return;
        }
        cell.addAnswer();
        switch (type) {
            case "integer", "decimal" -> cell.addNumber(value.asDouble());
            case "select_one" -> cell.addCount(value.asText());
            case "select_multiple" -> value.forEach(choice -> cell.addCount(choice.asText()));
            case "date" -> cell.addCount(value.asText().substring(0, "2026-11".length()));
            case "datetime" ->
                cell.addCount(Instant.parse(value.asText()).toString().substring(0, "2026-11".length()));
            case "geopoint" ->
                cell.addCount(Geohash.of(
                        value.path("latitude").asDouble(),
                        value.path("longitude").asDouble(),
                        GEOHASH_CHARACTERS));
            default -> {
                // Texts are answered or not, and never counted by what they say.
            }
        }
    }

    private static boolean answered(JsonNode value) {
        return !(value.isMissingNode()
                || value.isNull()
                || (value.isContainerNode() && value.isEmpty())
                || (value.isTextual() && value.textValue().isEmpty()));
    }
}
