package org.farmer1st.serving.aggregates;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.Fault;
import org.farmer1st.serving.surveys.Survey;

/** Reads an {@link AggregateQuery} out of a request's parameters, and names everything that is wrong with them at once. */
public final class AggregateParameters {

    private static final Set<String> SINGLE = Set.of("question", "bucket", "from", "to", "after");
    private static final String GROUP_BY = "groupBy";
    private static final Pattern FILTER = Pattern.compile("filter\\[([^\\]]+)\\]");
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    /** The farmer's region, which every survey may be grouped by, alone. */
    static final String REGION = "@region";

    private static final int LONGEST_VALUE = 1000;

    private final Map<String, List<String>> parameters;
    private final Survey survey;
    private final List<Fault> faults = new ArrayList<>();

    private AggregateParameters(Map<String, List<String>> parameters, Survey survey) {
        this.parameters = parameters;
        this.survey = survey;
    }

    /**
     * The query.
     *
     * @param parameters decoded, by name
     * @throws ApiException VALIDATION_FAILED with a detail for each fault
     */
    public static AggregateQuery read(
            String tenant, String surveyId, Map<String, List<String>> parameters, Survey survey) {
        return new AggregateParameters(parameters, survey).read(tenant, surveyId);
    }

    private AggregateQuery read(String tenant, String surveyId) {
        parameters.forEach((name, values) -> {
            if (SINGLE.contains(name) || FILTER.matcher(name).matches()) {
                if (values.size() > 1) {
                    fault(name, "may be given once only");
                }
            } else if (!name.equals(GROUP_BY)) {
                fault(name, "is not a parameter here; question, groupBy, bucket, from, to, filter[NAME] and after are");
            }
        });
        Optional<String> question = first("question");
        question.ifPresent(this::checkQuestion);
        List<String> groupBy = groupBy();
        SortedMap<String, String> filters = filters();
        Set<String> dimensions = new TreeSet<>(groupBy);
        dimensions.addAll(filters.keySet());
        if (dimensions.size() > AggregateQuery.MOST_DIMENSIONS) {
            fault(
                    GROUP_BY,
                    "and filter may name " + AggregateQuery.MOST_DIMENSIONS + " dimensions together, not "
                            + dimensions.size());
        }
        if (dimensions.contains(REGION) && dimensions.size() > 1) {
            fault(GROUP_BY, "and filter may name " + REGION + " alone only");
        }
        Bucket bucket = Bucket.ALL;
        Optional<String> bucketName = first("bucket");
        if (bucketName.isPresent()) {
            bucket = Bucket.of(bucketName.get()).orElseGet(() -> {
                fault("bucket", "must be day, month or all");
                return Bucket.ALL;
            });
        }
        LocalDate from = day("from");
        LocalDate to = day("to");
        if (from != null && to != null && to.isBefore(from)) {
            fault("to", "is before from");
        }
        if (!faults.isEmpty()) {
            throw ApiException.invalid(faults);
        }
        return new AggregateQuery(tenant, surveyId, question, groupBy, filters, bucket, from, to);
    }

    private void checkQuestion(String path) {
        Optional<String> type = survey.questionType(path);
        if (type.isEmpty()) {
            fault(
                    "question",
                    "is not in this survey; one inside a repeat is named by its path, as in plots/crops/name");
        } else if (type.get().equals("repeat")) {
            fault("question", "is a repeat: name a question inside it");
        } else if (survey.minGroupSize() > 1 && survey.dimensions().contains(path)) {
            // Its counts are those of groups, and sums of its numbers follow from how large the groups are.
            fault(
                    "question",
                    "is a dimension, whose small groups are hidden in this survey: name it in groupBy instead");
        }
    }

    private List<String> groupBy() {
        Set<String> names = new LinkedHashSet<>();
        for (String value : parameters.getOrDefault(GROUP_BY, List.of())) {
            if (value.isEmpty()) {
                continue;
            }
            for (String name : value.split(",", -1)) {
                String trimmed = name.trim();
                if (checkDimension(GROUP_BY, trimmed)) {
                    names.add(trimmed);
                }
            }
        }
        return List.copyOf(names);
    }

    private SortedMap<String, String> filters() {
        SortedMap<String, String> filters = new TreeMap<>();
        parameters.forEach((parameter, values) -> {
            Matcher matcher = FILTER.matcher(parameter);
            if (!matcher.matches() || !checkDimension(parameter, matcher.group(1))) {
                return;
            }
            String value = values.get(0);
            if (value.length() > LONGEST_VALUE || value.chars().anyMatch(Character::isISOControl)) {
                fault(parameter, "is not a value that an answer can have");
            } else {
                filters.put(matcher.group(1), asInRows(parameter, matcher.group(1), value));
            }
        });
        return filters;
    }

    /** Numbers are written one way in rows: 1.50 is 1.5 there, and 2.0 is 2. */
    private String asInRows(String parameter, String dimension, String value) {
        String type = survey.questionType(dimension).orElse("");
        if (value.isEmpty() || !(type.equals("integer") || type.equals("decimal"))) {
            return value;
        }
        try {
            if (type.equals("integer")) {
                return Long.toString(Long.parseLong(value));
            }
            String text = Double.toString(Double.parseDouble(value));
            return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
        } catch (NumberFormatException e) {
            fault(parameter, "must be a number");
            return value;
        }
    }

    private boolean checkDimension(String parameter, String name) {
        if (survey.dimensions().contains(name) || name.equals(REGION)) {
            return true;
        }
        fault(
                parameter,
                survey.questionType(name).isPresent()
                        ? "names a question that is not a dimension of this survey"
                        : "names no dimension of this survey; it has "
                                + (survey.dimensions().isEmpty()
                                        ? "none"
                                        : String.join(", ", new TreeSet<>(survey.dimensions()))));
        return false;
    }

    private LocalDate day(String parameter) {
        Optional<String> text = first(parameter);
        if (text.isEmpty()) {
            return null;
        }
        if (DAY.matcher(text.get()).matches()) {
            try {
                return LocalDate.parse(text.get());
            } catch (DateTimeException e) {
                // Reported below: the form is right, the day isn't one.
            }
        }
        fault(parameter, "must be a day, as 2026-11-20");
        return null;
    }

    private Optional<String> first(String parameter) {
        return parameters.getOrDefault(parameter, List.of()).stream()
                .findFirst()
                .filter(value -> !value.isEmpty());
    }

    private void fault(String parameter, String problem) {
        faults.add(new Fault(parameter, problem));
    }
}
