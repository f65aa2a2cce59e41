package org.farmer1st.local.sample;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;

/** Invented answers to the {@link SampleSurvey}, as uneven as real ones: questions are skipped, plots come in any number. */
final class SampleAnswers {

    private static final ZoneId ZONE = ZoneId.of("Africa/Nairobi");
    private static final List<String> DISTRICTS = List.of("north", "east", "south", "west");
    private static final List<String> MAIN_CROPS = List.of("coffee", "maize", "both");
    private static final List<String> INPUTS = List.of("seed", "fertilizer", "manure", "pesticide");
    private static final List<String> PLOT_CROPS = List.of("coffee", "maize", "beans");
    private static final List<String> MONTHS = List.of("march", "june", "september", "december");

    private final Random random;

    SampleAnswers(Random random) {
        this.random = random;
    }

    /** A farmer's answers given at {@code moment}. */
    ObjectNode at(Instant moment) {
        ObjectNode answers = JsonNodeFactory.instance.objectNode();
        answers.put("interview_date", moment.atZone(ZONE).toLocalDate().toString());
        answers.put("farmer_name", "Farmer " + random.nextInt(100_000));
        answers.put("district", oneOf(DISTRICTS));
        if (answered()) {
            answers.put("main_crop", oneOf(MAIN_CROPS));
        }
        if (answered()) {
            answers.putObject("home")
                    .put("latitude", decimal(-1.2, 0.9, 5))
                    .put("longitude", decimal(36.1, 1.5, 5))
                    .put("accuracyMeters", decimal(3, 20, 0));
        }
        if (answered()) {
            answers.put("household_size", 1 + random.nextInt(12));
        }
        if (answered()) {
            answers.put("irrigated", random.nextInt(3) == 0 ? "yes" : "no");
        }
        someOf(INPUTS, answers, "inputs");
        if (answered()) {
            answers.put(
                    "last_sale",
                    moment.minus(random.nextInt(200), ChronoUnit.DAYS).toString());
        }
        if (answered()) {
            answers.put("income", decimal(0, 90_000, 2));
        }
        if (random.nextInt(5) == 0) {
            answers.put("remarks", "Rain came late in week " + random.nextInt(52));
        }
        plots(answers);
        return answers;
    }

    private void plots(ObjectNode answers) {
        int count = random.nextInt(4);
        if (count == 0) {
            return;
        }
        ArrayNode plots = answers.putArray("plots");
        for (int i = 0; i < count; i++) {
            ObjectNode plot = plots.addObject();
            plot.put("crop", oneOf(PLOT_CROPS));
            if (answered()) {
                plot.put("hectares", decimal(0.1, 4, 1));
            }
            if (answered()) {
                plot.put("trees", random.nextInt(2000));
            }
            harvests(plot);
        }
    }

    private void harvests(ObjectNode plot) {
        int count = random.nextInt(3);
        if (count == 0) {
            return;
        }
        ArrayNode harvests = plot.putArray("harvests");
        for (int i = 0; i < count; i++) {
            ObjectNode harvest = harvests.addObject();
            harvest.put("month", oneOf(MONTHS));
            if (answered()) {
                harvest.put("kilograms", decimal(1, 4000, 1));
            }
        }
    }

    private void someOf(List<String> choices, ObjectNode answers, String name) {
        List<String> chosen =
                choices.stream().filter(choice -> random.nextInt(3) == 0).toList();
        if (!chosen.isEmpty()) {
            ArrayNode array = answers.putArray(name);
            chosen.forEach(array::add);
        }
    }

    private String oneOf(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Nine of ten questions are. */
    private boolean answered() {
        return random.nextInt(10) > 0;
    }

    private BigDecimal decimal(double from, double width, int digits) {
        return BigDecimal.valueOf(from + random.nextDouble() * width).setScale(digits, RoundingMode.HALF_UP);
    }
}
