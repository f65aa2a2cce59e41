package org.farmer1st.local.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.UUID;
import org.farmer1st.events.Answer;
import org.farmer1st.events.AnswerType;
import org.farmer1st.events.DimensionValue;
import org.farmer1st.events.NoChange;
import org.farmer1st.events.NoChangeReason;
import org.farmer1st.events.ResponseAdded;
import org.farmer1st.events.ResponseReplaced;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.ResponseWithdrawn;
import org.farmer1st.events.SkippedQuestion;

/**
 * What intake would have said of many responses, the same for the same seed: each is added, some are edited once or twice, some
 * withdrawn, and one change in five is repeated; all of it in any order but that of one response's own. Every version is a
 * function of the seed and two numbers, so none is kept: a million fit anywhere.
 *
 * <p>Responses about coffee are never withdrawn, and stay about coffee: how many there are may only grow.
 *
 * @param seed of everything
 * @param tenant whose responses they are
 * @param responses how many
 */
record FactHistory(long seed, String tenant, int responses) {

    /** The survey of every response. */
    static final String SURVEY = "drill-analytics";

    /** The crop whose responses only grow in number. */
    static final String STEADY_CROP = "coffee";

    private static final ZoneId ZONE = ZoneId.of("Africa/Nairobi");
    private static final LocalDate FIRST_DAY = LocalDate.of(2026, 9, 1);
    private static final int DAYS = 45;
    private static final int RESPONSES_OF_A_FARMER = 20;
    /** How many changes may come between a response's own. */
    private static final int LATEST = 50_000;

    private static final List<String> DISTRICTS = List.of("north", "east", "south", "west");
    private static final List<String> CROPS = List.of(STEADY_CROP, "maize", "both");
    private static final List<String> INPUTS = List.of("fertilizer", "manure", "pesticide", "seed");
    private static final int MOST_VERSIONS = 3;
    private static final int DIGEST_BYTES = 32;

    /**
     * One change.
     *
     * @param farmerId whose lane it is in
     * @param change of a fact
     */
    record Change(String farmerId, Object change) {}

    /** The survey's definition, as it is published. */
    static JsonNode definition() {
        try (InputStream resource = FactHistory.class.getResourceAsStream("analytics.json")) {
            return new ObjectMapper().readTree(resource);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SplittableRandom random(int response, int version) {
        // Its first number would be much the same for seeds that lie close together.
        return new SplittableRandom(seed * 31 + response * 7L + version * 0x9E3779B97F4A7C15L).split();
    }

    /** How many versions a response has in the end. */
    private int versions(int response) {
        int drawn = random(response, -1).nextInt(20);
        return drawn == 0 ? MOST_VERSIONS : drawn < 3 ? 2 : 1;
    }

    private boolean isWithdrawn(int response) {
        return random(response, -2).nextInt(20) == 0 && !crop(response, 0).equals(STEADY_CROP);
    }

    private String farmer(int response) {
        return "farmer-" + response % Math.max(1, responses / RESPONSES_OF_A_FARMER);
    }

    private String crop(int response, int version) {
        String first = CROPS.get(random(response, -3).nextInt(CROPS.size()));
        return first.equals(STEADY_CROP)
                ? first
                : CROPS.get(1 + random(response, 100 + version).nextInt(2));
    }

    /** A version's answers, as a phone sends them; of a question that is left open none. */
    private ObjectNode answers(int response, int version) {
        SplittableRandom random = random(response, version);
        ObjectNode answers = JsonNodeFactory.instance.objectNode();
        answers.put("district", DISTRICTS.get(random.nextInt(DISTRICTS.size())));
        answers.put("main_crop", crop(response, version));
        if (random.nextInt(8) > 0) {
            answers.put("household", 1L + random.nextInt(12));
        }
        if (random.nextInt(8) > 0) {
            answers.put("income", random.nextInt(9_000_000) / 100.0);
        }
        List<String> inputs =
                INPUTS.stream().filter(input -> random.nextBoolean()).toList();
        if (!inputs.isEmpty()) {
            inputs.forEach(answers.withArray("inputs")::add);
        }
        if (random.nextInt(4) > 0) {
            answers.put("sold_on", FIRST_DAY.minusDays(random.nextInt(200)).toString());
        }
        return answers;
    }

    private LocalDate day(int response, int version) {
        return FIRST_DAY.plusDays(random(response, 200 + version).nextInt(DAYS));
    }

    /** The bodies of the responses that stand in the end, made when they are asked for: for a plain count. */
    List<JsonNode> standing() {
        int[] numbers = new int[responses];
        int count = 0;
        for (int response = 0; response < responses; response++) {
            if (!isWithdrawn(response)) {
                numbers[count++] = response;
            }
        }
        int size = count;
        return new AbstractList<>() {
            @Override
            public JsonNode get(int index) {
                int response = numbers[index];
                int version = versions(response) - 1;
                ObjectNode body = JsonNodeFactory.instance.objectNode();
                body.put("farmerId", farmer(response));
                body.put(
                        "deviceTime",
                        day(response, version)
                                .atTime(9, 0)
                                .atZone(ZONE)
                                .toInstant()
                                .toString());
                body.set("answers", answers(response, version));
                return body;
            }

            @Override
            public int size() {
                return size;
            }
        };
    }

    private ResponseVersion version(int response, int version) {
        ObjectNode given = answers(response, version);
        Instant at = day(response, version).atTime(9, 0).atZone(ZONE).toInstant();
        List<Answer> answers = new ArrayList<>();
        List<SkippedQuestion> skipped = new ArrayList<>();
        add(given, "district", AnswerType.SELECT_ONE, answers, skipped);
        add(given, "main_crop", AnswerType.SELECT_ONE, answers, skipped);
        add(given, "household", AnswerType.INTEGER, answers, skipped);
        add(given, "income", AnswerType.DECIMAL, answers, skipped);
        add(given, "inputs", AnswerType.SELECT_MULTIPLE, answers, skipped);
        add(given, "sold_on", AnswerType.DATE, answers, skipped);
        return ResponseVersion.newBuilder()
                .setTenant(tenant)
                .setFarmerId(farmer(response))
                .setResponseId(id(response, 0))
                .setVersionId(id(response, version))
                .setReplaces(version == 0 ? null : id(response, version - 1))
                .setSurveyId(SURVEY)
                .setSurveyVersion(1)
                .setReceivedAt(at)
                .setBusinessTime(at)
                .setBusinessDay(day(response, version))
                .setTimeFlags(List.of())
                .setAnswers(answers)
                .setSkipped(skipped)
                .setDimensions(List.of(
                        new DimensionValue(
                                "district", List.of(given.path("district").asText())),
                        new DimensionValue(
                                "main_crop", List.of(given.path("main_crop").asText()))))
                .setBasePoints(0)
                .setMinGroupSize(1)
                .setDigest(ByteBuffer.allocate(DIGEST_BYTES))
                .build();
    }

    private static void add(
            ObjectNode given, String question, AnswerType type, List<Answer> answers, List<SkippedQuestion> skipped) {
        JsonNode value = given.path(question);
        if (value.isMissingNode()) {
            skipped.add(new SkippedQuestion(question, 1));
            return;
        }
        Object typed =
                switch (type) {
                    case INTEGER -> value.asLong();
                    case DECIMAL -> value.asDouble();
                    case SELECT_MULTIPLE -> {
                        List<String> choices = new ArrayList<>();
                        value.forEach(choice -> choices.add(choice.asText()));
                        yield choices;
                    }
                    case SELECT_ONE, DATE -> value.asText();
                    case UNKNOWN, TEXT, DATETIME, GEOPOINT ->
                        throw new IllegalArgumentException("The drill's survey asks for no " + type);
                };
        answers.add(new Answer(question, type, typed));
    }

    private String id(int response, int version) {
        return new UUID(seed, (long) response << 8 | version).toString();
    }

    /** How many changes there are, repeats included. */
    long size() {
        long size = 0;
        for (Iterator<Integer> steps = steps(); steps.hasNext(); steps.next()) {
            size++;
        }
        return size;
    }

    private int stepsOf(int response) {
        return versions(response) + (isWithdrawn(response) ? 1 : 0);
    }

    /** The responses whose next step it is, a step each; negative, less one, where it is a repeat. */
    private Iterator<Integer> steps() {
        return new Steps();
    }

    /** The changes, in the order in which they come. */
    Iterator<Change> changes() {
        Iterator<Integer> steps = steps();
        byte[] taken = new byte[responses];
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return steps.hasNext();
            }

            @Override
            public Change next() {
                int step = steps.next();
                if (step < 0) {
                    int response = -step - 1;
                    return new Change(
                            farmer(response),
                            new NoChange(NoChangeReason.REPEAT, id(response, 0), id(response, taken[response] - 1)));
                }
                int number = taken[step]++;
                if (number == 0) {
                    return new Change(farmer(step), new ResponseAdded(version(step, 0)));
                }
                return new Change(
                        farmer(step),
                        number < versions(step)
                                ? new ResponseReplaced(version(step, number - 1), version(step, number))
                                : new ResponseWithdrawn(version(step, number - 1)));
            }
        };
    }

    /** Puts steps into order: each response begins in an order of chance, and goes on some time later. */
    private final class Steps implements Iterator<Integer> {

        private record Later(long at, int response, int step, boolean repeat) {}

        private final SplittableRandom chance = new SplittableRandom(seed);
        private final int[] order = shuffled();
        private final PriorityQueue<Later> later = new PriorityQueue<>(java.util.Comparator.comparingLong(Later::at));
        private long now;
        private int begun;

        private int[] shuffled() {
            int[] numbers = new int[responses];
            for (int i = 0; i < responses; i++) {
                int other = chance.nextInt(i + 1);
                numbers[i] = numbers[other];
                numbers[other] = i;
            }
            return numbers;
        }

        @Override
        public boolean hasNext() {
            return begun < responses || !later.isEmpty();
        }

        @Override
        public Integer next() {
            now++;
            boolean due = !later.isEmpty() && (later.peek().at() <= now || begun == responses);
            if (due) {
                Later next = later.remove();
                if (next.repeat()) {
                    return -next.response() - 1;
                }
                follow(next.response(), next.step());
                return next.response();
            }
            if (begun == responses) {
                throw new NoSuchElementException();
            }
            int response = order[begun++];
            follow(response, 0);
            return response;
        }

        private void follow(int response, int step) {
            if (chance.nextInt(5) == 0) {
                later.add(new Later(now + chance.nextInt(LATEST), response, step, true));
            }
            if (step + 1 < stepsOf(response)) {
                later.add(new Later(now + 1 + chance.nextInt(LATEST), response, step + 1, false));
            }
        }
    }
}
