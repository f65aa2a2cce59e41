package org.farmer1st.points;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.farmer1st.events.ResponseAdded;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.ResponseReplaced;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.ResponseWithdrawn;
import org.farmer1st.events.TransferKind;
import org.farmer1st.points.state.StoredDay;
import org.farmer1st.points.state.StoredResponse;

/**
 * A farmer's responses that count, by business day, and what each has earned so far. A change of one, or of the rules, earns
 * the difference to what all of them are worth then; so whatever the order, a farmer has earned what the responses that count
 * are worth.
 */
final class FarmerResponses {

    private final String tenant;
    private final String farmerId;
    private final SortedMap<LocalDate, StoredDay> days;
    private final Set<LocalDate> changed = new TreeSet<>();

    /** @param days changed in place: all, or where there are no rules, those that a fact touches */
    FarmerResponses(String tenant, String farmerId, SortedMap<LocalDate, StoredDay> days) {
        this.tenant = tenant;
        this.farmerId = farmerId;
        this.days = days;
    }

    /** The version whose farmer a fact is about, with the days that it touches; null where nothing changed. */
    static ResponseVersion subject(ResponseFact fact) {
        if (fact.getChange() instanceof ResponseAdded added) {
            return added.getAfter();
        }
        if (fact.getChange() instanceof ResponseReplaced replaced) {
            return replaced.getAfter();
        }
        return fact.getChange() instanceof ResponseWithdrawn withdrawn ? withdrawn.getBefore() : null;
    }

    /** The business days that a fact touches. */
    static Set<LocalDate> days(ResponseFact fact) {
        Set<LocalDate> touched = new TreeSet<>();
        ResponseVersion subject = subject(fact);
        if (subject != null) {
            touched.add(subject.getBusinessDay());
        }
        if (fact.getChange() instanceof ResponseReplaced replaced) {
            touched.add(replaced.getBefore().getBusinessDay());
        }
        return touched;
    }

    /** What a fact earns its farmer, or takes back; often nothing. */
    List<Earning> apply(ResponseFact fact, PointsRules rules) {
        Instant recordedAt = fact.getCoveredAt();
        List<Earning> earnings = new ArrayList<>();
        if (fact.getChange() instanceof ResponseAdded added) {
            add(added.getAfter(), 0, null);
            String trigger = "added-" + added.getAfter().getVersionId();
            post(rules, added.getAfter(), TransferKind.EARNED, trigger, recordedAt, earnings);
        } else if (fact.getChange() instanceof ResponseReplaced replaced) {
            ResponseVersion before = replaced.getBefore();
            ResponseVersion after = replaced.getAfter();
            StoredResponse was = remove(before);
            // Points are earned by a survey on a day: what moved to another is taken from the first and earned by the
            // second.
            boolean stays = before.getSurveyId().equals(after.getSurveyId())
                    && before.getBusinessDay().equals(after.getBusinessDay());
            if (!stays) {
                reverse(before, was, recordedAt, earnings);
            }
            add(after, stays ? was.getEarned() : 0, stays ? was.getRuleVersion() : null);
            TransferKind kind = stays ? TransferKind.CORRECTED : TransferKind.EARNED;
            post(rules, after, kind, "replaced-" + after.getVersionId(), recordedAt, earnings);
        } else if (fact.getChange() instanceof ResponseWithdrawn withdrawn) {
            ResponseVersion before = withdrawn.getBefore();
            reverse(before, remove(before), recordedAt, earnings);
            post(rules, null, TransferKind.CORRECTED, "withdrawn-" + before.getVersionId(), recordedAt, earnings);
        }
        return earnings;
    }

    /** What new rules earn the farmer, or take back; mostly nothing, since they come into force later. */
    List<Earning> apply(PointsRules rules, int version, Instant recordedAt) {
        List<Earning> earnings = new ArrayList<>();
        post(rules, null, TransferKind.CORRECTED, "rules-" + version, recordedAt, earnings);
        return earnings;
    }

    /** The days whose responses or earnings are not what they were; null for one that has no response any more. */
    Map<LocalDate, StoredDay> changed() {
        Map<LocalDate, StoredDay> now = new TreeMap<>();
        changed.forEach(day -> now.put(day, days.get(day)));
        return now;
    }

    private void add(ResponseVersion version, long earned, Integer ruleVersion) {
        StoredDay day = days.computeIfAbsent(version.getBusinessDay(), d -> new StoredDay(new ArrayList<>()));
        day.getResponses()
                .add(new StoredResponse(
                        version.getResponseId(),
                        version.getVersionId(),
                        version.getSurveyId(),
                        version.getBusinessTime(),
                        version.getBasePoints(),
                        version.getAnswers().size(),
                        version.getSkipped().isEmpty(),
                        earned,
                        ruleVersion));
        changed.add(version.getBusinessDay());
    }

    /** A response from before responses were kept here has earned its base points. */
    private StoredResponse remove(ResponseVersion version) {
        StoredDay day = days.get(version.getBusinessDay());
        if (day != null) {
            for (StoredResponse response : List.copyOf(day.getResponses())) {
                if (response.getResponseId().equals(version.getResponseId())) {
                    day.getResponses().remove(response);
                    if (day.getResponses().isEmpty()) {
                        days.remove(version.getBusinessDay());
                    }
                    changed.add(version.getBusinessDay());
                    return response;
                }
            }
        }
        return new StoredResponse(
                version.getResponseId(),
                version.getVersionId(),
                version.getSurveyId(),
                version.getBusinessTime(),
                version.getBasePoints(),
                version.getAnswers().size(),
                version.getSkipped().isEmpty(),
                version.getBasePoints(),
                null);
    }

    private static void reverse(
            ResponseVersion version, StoredResponse was, Instant recordedAt, List<Earning> earnings) {
        if (was.getEarned() != 0) {
            Cause cause = Cause.of(version, was.getRuleVersion(), recordedAt);
            earnings.add(new Earning(TransferKind.REVERSED, cause, version.getBusinessDay(), null, -was.getEarned()));
        }
    }

    /**
     * Earns the differences.
     *
     * @param own the version that the change is about; null for none
     * @param kind of what it earns; what others earn is corrected
     * @param trigger what tells this change from every other that corrects the same version
     */
    private void post(
            PointsRules rules,
            ResponseVersion own,
            TransferKind kind,
            String trigger,
            Instant recordedAt,
            List<Earning> earnings) {
        Map<StoredResponse, PointsRules.Worth> worth = rules.worth(days);
        days.forEach((day, stored) -> {
            for (StoredResponse response : stored.getResponses()) {
                PointsRules.Worth now = worth.get(response);
                long difference = Math.subtractExact(now.points(), response.getEarned());
                if (difference == 0 && Objects.equals(now.ruleVersion(), response.getRuleVersion())) {
                    continue;
                }
                response.setEarned(now.points());
                response.setRuleVersion(now.ruleVersion());
                changed.add(day);
                if (difference != 0) {
                    boolean isOwn = own != null && own.getResponseId().equals(response.getResponseId());
                    Cause cause = isOwn
                            ? Cause.of(own, now.ruleVersion(), recordedAt)
                            : Cause.of(tenant, farmerId, day, response, trigger, recordedAt);
                    LocalDate expiresOn = rules.expiresOn(response.getBusinessTime(), day);
                    earnings.add(new Earning(isOwn ? kind : TransferKind.CORRECTED, cause, day, expiresOn, difference));
                }
            }
        });
    }
}
