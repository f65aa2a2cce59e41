package org.farmer1st.local.sample;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One cell as it is served, held against the same cell counted plainly. */
final class CellComparison {

    /** The view's promise for numbers that it no longer keeps one by one. */
    private static final double BUCKET_ERROR = 0.01;
    /** Sums of doubles depend on their order. */
    private static final double ROUNDING = 1e-9;

    private final JsonNode served;
    private final List<String> differences = new ArrayList<>();

    private CellComparison(JsonNode served) {
        this.served = served;
    }

    /** Compares a cell for which no question was asked. */
    static List<String> differences(JsonNode served, CountedCell counted) {
        CellComparison comparison = new CellComparison(served);
        comparison.equal("responses", counted.responses());
        comparison.equal("farmers", counted.farmers());
        return comparison.differences;
    }

    /** @param type of the question */
    static List<String> differences(JsonNode served, CountedCell counted, String question, String type) {
        CellComparison comparison = new CellComparison(served);
        comparison.differences.addAll(differences(served, counted));
        CountedAnswers answers = counted.answers(question);
        comparison.equal("answered", answers.answered());
        comparison.equal("skipped", answers.skipped());
        if (type.equals("integer") || type.equals("decimal")) {
            comparison.statistics(answers);
        } else if (!type.equals("text")) {
            comparison.counts(answers.counts());
        }
        return comparison.differences;
    }

    private void equal(String field, long expected) {
        JsonNode value = served.path(field);
        if (!value.isIntegralNumber() || value.asLong() != expected) {
            differences.add(field + " is " + value + ", should be " + expected);
        }
    }

    private void counts(Map<String, Long> expected) {
        Map<String, Long> found = new TreeMap<>();
        served.path("counts")
                .properties()
                .forEach(count -> found.put(count.getKey(), count.getValue().asLong()));
        if (!found.equals(expected)) {
            differences.add("counts are " + found + ", should be " + expected);
        }
    }

    private void statistics(CountedAnswers counted) {
        JsonNode stats = served.path("stats");
        if (stats.path("count").asLong(0) != counted.numbers()) {
            differences.add("stats.count is " + stats.path("count") + ", should be " + counted.numbers());
            return;
        }
        if (counted.numbers() == 0) {
            return;
        }
        double rounding = ROUNDING * Math.max(1, Math.abs(counted.sum()));
        near(stats, "sum", counted.sum(), rounding);
        near(stats, "mean", counted.mean(), rounding);
        if (counted.numbers() > 1) {
            // From sums of squares: what is lost is relative to the largest number, not to the deviation.
            double largest = Math.max(Math.abs(counted.smallest()), Math.abs(counted.largest()));
            near(stats, "stddev", counted.standardDeviation(), 1e-6 * Math.max(1, largest));
        } else if (!stats.path("stddev").isNull() && !stats.path("stddev").isMissingNode()) {
            differences.add("stats.stddev is " + stats.path("stddev") + ", should be null below two numbers");
        }
        within(stats, "min", counted.smallest());
        within(stats, "max", counted.largest());
        within(stats, "p50", counted.percentile(0.5));
        within(stats, "p90", counted.percentile(0.9));
    }

    private void within(JsonNode stats, String field, double expected) {
        near(stats, field, expected, BUCKET_ERROR * Math.abs(expected) + ROUNDING);
    }

    private void near(JsonNode stats, String field, double expected, double tolerance) {
        JsonNode value = stats.path(field);
        if (!value.isNumber() || Math.abs(value.asDouble() - expected) > tolerance) {
            differences.add("stats." + field + " is " + value + ", should be " + expected);
        }
    }
}
