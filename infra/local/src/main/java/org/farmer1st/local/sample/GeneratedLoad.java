package org.farmer1st.local.sample;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * A load for the {@link SampleSurvey}, the same for the same seed: responses of many farmers, with edits, withdrawals, and
 * steps that are sent more than once, some of them late; and what counts when all of it has arrived.
 *
 * <p>The steps of one farmer are to be sent in order, as a phone does; those of different farmers in any order.
 *
 * @param sequences the steps of each farmer
 * @param standing what counts in the end: the newest body of each response that is not withdrawn
 */
public record GeneratedLoad(List<List<Step>> sequences, List<ObjectNode> standing) {

    private static final ZoneId ZONE = ZoneId.of("Africa/Nairobi");

    /** Device times lie in this many days before the load. */
    private static final int DAYS = 45;

    /**
     * Makes a load.
     *
     * @param seed the same seed makes the same load; another makes other responses
     * @param responses how many different responses there are
     * @param farmers how many farmers they are of, about evenly
     * @param until no device time is later than the day before this
     */
    public static GeneratedLoad of(long seed, int responses, int farmers, Instant until) {
        return new Generator(seed, until).load(responses, farmers);
    }

    /** How many requests it is. */
    public int size() {
        return sequences.stream().mapToInt(List::size).sum();
    }

    private static final class Generator {

        private final Random random;
        private final SampleAnswers answers;
        private final Instant until;
        private final Map<String, ObjectNode> standing = new LinkedHashMap<>();

        Generator(long seed, Instant until) {
            this.random = new Random(seed);
            this.answers = new SampleAnswers(random);
            this.until = until;
        }

        GeneratedLoad load(int responses, int farmers) {
            List<List<Step>> sequences = new ArrayList<>();
            for (int farmer = 0; farmer < farmers; farmer++) {
                sequences.add(new ArrayList<>());
            }
            List<String> farmerIds = new ArrayList<>();
            for (int farmer = 0; farmer < farmers; farmer++) {
                farmerIds.add("farmer-" + uuid());
            }
            for (int response = 0; response < responses; response++) {
                int farmer = response % farmers;
                addResponse(farmerIds.get(farmer), sequences.get(farmer));
            }
            for (List<Step> sequence : sequences) {
                addLateRepeats(sequence);
            }
            return new GeneratedLoad(sequences, List.copyOf(standing.values()));
        }

        private void addResponse(String farmerId, List<Step> sequence) {
            String responseId = uuid();
            ObjectNode body = body(farmerId, responseId);
            add(sequence, new Step.Send(body));
            String version = responseId;
            while (random.nextInt(10) == 0) {
                ObjectNode edited = body(farmerId, responseId);
                edited.put("versionId", uuid());
                edited.put("replaces", version);
                version = edited.path("versionId").asText();
                add(sequence, new Step.Edit(edited));
                body = edited;
            }
            if (random.nextInt(20) == 0) {
                add(sequence, new Step.Withdrawal(farmerId, responseId));
                standing.remove(responseId);
            } else {
                standing.put(responseId, body);
            }
        }

        /** One step in five is sent twice in a row, as by a phone whose link dropped. */
        private void add(List<Step> sequence, Step step) {
            sequence.add(step);
            if (random.nextInt(5) == 0) {
                sequence.add(step);
            }
        }

        /** One farmer in five sends something again when everything is over. */
        private void addLateRepeats(List<Step> sequence) {
            if (!sequence.isEmpty() && random.nextInt(5) == 0) {
                sequence.add(sequence.get(random.nextInt(sequence.size())));
            }
        }

        private ObjectNode body(String farmerId, String responseId) {
            // By day, so that the few milliseconds that a device's clock is
            // corrected by never move a response to another.
            Instant deviceTime = until.atZone(ZONE)
                    .toLocalDate()
                    .minusDays(1 + random.nextInt(DAYS))
                    .atTime(6 + random.nextInt(12), random.nextInt(60), random.nextInt(60))
                    .atZone(ZONE)
                    .toInstant();
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.put("responseId", responseId);
            body.put("surveyId", SampleSurvey.ID);
            body.put("surveyVersion", 1);
            body.put("farmerId", farmerId);
            body.put("deviceTime", deviceTime.toString());
            body.set("answers", answers.at(deviceTime));
            return body;
        }

        private String uuid() {
            return new UUID(
                            random.nextLong() & ~0xF000L | 0x4000L,
                            random.nextLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L)
                    .toString();
        }
    }
}
