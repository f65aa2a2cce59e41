package org.farmer1st.benchmarks.jobs;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.farmer1st.events.Answer;
import org.farmer1st.events.AnswerType;
import org.farmer1st.events.DimensionValue;
import org.farmer1st.events.ResponseVersion;

/**
 * Invented responses, as ingest-api would have made them of an upload: a pure function of their number, so that any of them
 * can be made again. Five of each farmer, {@value #BETWEEN} apart, on different days.
 *
 * @param questions how many the survey has, from {@link #LEAST_QUESTIONS} on; every response answers all of them
 */
public record SampleResponses(int questions) {

    /** The tenant of every response. */
    public static final String TENANT = "demo";

    /** The survey of every response. */
    public static final String SURVEY = "benchmark";

    /** The dimensions are among the first. */
    public static final int LEAST_QUESTIONS = 12;

    private static final int BETWEEN = 10_000;
    private static final int A_FARMER = 5;
    private static final int DAYS = 15;
    private static final LocalDate FIRST_DAY = LocalDate.of(2026, 11, 1);
    private static final Instant RECEIVED_AT = Instant.parse("2026-11-20T08:00:00Z");
    private static final int DIGEST_BYTES = 32;

    private static final List<String> VILLAGES =
            List.of("Chirodzo", "God", "Ruaca", "Massequece", "Nhamatanda", "Gondola", "Sussundenga", "Macate");
    private static final List<String> GENDERS = List.of("female", "male", "other");
    private static final List<String> ITEMS = List.of("bicycle", "cart", "mobile_phone", "radio", "solar_panel");
    private static final List<String> WATER = List.of("well", "borehole", "tap");
    private static final List<String> MEMBERS = List.of("member", "former", "never");

    /** Its answers come again and again, so that a response has as many questions as it is to have. */
    private static final List<String> NAMES = List.of(
            "village",
            "gender",
            "age",
            "household_size",
            "land_hectares",
            "items_owned",
            "water_source",
            "harvest_kg",
            "income_month",
            "cooperative",
            "training_days",
            "fertiliser_kg");

    public SampleResponses {
        if (questions < LEAST_QUESTIONS) {
            throw new IllegalArgumentException(
                    "A response answers " + LEAST_QUESTIONS + " questions or more, not " + questions);
        }
    }

    /** The farmer of a response; its lane follows from it. */
    String farmer(long number) {
        return "farmer-" + (number / (BETWEEN * A_FARMER) * BETWEEN + number % BETWEEN);
    }

    /** The first version of a response. */
    public ResponseVersion version(long number) {
        LocalDate day = FIRST_DAY.plusDays(number / BETWEEN * 17 % DAYS);
        Instant answeredAt = day.atStartOfDay(ZoneOffset.UTC).toInstant().plusSeconds(28_800 + number % 30_000);
        long mixed = mix(number * 1_000);
        ResponseVersion version = new ResponseVersion();
        version.setTenant(TENANT);
        version.setFarmerId(farmer(number));
        version.setResponseId(id(number));
        version.setVersionId(version.getResponseId());
        version.setSurveyId(SURVEY);
        version.setSurveyVersion(1);
        version.setDeviceTime(answeredAt);
        version.setSentAt(RECEIVED_AT);
        version.setReceivedAt(RECEIVED_AT);
        version.setBusinessTime(answeredAt);
        version.setBusinessDay(day);
        version.setTimeFlags(List.of());
        version.setAnswers(answers(mixed));
        version.setSkipped(List.of());
        version.setDimensions(List.of(
                new DimensionValue("village", List.of(one(VILLAGES, mixed, 0))),
                new DimensionValue("gender", List.of(one(GENDERS, mixed, 1)))));
        version.setBasePoints(10);
        version.setMinGroupSize(5);
        ByteBuffer digest = ByteBuffer.allocate(DIGEST_BYTES);
        while (digest.hasRemaining()) {
            digest.putLong(mix(mixed + digest.position()));
        }
        version.setDigest(digest.flip());
        return version;
    }

    /**
     * A response of few farmers who have many days: one of each farmer on each day, one day after the other. Else the same.
     *
     * @param farmers how many there are
     */
    ResponseVersion versionOfManyDays(long number, long farmers) {
        ResponseVersion version = version(number);
        LocalDate day = FIRST_DAY.plusDays(number / farmers);
        version.setFarmerId("farmer-" + number % farmers);
        version.setBusinessDay(day);
        version.setBusinessTime(day.atStartOfDay(ZoneOffset.UTC).toInstant().plusSeconds(28_800 + number % 30_000));
        version.setDeviceTime(version.getBusinessTime());
        return version;
    }

    /** The survey, as it is published: whoever asks sees every group. Its questions outside of repeats alone. */
    String definition() {
        List<String> asked = new ArrayList<>();
        for (String name : NAMES) {
            asked.add("{\"name\":\"" + name + "\"," + type(name) + '}');
        }
        return "{\"surveyId\":\"" + SURVEY + "\",\"version\":1,\"title\":\"Benchmark\",\"questions\":["
                + String.join(",", asked)
                + "],\"dimensions\":[\"village\",\"gender\"],\"points\":{\"base\":10},"
                + "\"privacy\":{\"minGroupSize\":1}}";
    }

    private static String type(String name) {
        return switch (name) {
            case "village" -> choices("select_one", VILLAGES);
            case "gender" -> choices("select_one", GENDERS);
            case "items_owned" -> choices("select_multiple", ITEMS);
            case "water_source" -> choices("select_one", WATER);
            case "cooperative" -> choices("select_one", MEMBERS);
            case "age", "household_size", "income_month", "training_days" -> "\"type\":\"integer\"";
            case "land_hectares", "harvest_kg", "fertiliser_kg" -> "\"type\":\"decimal\"";
            default -> throw new IllegalStateException("There is no question " + name);
        };
    }

    private static String choices(String type, List<String> choices) {
        return "\"type\":\"" + type + "\",\"choices\":[" + quoted(choices) + ']';
    }

    private static String quoted(List<?> texts) {
        return texts.stream().map(text -> "\"" + text + '"').collect(Collectors.joining(","));
    }

    /**
     * A response as a phone sends it, answered two hours before; its questions outside of repeats alone.
     *
     * @param now when it is sent
     */
    String body(long number, Instant now) {
        ResponseVersion version = new SampleResponses(LEAST_QUESTIONS).version(number);
        Instant sentAt = now.truncatedTo(ChronoUnit.SECONDS);
        return "{\"responseId\":\"" + version.getResponseId() + "\",\"surveyId\":\"" + SURVEY
                + "\",\"surveyVersion\":1,\"farmerId\":\"" + version.getFarmerId() + "\",\"deviceTime\":\""
                + sentAt.minus(2, ChronoUnit.HOURS) + "\",\"sentAt\":\"" + sentAt + "\",\"answers\":{"
                + version.getAnswers().stream()
                        .map(answer -> '"' + answer.getPath() + "\":" + json(answer.getValue()))
                        .collect(Collectors.joining(","))
                + "}}";
    }

    private static String json(Object value) {
        if (value instanceof List<?> choices) {
            return '[' + quoted(choices) + ']';
        }
        return value instanceof String text ? '"' + text + '"' : value.toString();
    }

    private List<Answer> answers(long mixed) {
        List<Answer> answers = new ArrayList<>(questions);
        for (int i = 0; i < questions; i++) {
            String name = NAMES.get(i % NAMES.size());
            String path = i < NAMES.size() ? name : "plots/" + name + '_' + i / NAMES.size();
            answers.add(answer(path, i % NAMES.size(), mixed, i));
        }
        return answers;
    }

    private static Answer answer(String path, int kind, long mixed, int salt) {
        return switch (kind) {
            case 0 -> new Answer(path, AnswerType.SELECT_ONE, one(VILLAGES, mixed, salt));
            case 1 -> new Answer(path, AnswerType.SELECT_ONE, one(GENDERS, mixed, salt));
            case 2 -> new Answer(path, AnswerType.INTEGER, 18L + below(72, mixed, salt));
            case 3 -> new Answer(path, AnswerType.INTEGER, 1L + below(20, mixed, salt));
            case 4 -> new Answer(path, AnswerType.DECIMAL, below(400, mixed, salt) / 10.0);
            case 5 -> {
                int first = below(ITEMS.size() - 1, mixed, salt);
                yield new Answer(path, AnswerType.SELECT_MULTIPLE, List.of(ITEMS.get(first), ITEMS.get(first + 1)));
            }
            case 6 -> new Answer(path, AnswerType.SELECT_ONE, one(WATER, mixed, salt));
            case 7 -> new Answer(path, AnswerType.DECIMAL, below(180, mixed, salt) * 50.0);
            case 8 -> new Answer(path, AnswerType.INTEGER, below(180, mixed, salt) * 500L);
            case 9 -> new Answer(path, AnswerType.SELECT_ONE, one(MEMBERS, mixed, salt));
            case 10 -> new Answer(path, AnswerType.INTEGER, (long) below(60, mixed, salt));
            case 11 -> new Answer(path, AnswerType.DECIMAL, below(100, mixed, salt) * 2.5);
            default -> throw new IllegalStateException("There is no question " + kind);
        };
    }

    private static String one(List<String> choices, long mixed, int salt) {
        return choices.get(below(choices.size(), mixed, salt));
    }

    private static int below(int bound, long mixed, int salt) {
        return (int) Long.remainderUnsigned(mix(mixed + salt), bound);
    }

    /** Of random-looking bits, as the phones' are, and never the same twice. */
    private static String id(long number) {
        return new UUID(mix(number), number).toString();
    }

    /** Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators" (2014): the finalizer of SplitMix64. */
    private static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
