package org.farmer1st.points;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.farmer1st.events.Account;
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
 *
 * <p>What a fact reads and judges doesn't grow with the farmer's days. A cap makes a response depend on its day alone, and so a fact judges the
 * days that it touches, two at most. A streak makes a day depend on its place in a row of days: each day knows it, so that one
 * that is added to the end of a row looks at the day before it. Only a day that comes into the middle of a row, or leaves it, gives every
 * day after it another place, and has these judged as well, up to the end of the row: any of them may get a bonus, or lose it.
 * New rules and recalculations judge all days, because they may mean any.
 *
 * <p>Under rules with a budget, what a response is worth more is drawn from it: some is given, some may wait, and in the end be
 * withheld. What it is worth less is taken first from what was withheld, then from what waits, and only then taken back, to be
 * given again.
 *
 * <p>A response that another version judges earns the difference, where both give on the same terms. Where one has a budget, or
 * the points expire on another day, it is given anew all that it is worth, and what it was given is taken back, from its own
 * lot: so rules that come late leave what they would have left if they had been there.
 */
final class FarmerResponses {

    /**
     * Of one day. Every fact of a day reads and judges all of its responses, in one record: without a bound, whoever sends enough
     * of them would hold up the lane, and stop it where the record is larger than Kafka takes.
     */
    static final int MOST_OF_A_DAY = 1_000;

    private static final String BASE = "base";
    private static final String WAITING = "waiting";
    private static final String CAPPED = "capped-";

    private final String tenant;
    private final String farmerId;
    private final FarmerDays days;
    private final Budgets budgets;
    private LocalDate full;

    FarmerResponses(String tenant, String farmerId, FarmerDays days, Budgets budgets) {
        this.tenant = tenant;
        this.farmerId = farmerId;
        this.days = days;
        this.budgets = budgets;
    }

    /** The version whose farmer a fact is about; null where nothing changed. */
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
    private static SortedSet<LocalDate> days(ResponseFact fact) {
        SortedSet<LocalDate> touched = new TreeSet<>();
        ResponseVersion subject = subject(fact);
        if (subject != null) {
            touched.add(subject.getBusinessDay());
        }
        if (fact.getChange() instanceof ResponseReplaced replaced) {
            touched.add(replaced.getBefore().getBusinessDay());
        }
        return touched;
    }

    /**
     * What a fact earns its farmer, or takes back; often nothing. A response of a day that has {@value #MOST_OF_A_DAY} already
     * is not kept, and earns nothing ({@link #full}).
     */
    List<Earning> apply(ResponseFact fact, PointsRules rules) {
        if (isMove(fact)) {
            return List.of();
        }
        Change change = new Change(rules, fact.getCoveredAt(), days(fact));
        if (fact.getChange() instanceof ResponseAdded added) {
            if (add(added.getAfter()) != null) {
                change.post(
                        added.getAfter(),
                        TransferKind.EARNED,
                        "added-" + added.getAfter().getVersionId());
            }
        } else if (fact.getChange() instanceof ResponseReplaced replaced) {
            ResponseVersion before = replaced.getBefore();
            ResponseVersion after = replaced.getAfter();
            StoredResponse was = remove(before);
            // Points are earned by a survey on a day: what moved to another is taken from the first and earned by the
            // second.
            boolean stays = was != null
                    && before.getSurveyId().equals(after.getSurveyId())
                    && before.getBusinessDay().equals(after.getBusinessDay());
            StoredResponse now = add(after);
            if (stays) {
                now.setEarned(was.getEarned());
                now.setWaiting(was.getWaiting());
                now.setWithheld(was.getWithheld());
                now.setCapped(was.getCapped());
                now.setRuleVersion(was.getRuleVersion());
            } else if (was != null) {
                change.reverse(before, was);
            }
            TransferKind kind = stays ? TransferKind.CORRECTED : TransferKind.EARNED;
            change.post(after, kind, "replaced-" + after.getVersionId());
        } else if (fact.getChange() instanceof ResponseWithdrawn withdrawn) {
            ResponseVersion before = withdrawn.getBefore();
            StoredResponse was = remove(before);
            if (was != null) {
                change.reverse(before, was);
                change.post(null, TransferKind.CORRECTED, "withdrawn-" + before.getVersionId());
            }
        }
        return change.earnings;
    }

    /** The day that had no room for the response of the fact that was applied; null where it had. */
    LocalDate full() {
        return full;
    }

    /**
     * A farmer who moves replaces a version by itself. It is worth what it was; and what it posted, a second posting in its name
     * would be mistaken for.
     */
    private static boolean isMove(ResponseFact fact) {
        return fact.getChange() instanceof ResponseReplaced replaced
                && replaced.getBefore()
                        .getVersionId()
                        .equals(replaced.getAfter().getVersionId());
    }

    /**
     * What new rules earn the farmer, or take back; mostly nothing, since they come into force later.
     *
     * @param trigger tells this change of the rules from every other
     */
    List<Earning> apply(PointsRules rules, String trigger, Instant recordedAt) {
        Change change = new Change(rules, recordedAt, new TreeSet<>(days.all().keySet()));
        change.post(null, TransferKind.CORRECTED, trigger);
        return change.earnings;
    }

    /**
     * Points that were given and that rules would take back, to draw them from the budget of the version that judges then: it may
     * give fewer, or none.
     */
    long drawnAnew(PointsRules rules) {
        SortedMap<LocalDate, StoredDay> all = days.all();
        Map<StoredResponse, PointsRules.Worth> worth = rules.worth(all);
        long points = 0;
        for (StoredDay day : all.values()) {
            for (StoredResponse response : day.getResponses()) {
                Integer version = worth.get(response).ruleVersion();
                boolean isDrawn = !Objects.equals(version, response.getRuleVersion()) && rules.areLimited(version);
                points += isDrawn ? response.getEarned() - response.getWaiting() - response.getWithheld() : 0;
            }
        }
        return points;
    }

    /** All days on which responses count, and what these have earned so far. */
    SortedMap<LocalDate, StoredDay> days() {
        return days.all();
    }

    /** The response that waits for points of a version's budget; null where it does not any more. */
    StoredResponse waiting(LocalDate day, String responseId, int version) {
        return days.at(day).getResponses().stream()
                .filter(response -> response.getResponseId().equals(responseId))
                .filter(response -> response.getWaiting() > 0)
                .filter(response -> Objects.equals(response.getRuleVersion(), version))
                .findFirst()
                .orElse(null);
    }

    /** Notes what the budget made of points that waited for it. */
    void settle(LocalDate day, StoredResponse response, long granted, long withheld) {
        response.setWaiting(response.getWaiting() - granted - withheld);
        response.setWithheld(response.getWithheld() + withheld);
        days.change(day);
    }

    /** The days whose responses or earnings are not what they were; null for one that has no response any more. */
    Map<LocalDate, StoredDay> changed() {
        return days.changed();
    }

    /** @return the response, which has earned nothing yet; null where its day is full */
    private StoredResponse add(ResponseVersion version) {
        List<StoredResponse> ofDay = days.at(version.getBusinessDay()).getResponses();
        if (ofDay.size() >= MOST_OF_A_DAY) {
            full = version.getBusinessDay();
            return null;
        }
        StoredResponse response = stored(version);
        ofDay.add(response);
        days.change(version.getBusinessDay());
        return response;
    }

    private static StoredResponse stored(ResponseVersion version) {
        return new StoredResponse(
                version.getResponseId(),
                version.getVersionId(),
                version.getSurveyId(),
                version.getBusinessTime(),
                version.getBasePoints(),
                version.getAnswers().size(),
                version.getSkipped().isEmpty(),
                0L,
                null,
                0L,
                0L,
                0L);
    }

    /** @return what it was; null for one that was not kept, because its day was full */
    private StoredResponse remove(ResponseVersion version) {
        List<StoredResponse> ofDay = days.at(version.getBusinessDay()).getResponses();
        for (StoredResponse response : ofDay) {
            if (response.getResponseId().equals(version.getResponseId())) {
                ofDay.remove(response);
                days.change(version.getBusinessDay());
                return response;
            }
        }
        return null;
    }

    /** What one fact, or one change of the rules, does. */
    private final class Change {

        private final PointsRules rules;
        private final Instant recordedAt;
        private final SortedSet<LocalDate> touched;
        private final Map<LocalDate, Boolean> hadResponses = new TreeMap<>();
        private final List<Earning> earnings = new ArrayList<>();

        /** @param touched the days that it is about; made before any of them is changed */
        private Change(PointsRules rules, Instant recordedAt, SortedSet<LocalDate> touched) {
            this.rules = rules;
            this.recordedAt = recordedAt;
            this.touched = touched;
            touched.forEach(day -> hadResponses.put(day, days.has(day)));
        }

        /** Those that it is about, and those whose streak is another one because one of these came or went. */
        private SortedSet<LocalDate> affected() {
            SortedSet<LocalDate> affected = new TreeSet<>(touched);
            if (rules.haveStreaks()) {
                hadResponses.forEach((day, had) -> {
                    if (had != days.has(day)) {
                        affected.addAll(days.forgetStreaksFrom(day));
                    }
                });
            }
            return affected;
        }

        /** Takes back all of a version that does not count any more. */
        private void reverse(ResponseVersion version, StoredResponse was) {
            Cause cause = Cause.of(version, was.getRuleVersion(), recordedAt);
            take(version.getBusinessDay(), was, TransferKind.REVERSED, cause, was.getEarned());
            cap(version.getBusinessDay(), was, TransferKind.REVERSED, cause, 0);
        }

        /**
         * Earns the differences.
         *
         * @param own the version that the change is about; null for none
         * @param kind of what it earns; what others earn is corrected
         * @param trigger what tells this change from every other that corrects the same version
         */
        private void post(ResponseVersion own, TransferKind kind, String trigger) {
            for (LocalDate day : affected()) {
                StoredDay stored = days.at(day);
                int streak = rules.haveStreaks() && days.has(day) ? days.streak(day) : 0;
                Map<StoredResponse, PointsRules.Worth> worth = rules.worth(stored, streak);
                for (StoredResponse response : stored.getResponses()) {
                    PointsRules.Worth now = worth.get(response);
                    boolean sameRules = Objects.equals(now.ruleVersion(), response.getRuleVersion());
                    if (now.points() == response.getEarned() && now.capped() == response.getCapped() && sameRules) {
                        continue;
                    }
                    days.change(day);
                    StoredResponse was = StoredResponse.newBuilder(response).build();
                    boolean sameTerms = sameRules || sameTerms(day, now.ruleVersion(), was.getRuleVersion());
                    response.setRuleVersion(now.ruleVersion());
                    if (!sameTerms) {
                        response.setEarned(0L);
                        response.setWaiting(0L);
                        response.setWithheld(0L);
                        response.setCapped(0L);
                    }
                    boolean isOwn = own != null && own.getResponseId().equals(response.getResponseId());
                    Cause cause = isOwn
                            ? Cause.of(own, now.ruleVersion(), recordedAt)
                            : Cause.of(tenant, farmerId, day, response, trigger, recordedAt);
                    TransferKind of = isOwn ? kind : TransferKind.CORRECTED;
                    long difference = Math.subtractExact(now.points(), response.getEarned());
                    if (difference > 0) {
                        give(day, response, of, cause, difference);
                    } else {
                        take(day, response, of, cause, -difference);
                    }
                    cap(day, response, of, cause, now.capped());
                    if (!sameTerms) {
                        // After it was given anew: what was spent of it is then spent of what it is now, and not owed.
                        Cause back = Cause.of(tenant, farmerId, day, was, trigger, recordedAt);
                        take(day, was, TransferKind.REVERSED, back, was.getEarned());
                        cap(day, was, TransferKind.REVERSED, back, 0);
                    }
                }
            }
        }

        private boolean sameTerms(LocalDate day, Integer one, Integer other) {
            return !rules.areLimited(one)
                    && !rules.areLimited(other)
                    && Objects.equals(rules.expiresOn(one, day), rules.expiresOn(other, day));
        }

        private void give(LocalDate day, StoredResponse response, TransferKind kind, Cause cause, long points) {
            Integer version = response.getRuleVersion();
            long given =
                    rules.areLimited(version) ? budgets.draw(version, day, response.getResponseId(), points) : points;
            response.setEarned(Math.addExact(response.getEarned(), points));
            response.setWaiting(response.getWaiting() + points - given);
            earn(Account.AVAILABLE, kind, BASE, cause, day, rules.expiresOn(version, day), given);
            earn(Account.PENDING, kind, WAITING, cause, day, rules.expiresOn(version, day), points - given);
        }

        private void take(LocalDate day, StoredResponse response, TransferKind kind, Cause cause, long points) {
            Integer version = response.getRuleVersion();
            long withheld = Math.min(points, response.getWithheld());
            long waiting = Math.min(points - withheld, response.getWaiting());
            long given = points - withheld - waiting;
            response.setEarned(response.getEarned() - points);
            response.setWithheld(response.getWithheld() - withheld);
            response.setWaiting(response.getWaiting() - waiting);
            if (waiting > 0) {
                budgets.forget(version, waiting);
            }
            if (given > 0 && rules.areLimited(version)) {
                budgets.giveBack(version, given);
            }
            earn(Account.PENDING, kind, WAITING, cause, day, rules.expiresOn(version, day), -waiting);
            earn(Account.AVAILABLE, kind, BASE, cause, day, rules.expiresOn(version, day), -given);
        }

        /**
         * Says what the day's cap takes of a response, by two transfers that cancel each other: so the ledger itself tells why it
         * earned less, also where it earned nothing.
         */
        private void cap(LocalDate day, StoredResponse response, TransferKind kind, Cause cause, long capped) {
            long more = capped - response.getCapped();
            response.setCapped(capped);
            LocalDate expiresOn = rules.expiresOn(response.getRuleVersion(), day);
            String part = CAPPED + kind;
            if (more > 0) {
                earn(Account.PENDING, kind, part, cause, day, expiresOn, more);
                earn(Account.PENDING, TransferKind.CAPPED, part, cause, day, expiresOn, -more);
            } else {
                earn(Account.PENDING, TransferKind.CAPPED, part, cause, day, expiresOn, -more);
                earn(Account.PENDING, kind, part, cause, day, expiresOn, more);
            }
        }

        private void earn(
                Account account,
                TransferKind kind,
                String part,
                Cause cause,
                LocalDate day,
                LocalDate expiresOn,
                long points) {
            if (points != 0) {
                earnings.add(new Earning(account, kind, part, cause, day, expiresOn, points));
            }
        }
    }
}
