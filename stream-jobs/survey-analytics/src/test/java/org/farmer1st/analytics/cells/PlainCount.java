package org.farmer1st.analytics.cells;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.farmer1st.events.Answer;
import org.farmer1st.events.AnswerType;
import org.farmer1st.events.DimensionValue;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.SkippedQuestion;

/** What cells must say of a set of responses, computed the long way: every cell from all responses. */
public final class PlainCount {

    /** What is known of one question in one cell. */
    public static final class PlainQuestion {
        public long answered;
        public long skipped;
        public long responses;
        public final Map<String, Long> counts = new TreeMap<>();
        public final List<Double> numbers = new ArrayList<>();
    }

    /** What is known of one cell. */
    public static final class PlainCell {
        public long responses;
        public final Set<String> farmers = new HashSet<>();
        public final Map<String, PlainQuestion> questions = new TreeMap<>();
    }

    private PlainCount() {}

    /** By tenant|survey|dimensions|kind|bucket|values. */
    public static Map<String, PlainCell> of(List<ResponseVersion> versions) {
        Map<String, PlainCell> cells = new TreeMap<>();
        for (ResponseVersion version : versions) {
            for (String key : keys(version)) {
                count(cells.computeIfAbsent(key, k -> new PlainCell()), version);
            }
        }
        return cells;
    }

    private static Set<String> keys(ResponseVersion version) {
        Map<String, List<String>> dimensions = new TreeMap<>();
        for (DimensionValue dimension : version.getDimensions()) {
            dimensions.put(
                    dimension.getQuestion(),
                    dimension.getValues().isEmpty() ? List.of("") : List.copyOf(dimension.getValues()));
        }
        Set<String> groups = new HashSet<>();
        groups.add("|");
        if (version.getRegion() != null) {
            groups.add("@region|" + version.getRegion());
        }
        for (String one : dimensions.keySet()) {
            for (String value : dimensions.get(one)) {
                groups.add(one + "|" + value);
                for (String two : dimensions.keySet()) {
                    if (two.compareTo(one) > 0) {
                        for (String other : dimensions.get(two)) {
                            groups.add(one + "\u001f" + two + "|" + value + "\u001f" + other);
                        }
                    }
                }
            }
        }
        Set<String> keys = new HashSet<>();
        String day = version.getBusinessDay().toString();
        for (String group : groups) {
            String names = group.substring(0, group.indexOf('|'));
            String values = group.substring(group.indexOf('|') + 1);
            String survey = version.getTenant() + "|" + version.getSurveyId() + "|" + names + "|";
            keys.add(survey + "day|" + day + "|" + values);
            keys.add(survey + "month|" + day.substring(0, 7) + "-01|" + values);
            keys.add(survey + "all|1970-01-01|" + values);
        }
        return keys;
    }

    private static void count(PlainCell cell, ResponseVersion version) {
        cell.responses++;
        cell.farmers.add(version.getFarmerId());
        for (Answer answer : version.getAnswers()) {
            PlainQuestion question = cell.questions.computeIfAbsent(answer.getPath(), p -> new PlainQuestion());
            question.answered++;
            Object value = answer.getValue();
            if (value instanceof Number number) {
                question.numbers.add(number.doubleValue());
            } else if (value instanceof List<?> choices) {
                choices.forEach(choice -> question.counts.merge((String) choice, 1L, Long::sum));
            } else if (value instanceof String text) {
                question.counts.merge(answer.getType() == AnswerType.DATE ? text.substring(0, 7) : text, 1L, Long::sum);
            }
        }
        for (SkippedQuestion skipped : version.getSkipped()) {
            cell.questions.computeIfAbsent(skipped.getPath(), p -> new PlainQuestion()).skipped += skipped.getTimes();
        }
        version.getAnswers().stream().map(Answer::getPath).distinct().forEach(path -> cell.questions.get(path)
                .responses++);
    }
}
