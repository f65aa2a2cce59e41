package org.farmer1st.points;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.farmer1st.events.PointsRuleSet;
import org.farmer1st.points.state.StoredDay;
import org.farmer1st.points.state.StoredRecalculation;
import org.farmer1st.points.state.StoredResponse;

/**
 * What responses are worth: a function of the set of a farmer's responses that count, in the order of business time and
 * response id, and of a tenant's rules. Neither the order of arrival nor a clock plays a part: each response is judged by the
 * version that was in force at its business time, unless a recalculation says by which, and where there was none, by the base
 * points that the edge stamped on it. What a budget then gives of it is no part of this.
 */
final class PointsRules {

    private static final Comparator<StoredResponse> IN_ORDER =
            Comparator.comparing(StoredResponse::getBusinessTime).thenComparing(StoredResponse::getResponseId);

    private static final Comparator<StoredRecalculation> AS_REQUESTED =
            Comparator.comparing(StoredRecalculation::getRequestedAt).thenComparing(StoredRecalculation::getCommandId);

    private final List<PointsRuleSet> versions;
    private final List<StoredRecalculation> recalculations;
    private final boolean haveStreaks;

    /** @param versions a tenant's, in any order */
    PointsRules(List<PointsRuleSet> versions) {
        this(versions, List.of());
    }

    /**
     * @param versions a tenant's, in any order
     * @param recalculations in any order; each names one of the versions
     */
    PointsRules(List<PointsRuleSet> versions, List<StoredRecalculation> recalculations) {
        this.versions = versions;
        this.recalculations = recalculations;
        haveStreaks = versions.stream().anyMatch(version -> version.getStreakDays() != null);
    }

    /** These, and a recalculation that counts too. */
    PointsRules with(StoredRecalculation recalculation) {
        return new PointsRules(
                versions,
                Stream.concat(recalculations.stream(), Stream.of(recalculation)).toList());
    }

    /** Whether a day may depend on those before it. */
    boolean haveStreaks() {
        return haveStreaks;
    }

    /** The rules in force at a moment: those that came into force last, of these the newest version; null for none. */
    PointsRuleSet at(Instant businessTime) {
        return versions.stream()
                .filter(rules -> !rules.getInForceFrom().isAfter(businessTime))
                .max(Comparator.comparing(PointsRuleSet::getInForceFrom).thenComparing(PointsRuleSet::getVersion))
                .orElse(null);
    }

    /** The rules that judge a response: those of the newest recalculation that means it, else those in force; or null. */
    private PointsRuleSet judging(StoredResponse response) {
        return recalculations.stream()
                .filter(recalculation -> means(recalculation, response))
                .max(AS_REQUESTED)
                .map(StoredRecalculation::getRuleVersion)
                .map(this::version)
                .orElseGet(() -> at(response.getBusinessTime()));
    }

    /** Whether a recalculation is about a response. */
    boolean means(StoredRecalculation recalculation, StoredResponse response) {
        Instant from = recalculation.getFrom();
        Instant until = recalculation.getUntil();
        if (until == null && recalculation.getRuleVersion() != null) {
            until = version(recalculation.getRuleVersion()).getInForceFrom();
        }
        return recalculation.getSurveyIds().contains(response.getSurveyId())
                && (from == null || !response.getBusinessTime().isBefore(from))
                && (until == null || response.getBusinessTime().isBefore(until));
    }

    private PointsRuleSet version(int number) {
        return versions.stream()
                .filter(rules -> rules.getVersion() == number)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No rules of version " + number));
    }

    /**
     * Whether a version has a budget.
     *
     * @param number null for what the edge stamped
     */
    boolean areLimited(Integer number) {
        return number != null && version(number).getBudget() != null;
    }

    /**
     * When the points that a version of the rules gives for a day can expire; null: never. A function of what never changes,
     * so that what was earned by a version is found again, in its lot, whatever rules have come since.
     *
     * @param number null for what the edge stamped, which never expires
     */
    LocalDate expiresOn(Integer number, LocalDate day) {
        return number == null ? null : expiresOn(version(number), day);
    }

    /** When points that come in at a moment without a response can expire; null: never. */
    LocalDate expiresOn(Instant businessTime, LocalDate day) {
        return expiresOn(at(businessTime), day);
    }

    private static LocalDate expiresOn(PointsRuleSet rules, LocalDate day) {
        return rules == null || rules.getExpiryDays() == null ? null : day.plusDays(rules.getExpiryDays());
    }

    /**
     * What a response is worth.
     *
     * @param ruleVersion null for what the edge stamped
     * @param capped what it would be worth more if it were not for the day's cap
     */
    record Worth(long points, Integer ruleVersion, long capped) {}

    /** The worth of each of a farmer's responses, by the object itself. */
    Map<StoredResponse, Worth> worth(SortedMap<LocalDate, StoredDay> days) {
        Map<StoredResponse, Worth> worth = new IdentityHashMap<>();
        LocalDate before = null;
        int streak = 0;
        for (Map.Entry<LocalDate, StoredDay> day : days.entrySet()) {
            streak = before != null && before.plusDays(1).equals(day.getKey()) ? streak + 1 : 1;
            before = day.getKey();
            worth.putAll(worth(day.getValue(), streak));
        }
        return worth;
    }

    /**
     * The worth of each response of a day, by the object itself: it depends on no other day but for its place in a row of them.
     *
     * @param streak how many days in a row have responses, this one included; anything where {@link #haveStreaks} is not so
     */
    Map<StoredResponse, Worth> worth(StoredDay day, int streak) {
        Map<StoredResponse, Worth> worth = new IdentityHashMap<>();
        List<StoredResponse> responses = new ArrayList<>(day.getResponses());
        responses.sort(IN_ORDER);
        long ofDay = 0;
        for (StoredResponse response : responses) {
            PointsRuleSet rules = judging(response);
            if (rules == null) {
                ofDay = Math.addExact(ofDay, response.getBasePoints());
                worth.put(response, new Worth(response.getBasePoints(), null, 0));
                continue;
            }
            long points = rules.getBasePoints() == null ? response.getBasePoints() : rules.getBasePoints();
            points += rules.getPointsPerAnswer() * response.getAnswered();
            points += response.getComplete() ? rules.getCompleteBonus() : 0;
            boolean endsStreak = rules.getStreakDays() != null && streak % rules.getStreakDays() == 0;
            points += endsStreak && response == responses.get(0) ? rules.getStreakBonus() : 0;
            long uncapped = points;
            if (rules.getDailyCap() != null) {
                points = Math.min(points, Math.max(0, rules.getDailyCap() - ofDay));
            }
            ofDay = Math.addExact(ofDay, points);
            worth.put(response, new Worth(points, rules.getVersion(), uncapped - points));
        }
        return worth;
    }
}
