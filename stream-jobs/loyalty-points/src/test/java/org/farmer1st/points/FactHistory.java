package org.farmer1st.points;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.farmer1st.events.Answer;
import org.farmer1st.events.AnswerType;
import org.farmer1st.events.PointsRuleSet;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.SkippedQuestion;
import org.farmer1st.points.state.StoredRecalculation;

/** A random history of facts as intake would tell it, and what it is worth in the end, computed the naive way. */
final class FactHistory {

    private static final int DAYS = 12;

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
                : Samples.FIRST_DAY.plusDays(random.nextInt(DAYS));
        ResponseVersion after =
                Samples.version(farmer, response, "v-" + versions++, survey, random.nextInt(4) * 5L, day);
        after.setBusinessTime(after.getBusinessTime().plusSeconds(random.nextInt(3) * 60L));
        after.setAnswers(Collections.nCopies(random.nextInt(4), new Answer("C06_rooms", AnswerType.INTEGER, 1L)));
        after.setSkipped(random.nextBoolean() ? List.of() : List.of(new SkippedQuestion("C07_walls", 1)));
        counting.put(response, after);
        return before == null ? Samples.added(covered, after) : Samples.replaced(covered, before, after);
    }

    /** The points of the responses that count in the end, {@code farmer/survey}; none where there are none. */
    Map<String, Long> earned(List<PointsRuleSet> rules, List<StoredRecalculation> recalculations) {
        Map<String, Long> earned = new HashMap<>();
        for (ResponseVersion response : counting.values()) {
            earned.merge(
                    response.getFarmerId() + "/" + response.getSurveyId(),
                    worth(response, rules, recalculations),
                    Long::sum);
        }
        earned.values().removeIf(points -> points == 0);
        return earned;
    }

    /** What each response that counts is worth: each looked at by itself, with all others, again and again. */
    Map<String, Long> worth(List<PointsRuleSet> rules, List<StoredRecalculation> recalculations) {
        Map<String, Long> worth = new TreeMap<>();
        counting.forEach((id, response) -> worth.put(id, worth(response, rules, recalculations)));
        return worth;
    }

    /** The lots of what each response is worth, {@code farmer/day/expiresOn}, with their points; none without points. */
    Map<String, Long> lots(List<PointsRuleSet> rules, List<StoredRecalculation> recalculations) {
        Map<String, Long> lots = new TreeMap<>();
        for (ResponseVersion response : counting.values()) {
            PointsRuleSet by = judging(response, rules, recalculations);
            LocalDate day = response.getBusinessDay();
            LocalDate expiresOn = by == null || by.getExpiryDays() == null ? null : day.plusDays(by.getExpiryDays());
            lots.merge(
                    response.getFarmerId() + '/' + day + '/' + expiresOn,
                    worth(response, rules, recalculations),
                    Long::sum);
        }
        lots.values().removeIf(points -> points == 0);
        return lots;
    }

    private static PointsRuleSet judging(
            ResponseVersion response, List<PointsRuleSet> rules, List<StoredRecalculation> recalculations) {
        PointsRuleSet inForce = null;
        for (PointsRuleSet version : rules) {
            boolean began = !version.getInForceFrom().isAfter(response.getBusinessTime());
            boolean newer = inForce == null
                    || version.getInForceFrom().isAfter(inForce.getInForceFrom())
                    || version.getInForceFrom().equals(inForce.getInForceFrom())
                            && version.getVersion() > inForce.getVersion();
            inForce = began && newer ? version : inForce;
        }
        PointsRuleSet otherwise = inForce;
        for (StoredRecalculation recalculation : recalculations) {
            PointsRuleSet by = rules.stream()
                    .filter(v -> Objects.equals(v.getVersion(), recalculation.getRuleVersion()))
                    .findFirst()
                    .orElse(null);
            Instant until =
                    recalculation.getUntil() != null || by == null ? recalculation.getUntil() : by.getInForceFrom();
            if (recalculation.getSurveyIds().contains(response.getSurveyId())
                    && (recalculation.getFrom() == null
                            || recalculation.getFrom().compareTo(response.getBusinessTime()) <= 0)
                    && (until == null || until.compareTo(response.getBusinessTime()) > 0)) {
                otherwise = by == null ? inForce : by;
            }
        }
        return otherwise;
    }

    private long uncapped(
            ResponseVersion response, List<PointsRuleSet> rules, List<StoredRecalculation> recalculations) {
        PointsRuleSet inForce = judging(response, rules, recalculations);
        if (inForce == null) {
            return response.getBasePoints();
        }
        List<ResponseVersion> earlier = earlier(response);
        long points = inForce.getBasePoints() == null ? response.getBasePoints() : inForce.getBasePoints();
        points += inForce.getPointsPerAnswer() * response.getAnswers().size();
        if (response.getSkipped().isEmpty()) {
            points += inForce.getCompleteBonus();
        }
        if (inForce.getStreakDays() != null && earlier.isEmpty() && streak(response) % inForce.getStreakDays() == 0) {
            points += inForce.getStreakBonus();
        }
        return points;
    }

    private long worth(ResponseVersion response, List<PointsRuleSet> rules, List<StoredRecalculation> recalculations) {
        PointsRuleSet inForce = judging(response, rules, recalculations);
        long points = uncapped(response, rules, recalculations);
        if (inForce == null || inForce.getDailyCap() == null) {
            return points;
        }
        long before = earlier(response).stream()
                .mapToLong(other -> worth(other, rules, recalculations))
                .sum();
        return Math.min(points, Math.max(0, inForce.getDailyCap() - before));
    }

    /** The other responses of the farmer's day that come before one. */
    private List<ResponseVersion> earlier(ResponseVersion response) {
        return counting.values().stream()
                .filter(other -> other.getFarmerId().equals(response.getFarmerId()))
                .filter(other -> other.getBusinessDay().equals(response.getBusinessDay()))
                .filter(other -> order(other).compareTo(order(response)) < 0)
                .toList();
    }

    /** What the cap of its day takes of each response; none where it takes nothing. */
    Map<String, Long> capped(List<PointsRuleSet> rules, List<StoredRecalculation> recalculations) {
        Map<String, Long> capped = new TreeMap<>();
        counting.forEach((id, response) ->
                capped.put(id, uncapped(response, rules, recalculations) - worth(response, rules, recalculations)));
        capped.values().removeIf(points -> points == 0);
        return capped;
    }

    private static String order(ResponseVersion response) {
        return response.getBusinessTime() + " " + response.getResponseId();
    }

    private int streak(ResponseVersion response) {
        LocalDate day = response.getBusinessDay();
        int streak = 0;
        while (hasResponse(response.getFarmerId(), day.minusDays(streak))) {
            streak++;
        }
        return streak;
    }

    private boolean hasResponse(String farmer, LocalDate day) {
        return counting.values().stream()
                .anyMatch(v ->
                        v.getFarmerId().equals(farmer) && v.getBusinessDay().equals(day));
    }

    /** Some surveys of some time by some version; later ones are requested later. */
    StoredRecalculation nextRecalculation(int number, List<PointsRuleSet> rules) {
        Integer version = random.nextInt(4) == 0
                ? null
                : rules.get(random.nextInt(rules.size())).getVersion();
        Instant from = Samples.ruleSet(1, Samples.FIRST_DAY.plusDays(random.nextInt(DAYS)))
                .getInForceFrom();
        return new StoredRecalculation(
                "recalculation-" + number,
                Samples.COVERED_AT.plusSeconds(number),
                random.nextBoolean() ? List.of("s-0") : List.of("s-1", "s-2"),
                version,
                random.nextBoolean() ? null : from,
                random.nextBoolean() ? null : from.plusSeconds(random.nextInt(500_000)));
    }

    /**
     * Rules of every kind, in force from some day of the history or before.
     *
     * @param budgets whether some have a budget
     */
    PointsRuleSet nextRules(int version, boolean budgets) {
        PointsRuleSet rules = Samples.ruleSet(version, Samples.FIRST_DAY.plusDays(random.nextInt(DAYS) - 2));
        rules.setBasePoints(random.nextBoolean() ? null : Long.valueOf(random.nextInt(8)));
        rules.setPointsPerAnswer(random.nextInt(3));
        rules.setCompleteBonus(random.nextInt(3));
        rules.setDailyCap(random.nextBoolean() ? null : Long.valueOf(random.nextInt(25)));
        rules.setStreakDays(random.nextBoolean() ? null : Integer.valueOf(2 + random.nextInt(2)));
        rules.setStreakBonus(random.nextInt(6));
        rules.setExpiryDays(random.nextBoolean() ? null : Integer.valueOf(1 + random.nextInt(60)));
        rules.setBudget(budgets && random.nextInt(3) > 0 ? Long.valueOf(random.nextInt(100)) : null);
        return rules;
    }
}
