package org.farmer1st.benchmarks.ingest;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * The invented survey that is measured with: a household, its plots as a repeat, and a free text. One form has nothing
 * personal, so that a response is one record; the other a name, a telephone number and an exact position, which are set
 * apart and make two.
 */
enum BenchmarkSurvey {
    PLAIN("benchmark", false),
    PERSONAL("benchmark-personal", true);

    /** The least size of a response, in bytes, that holds some answers. */
    static final int LEAST_BYTES = 600;

    /** Room for a free text that brings a response to its size. */
    private static final int NOTE_ROOM = 14;

    private static final int PLOT_ROOM = 140;
    private static final String END = "}}";

    /** Each with its choices, or none where it is a number. Names are as long as those of real forms. */
    private static final List<Asked> HOUSEHOLD = List.of(
            Asked.one("village", "Chirodzo", "God", "Ruaca", "Massequece", "Nhamatanda"),
            Asked.one("gender", "female", "male", "other"),
            Asked.whole("age", 18, 90),
            Asked.one("education", "none", "primary", "secondary", "tertiary"),
            Asked.whole("household_size", 1, 20),
            Asked.whole("rooms", 1, 12),
            Asked.decimal("land_hectares", 0.1, 40),
            Asked.several("livestock", "cattle", "goats", "poultry", "pigs", "oxen"),
            Asked.one("irrigated", "yes", "no"),
            Asked.several("items_owned", "bicycle", "radio", "mobile_phone", "solar_panel", "cart"),
            Asked.one("water_source", "well", "borehole", "river", "tap"),
            Asked.whole("water_minutes", 0, 240),
            Asked.decimal("fertiliser_kg", 0, 500),
            Asked.decimal("harvest_kg", 0, 9000),
            Asked.whole("income_month", 0, 90000),
            Asked.one("cooperative", "member", "former", "never"),
            Asked.whole("training_days", 0, 60),
            Asked.several("months_lack_food", "Jan", "Feb", "Mar", "Oct", "Nov", "Dec"),
            Asked.one("storage", "granary", "bags", "silo", "none"),
            Asked.one("credit", "bank", "group", "none"));

    private static final List<Asked> PLOT = List.of(
            Asked.decimal("plot_hectares", 0.1, 9),
            Asked.one("crop", "maize", "sorghum", "beans", "sesame", "cassava"),
            Asked.one("intercropped", "yes", "no"),
            Asked.whole("planted_month", 1, 12),
            Asked.several("inputs", "seed", "manure", "pesticide"));

    private final String surveyId;
    private final boolean personal;

    BenchmarkSurvey(String surveyId, boolean personal) {
        this.surveyId = surveyId;
        this.personal = personal;
    }

    /** A question: its name, its type, what may be answered. */
    private record Asked(String name, String type, double min, double max, List<String> choices) {

        static Asked one(String name, String... choices) {
            return new Asked(name, "select_one", 0, 0, List.of(choices));
        }

        static Asked several(String name, String... choices) {
            return new Asked(name, "select_multiple", 0, 0, List.of(choices));
        }

        static Asked whole(String name, int min, int max) {
            return new Asked(name, "integer", min, max, List.of());
        }

        static Asked decimal(String name, double min, double max) {
            return new Asked(name, "decimal", min, max, List.of());
        }

        String definition() {
            String limits = choices.isEmpty()
                    ? ",\"min\":" + min + ",\"max\":" + max
                    : ",\"choices\":[" + quoted(choices) + ']';
            return "{\"name\":\"" + name + "\",\"type\":\"" + type + '"' + limits + '}';
        }

        String answer(Random random) {
            String value =
                    switch (type) {
                        case "select_one" -> '"' + choices.get(random.nextInt(choices.size())) + '"';
                        case "select_multiple" -> '[' + quoted(some(random)) + ']';
                        case "integer" -> Integer.toString((int) (min + random.nextDouble() * (max - min)));
                        default -> String.format(Locale.ROOT, "%.2f", min + random.nextDouble() * (max - min));
                    };
            return '"' + name + "\":" + value;
        }

        private List<String> some(Random random) {
            List<String> shuffled = new ArrayList<>(choices);
            Collections.shuffle(shuffled, random);
            return shuffled.subList(0, 1 + random.nextInt(choices.size()));
        }

        private static String quoted(List<String> texts) {
            return texts.stream().map(text -> '"' + text + '"').collect(Collectors.joining(","));
        }
    }

    String surveyId() {
        return surveyId;
    }

    /** Whether a response is two records. */
    boolean setsApart() {
        return personal;
    }

    /** Its definition, as it is published. */
    String definition() {
        String apart = personal
                ? "{\"name\":\"respondent\",\"type\":\"text\"},{\"name\":\"telephone\",\"type\":\"text\"},"
                : "";
        return "{\"surveyId\":\"" + surveyId + "\",\"version\":1,\"title\":\"Benchmark\",\"questions\":[" + apart
                + HOUSEHOLD.stream().map(Asked::definition).collect(Collectors.joining(","))
                + ",{\"name\":\"plots\",\"type\":\"repeat\",\"questions\":["
                + PLOT.stream().map(Asked::definition).collect(Collectors.joining(","))
                + "]},{\"name\":\"note\",\"type\":\"text\",\"personal\":false}],"
                + "\"dimensions\":[\"village\",\"gender\",\"irrigated\"],"
                + "\"points\":{\"base\":5},\"privacy\":{\"minGroupSize\":5}}";
    }

    /**
     * A response of exactly so many bytes: as many answers as fit, then plots, then a text that fills what is left.
     *
     * @param bytes {@link #LEAST_BYTES} or more
     * @param random decides the answers
     * @param now when it is sent; it was answered two hours before
     */
    ResponseTemplate response(int bytes, Random random, Instant now) {
        Instant sentAt = now.truncatedTo(ChronoUnit.SECONDS);
        StringBuilder json = new StringBuilder("{\"responseId\":\"" + ResponseTemplate.RESPONSE_ID
                + "\",\"surveyId\":\"" + surveyId + "\",\"surveyVersion\":1,\"farmerId\":\"farmer-"
                + ResponseTemplate.FARMER + "\",\"deviceTime\":\"" + sentAt.minus(Duration.ofHours(2))
                + "\",\"sentAt\":\"" + sentAt + '"');
        if (personal) {
            json.append(",\"location\":{\"latitude\":-19.112,\"longitude\":33.481,\"accuracyMeters\":12}");
        }
        json.append(",\"answers\":{");
        if (personal) {
            json.append("\"respondent\":\"Amina Joaquim\",\"telephone\":\"+258 84 000 0000\",");
        }
        int end = bytes - END.length() - NOTE_ROOM;
        for (Asked question : HOUSEHOLD) {
            String answer = question.answer(random);
            if (json.length() + answer.length() + 1 <= end) {
                json.append(answer).append(',');
            }
        }
        if (end - json.length() > 2 * PLOT_ROOM) {
            json.append("\"plots\":[");
            while (end - json.length() > PLOT_ROOM) {
                json.append('{')
                        .append(PLOT.stream()
                                .map(question -> question.answer(random))
                                .collect(Collectors.joining(",")))
                        .append("},");
            }
            json.setLength(json.length() - 1);
            json.append("],");
        }
        json.append("\"note\":\"");
        while (json.length() < bytes - END.length() - 1) {
            json.append((char) ('a' + random.nextInt('z' - 'a' + 1)));
        }
        json.append('"').append(END);
        return ResponseTemplate.of(json.toString());
    }
}
