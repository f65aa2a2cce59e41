package org.farmer1st.analytics.cells;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.farmer1st.events.Answer;
import org.farmer1st.events.AnswerType;
import org.farmer1st.events.DimensionValue;
import org.farmer1st.events.NoChange;
import org.farmer1st.events.NoChangeReason;
import org.farmer1st.events.ResponseAdded;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.ResponseReplaced;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.ResponseWithdrawn;
import org.farmer1st.events.SkippedQuestion;

/** Facts of one lane as intake writes them: additions, edits, withdrawals, and submissions that changed nothing. */
public final class RandomResponses {

    private static final String[] CHOICES = {"bicycle", "radio", "oxen", "phone"};

    private final Random random;
    private final boolean wideNumbers;
    private final Map<String, ResponseVersion> current = new HashMap<>();
    private final Map<Long, Instant> conflicts = new TreeMap<>();
    private long covered = -1;
    private int made;

    public RandomResponses(Random random, boolean wideNumbers) {
        this.random = random;
        this.wideNumbers = wideNumbers;
    }

    /** The versions that count after all facts so far. */
    public List<ResponseVersion> counted() {
        return List.copyOf(current.values());
    }

    /** The submissions that conflicted, by their offset, and when Kafka got them. */
    public Map<Long, Instant> conflicts() {
        return conflicts;
    }

    public ResponseFact next(int lane) {
        covered += 1 + random.nextInt(2);
        Instant coveredAt = Instant.ofEpochMilli(1_700_000_000_000L + covered);
        if (random.nextInt(20) == 0) {
            conflicts.put(covered, coveredAt);
            return new ResponseFact(lane, covered, coveredAt, new NoChange(NoChangeReason.CONFLICT, "r", "v"));
        }
        return new ResponseFact(lane, covered, coveredAt, change());
    }

    private Object change() {
        int what = random.nextInt(10);
        if (what == 0) {
            return new NoChange(NoChangeReason.REPEAT, null, null);
        }
        if (what < 4 && !current.isEmpty()) {
            List<String> known = new ArrayList<>(current.keySet());
            known.sort(null);
            String id = known.get(random.nextInt(known.size()));
            ResponseVersion before = current.get(id);
            if (what == 1) {
                current.remove(id);
                return new ResponseWithdrawn(before);
            }
            ResponseVersion after = version(before.getFarmerId(), id);
            current.put(id, after);
            return new ResponseReplaced(before, after);
        }
        String id = "response-" + made++;
        ResponseVersion after = version("farmer-" + random.nextInt(30), id);
        current.put(id, after);
        return new ResponseAdded(after);
    }

    ResponseVersion version(String farmer, String id) {
        List<Answer> answers = new ArrayList<>();
        List<SkippedQuestion> skipped = new ArrayList<>();
        String village = CHOICES[random.nextInt(3)];
        answers.add(new Answer("village", AnswerType.SELECT_ONE, village));
        List<String> items = new ArrayList<>();
        for (String choice : CHOICES) {
            if (random.nextInt(3) == 0) {
                items.add(choice);
            }
        }
        items.sort(null);
        if (items.isEmpty()) {
            skipped.add(new SkippedQuestion("items", 1));
        } else {
            answers.add(new Answer("items", AnswerType.SELECT_MULTIPLE, items));
        }
        if (random.nextInt(4) > 0) {
            answers.add(new Answer("rooms", AnswerType.INTEGER, (long) random.nextInt(9)));
        } else {
            skipped.add(new SkippedQuestion("rooms", 1));
        }
        double area = wideNumbers ? Math.exp(random.nextGaussian() * 4) - 3 : random.nextInt(40) / 4.0;
        answers.add(new Answer("plots/area", AnswerType.DECIMAL, area));
        if (random.nextBoolean()) {
            answers.add(new Answer("plots/area", AnswerType.DECIMAL, -area));
        }
        answers.add(new Answer("visited", AnswerType.DATE, "2016-1" + random.nextInt(3) + "-05"));
        answers.add(new Answer("where", AnswerType.GEOPOINT, "ksdf" + random.nextInt(3)));
        answers.add(new Answer("name", AnswerType.TEXT, null));
        return ResponseVersion.newBuilder()
                .setTenant("demo")
                .setFarmerId(farmer)
                .setResponseId(id)
                .setVersionId(id + "-" + random.nextLong())
                .setSurveyId(random.nextInt(5) == 0 ? "other" : "safi")
                .setSurveyVersion(1)
                .setReceivedAt(Instant.EPOCH)
                .setBusinessTime(Instant.EPOCH)
                .setBusinessDay(LocalDate.of(2026, 10 + random.nextInt(2), 1 + random.nextInt(4)))
                .setTimeFlags(List.of())
                .setRegion(random.nextInt(3) == 0 ? null : "region-" + random.nextInt(2))
                .setAnswers(answers)
                .setSkipped(skipped)
                .setDimensions(
                        List.of(new DimensionValue("village", List.of(village)), new DimensionValue("items", items)))
                .setBasePoints(10)
                .setDigest(ByteBuffer.allocate(32))
                .build();
    }
}
