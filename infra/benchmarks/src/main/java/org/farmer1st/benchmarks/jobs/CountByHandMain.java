package org.farmer1st.benchmarks.jobs;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.farmer1st.events.Answer;
import org.farmer1st.events.DimensionValue;
import org.farmer1st.events.ResponseAdded;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.schemas.Topics;
import org.roaringbitmap.RoaringBitmap;

/**
 * A reference process, a {@link ReadingLoop} that counts by hand what survey-analytics counts: for the whole survey, each
 * dimension and each pair of them, by day, by month and for all time, in each lane, all questions, all numbers and distinct
 * farmers. In maps in memory, of what is added alone; nothing is taken back, kept safe, or written anywhere.
 */
public final class CountByHandMain {

    private static final int EXACT_VALUES = 512;
    private static final double LOGARITHM_OF_BASE = Math.log(1.02);

    private final Map<String, Group> groups = new HashMap<>();
    private final Map<String, Integer> farmers = new HashMap<>();

    private CountByHandMain() {}

    /** What is counted together. */
    private static final class Group {
        private long responses;
        private final RoaringBitmap farmers = new RoaringBitmap();
        private final Map<String, Counted> questions = new HashMap<>();
    }

    /** One question. */
    private static final class Counted {
        private long answered;
        private final Map<String, Long> choices = new HashMap<>();
        private double sum;
        private double squares;
        private double least = Double.POSITIVE_INFINITY;
        private double most = Double.NEGATIVE_INFINITY;
        private Map<Double, Long> values = new HashMap<>();
        private Map<Integer, Long> buckets;

        private void choice(String choice) {
            choices.merge(choice, 1L, Long::sum);
        }

        private void number(double value) {
            sum += value;
            squares += value * value;
            least = Math.min(least, value);
            most = Math.max(most, value);
            if (buckets == null) {
                values.merge(value, 1L, Long::sum);
                if (values.size() > EXACT_VALUES) {
                    buckets = new HashMap<>();
                    values.forEach((known, times) -> buckets.merge(bucket(known), times, Long::sum));
                    values = null;
                }
            } else {
                buckets.merge(bucket(value), 1L, Long::sum);
            }
        }

        private static int bucket(double value) {
            return value <= 0 ? Integer.MIN_VALUE : (int) Math.ceil(Math.log(value) / LOGARITHM_OF_BASE);
        }
    }

    public static void main(String[] arguments) throws IOException {
        ReadingLoop.serve(System.getenv(), Topics.RESPONSES, new CountByHandMain()::count);
    }

    private void count(ResponseFact fact) {
        if (!(fact.getChange() instanceof ResponseAdded added)) {
            throw new IllegalStateException("Only what is added is counted by hand, not " + fact.getChange());
        }
        ResponseVersion version = added.getAfter();
        int farmer = farmers.computeIfAbsent(version.getFarmerId(), id -> farmers.size());
        for (String group : groups(version)) {
            LocalDate day = version.getBusinessDay();
            String key = fact.getLane() + "|" + version.getTenant() + '|' + version.getSurveyId() + '|' + group + '|';
            count(key + day, version, farmer);
            count(key + day.getYear() + '-' + day.getMonthValue(), version, farmer);
            count(key, version, farmer);
        }
    }

    private static List<String> groups(ResponseVersion version) {
        List<String> groups = new ArrayList<>();
        groups.add("");
        List<DimensionValue> dimensions = version.getDimensions();
        for (int i = 0; i < dimensions.size(); i++) {
            String first =
                    dimensions.get(i).getQuestion() + '=' + dimensions.get(i).getValues();
            groups.add(first);
            for (int j = i + 1; j < dimensions.size(); j++) {
                groups.add(first
                        + '&'
                        + dimensions.get(j).getQuestion()
                        + '='
                        + dimensions.get(j).getValues());
            }
        }
        return groups;
    }

    private void count(String key, ResponseVersion version, int farmer) {
        Group group = groups.computeIfAbsent(key, unknown -> new Group());
        group.responses++;
        group.farmers.add(farmer);
        for (Answer answer : version.getAnswers()) {
            Counted question = group.questions.computeIfAbsent(answer.getPath(), unknown -> new Counted());
            question.answered++;
            Object value = answer.getValue();
            if (value instanceof Number number) {
                question.number(number.doubleValue());
            } else if (value instanceof String choice) {
                question.choice(choice);
            } else if (value instanceof List<?> choices) {
                choices.forEach(choice -> question.choice((String) choice));
            }
        }
    }
}
