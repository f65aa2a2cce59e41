package org.farmer1st.local.sample;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.farmer1st.local.client.SurveyQuestions;
import org.farmer1st.local.client.SurveyQuestions.Question;

/**
 * The aggregates of a survey, computed from its responses in the plainest way: each response is looked at once, and counted
 * into every cell that it belongs to, with everything kept as it came. It shares no code with the jobs that it checks.
 *
 * <p>It holds a bit for each farmer in each cell, and 8 to 12 bytes for each number in each of the cells that it is in: 3 for each
 * grouping, so 300 MB for a million responses with two numbers each and two dimensions.
 *
 * <p>Responses are added by one thread; after that, it may be read by several, as long as each question is read by one.
 */
public final class PlainCount {

    private static final int GEOHASH_CHARACTERS = 5;

    private final Map<String, Question> questions;
    private final List<String> dimensions = new ArrayList<>();
    private final ZoneId zone;
    private final Map<Table, Map<Key, CountedCell>> tables = new LinkedHashMap<>();
    private final Map<String, Integer> farmers = new HashMap<>();
    private final Map<String, Long> responsesByFarmer = new TreeMap<>();

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

    /** Cells that are asked for together. */
    private record Table(List<String> groupBy, Bucket bucket) {}

    /**
     * Of no responses yet.
     *
     * @param definition as it was published
     */
    public PlainCount(JsonNode definition) {
        this.questions = SurveyQuestions.of(definition).byPath();
        this.zone = ZoneId.of(definition.path("timeZone").asText("UTC"));
        definition.path("dimensions").forEach(name -> dimensions.add(name.asText()));
        for (List<String> groupBy : groupings()) {
            for (Bucket bucket : Bucket.values()) {
                tables.put(new Table(groupBy, bucket), new LinkedHashMap<>());
            }
        }
    }

    /**
     * @param definition as it was published
     * @param responses bodies of {@code POST /v1/responses}, only those that count
     */
    public PlainCount(JsonNode definition, Iterable<? extends JsonNode> responses) {
        this(definition);
        responses.forEach(this::add);
    }

    /**
     * Counts one more.
     *
     * @param response a body of {@code POST /v1/responses}
     */
    public void add(JsonNode response) {
        JsonNode answers = response.path("answers");
        String farmerId = response.path("farmerId").asText();
        responsesByFarmer.merge(farmerId, 1L, Long::sum);
        int farmer = farmers.computeIfAbsent(farmerId, id -> farmers.size());
        List<CountedCell> cells = cellsOf(response, answers);
        cells.forEach(cell -> cell.addResponse(farmer));
        questions.forEach((path, question) -> visit(answers, path.split("/"), 0, value -> {
            Consumer<CountedAnswers> counting = counting(question.type(), value);
            cells.forEach(cell -> counting.accept(cell.counting(path)));
        }));
    }

    /** The cells that a response is in, one of each kind, and more where a dimension takes more than one choice. */
    private List<CountedCell> cellsOf(JsonNode response, JsonNode answers) {
        LocalDate day =
                Instant.parse(response.path("deviceTime").asText()).atZone(zone).toLocalDate();
        List<CountedCell> cells = new ArrayList<>();
        tables.forEach((table, counted) -> {
            String bucket = bucketOf(day, table.bucket());
            for (List<String> group : groups(answers, table.groupBy())) {
                cells.add(counted.computeIfAbsent(new Key(group, bucket), key -> new CountedCell()));
            }
        });
        return cells;
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
     * @param groupBy one of {@link #groupings()}
     */
    Map<Key, CountedCell> cells(List<String> groupBy, Bucket bucket) {
        return Collections.unmodifiableMap(tables.get(new Table(groupBy, bucket)));
    }

    /** For each farmer that has a response that counts: how many it has. */
    public Map<String, Long> responsesByFarmer() {
        return Collections.unmodifiableMap(responsesByFarmer);
    }

    private static String bucketOf(LocalDate day, Bucket bucket) {
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

    /** What a value, or that there is none, does to the answers that it is counted into. */
    private static Consumer<CountedAnswers> counting(String type, JsonNode value) {
        if (!answered(value)) {
            return CountedAnswers::addSkipped;
        }
        Consumer<CountedAnswers> counting =
                switch (type) {
                    case "integer", "decimal" -> {
                        double number = value.asDouble();
                        yield answers -> answers.addNumber(number);
                    }
                    case "select_one" -> counting(List.of(value.asText()));
                    case "select_multiple" -> {
                        List<String> choices = new ArrayList<>();
                        value.forEach(choice -> choices.add(choice.asText()));
                        yield counting(choices);
                    }
                    case "date" -> counting(List.of(value.asText().substring(0, "2026-11".length())));
                    case "datetime" ->
                        counting(
                                List.of(Instant.parse(value.asText()).toString().substring(0, "2026-11".length())));
                    case "geopoint" ->
                        counting(List.of(Geohash.of(
                                value.path("latitude").asDouble(),
                                value.path("longitude").asDouble(),
                                GEOHASH_CHARACTERS)));
                    // Texts are answered or not, and never counted by what they say.
                    default -> answers -> {};
                };
        return counting.andThen(CountedAnswers::addAnswer);
    }

    private static Consumer<CountedAnswers> counting(List<String> choices) {
        return answers -> choices.forEach(answers::addCount);
    }

    private static boolean answered(JsonNode value) {
        return !(value.isMissingNode()
                || value.isNull()
                || (value.isContainerNode() && value.isEmpty())
                || (value.isTextual() && value.textValue().isEmpty()));
    }
}
