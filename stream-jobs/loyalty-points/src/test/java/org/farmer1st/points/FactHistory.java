package org.farmer1st.points;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.ResponseVersion;

/** A random history of facts as intake would tell it, and what it is worth in the end, computed the naive way. */
final class FactHistory {

    private final Random random;
    private final int farmers;
    private final int responsesPerFarmer;
    private final Map<String, ResponseVersion> counting = new HashMap<>();
    private final Set<String> withdrawn = new HashSet<>();
    private int versions;

    FactHistory(Random random, int farmers, int responsesPerFarmer) {
        this.random = random;
        this.farmers = farmers;
        this.responsesPerFarmer = responsesPerFarmer;
    }

    String anyFarmer() {
        return "f-" + random.nextInt(farmers);
    }

    /** The next fact of a farmer. */
    ResponseFact next(String farmer, int lane, long covered) {
        ResponseFact fact = next(farmer, covered);
        fact.setLane(lane);
        return fact;
    }

    private ResponseFact next(String farmer, long covered) {
        String response = farmer + "-r-" + random.nextInt(responsesPerFarmer);
        ResponseVersion before = counting.get(response);
        if (withdrawn.contains(response)) {
            return Samples.unchanged(covered);
        }
        if (before != null && random.nextInt(4) == 0) {
            counting.remove(response);
            withdrawn.add(response);
            return Samples.withdrawn(covered, before);
        }
        String survey = before != null && random.nextInt(5) > 0 ? before.getSurveyId() : "s-" + random.nextInt(3);
        LocalDate day = before != null && random.nextBoolean()
                ? before.getBusinessDay()
                : Samples.FIRST_DAY.plusDays(random.nextInt(60));
        ResponseVersion after =
                Samples.version(farmer, response, "v-" + versions++, survey, random.nextInt(4) * 5L, day);
        counting.put(response, after);
        return before == null ? Samples.added(covered, after) : Samples.replaced(covered, before, after);
    }

    /** The points of the responses that count in the end, {@code farmer/survey}; none where there are none. */
    Map<String, Long> earned() {
        Map<String, Long> earned = new HashMap<>();
        counting.values()
                .forEach(v -> earned.merge(v.getFarmerId() + "/" + v.getSurveyId(), v.getBasePoints(), Long::sum));
        earned.values().removeIf(points -> points == 0);
        return earned;
    }
}
