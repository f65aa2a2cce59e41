package org.farmer1st.ingest.points;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.farmer1st.events.PointsRuleSet;
import org.farmer1st.events.PointsTier;
import org.farmer1st.ingest.input.Faults;
import org.farmer1st.ingest.input.Fields;
import org.farmer1st.ingest.input.Place;
import org.farmer1st.ingest.input.StrictJson;
import org.farmer1st.ingest.input.Times;
import org.farmer1st.schemas.PointsRuleBounds;

/** Reads a version of a tenant's rules, and reports everything that is wrong with it. */
public final class PointsRulesReader {

    /** So long before they come into force rules are asked for at least: by then, mostly, every lane has them. */
    static final Duration NOTICE = Duration.ofSeconds(5);

    private static final Set<String> KNOWN = Set.of(
            "version",
            "inForceFrom",
            "basePoints",
            "pointsPerAnswer",
            "completeBonus",
            "dailyCap",
            "streakDays",
            "streakBonus",
            "expiryDays",
            "tiers",
            "budget");
    private static final Set<String> KNOWN_OF_TIER = Set.of("name", "fromPoints");

    private final Faults faults = new Faults();
    private final Fields fields = new Fields(faults);
    private final JsonNode tree;

    private PointsRulesReader(JsonNode tree) {
        this.tree = tree;
    }

    /**
     * Reads rules.
     *
     * @param version that of the path
     * @param now when they are asked for
     * @throws org.farmer1st.runtime.http.ApiException MALFORMED_REQUEST where it is no JSON, VALIDATION_FAILED naming every fault
     */
    static PointsRuleSet read(byte[] body, int version, Instant now) {
        return new PointsRulesReader(StrictJson.tree(body)).read(version, now);
    }

    private PointsRuleSet read(int version, Instant now) {
        if (!tree.isObject()) {
            faults.add("", "must be a JSON object");
            faults.throwIfAny();
        }
        fields.onlyThese(tree, Place.ROOT, KNOWN);
        Long named = fields.whole(tree, Place.ROOT, "version", 1, Integer.MAX_VALUE, (long) version);
        if (named != version) {
            faults.add("version", "is not the version of the path");
        }
        PointsRuleSet rules = PointsRuleSet.newBuilder()
                .setVersion(version)
                .setInForceFrom(inForceFrom(now))
                .setBasePoints(points("basePoints", null))
                .setPointsPerAnswer(points("pointsPerAnswer", 0L))
                .setCompleteBonus(points("completeBonus", 0L))
                .setDailyCap(points("dailyCap", null))
                .setStreakDays(days("streakDays", PointsRuleBounds.FEWEST_STREAK_DAYS, Integer.MAX_VALUE))
                .setStreakBonus(points("streakBonus", 0L))
                .setExpiryDays(days("expiryDays", 1, PointsRuleBounds.MOST_EXPIRY_DAYS))
                .setTiers(tiers())
                .setBudget(fields.whole(tree, Place.ROOT, "budget", 0, PointsRuleBounds.MOST_IN_ALL, null))
                .build();
        if (tree.hasNonNull("streakDays") != tree.hasNonNull("streakBonus")) {
            String missing = tree.hasNonNull("streakDays") ? "streakBonus" : "streakDays";
            faults.add(missing, "is missing: a streak has both a length and a bonus");
        }
        faults.throwIfAny();
        return rules;
    }

    /** The epoch where it is wrong. */
    private Instant inForceFrom(Instant now) {
        String text = fields.requiredText(tree, Place.ROOT, "inForceFrom");
        if (text == null) {
            return Instant.EPOCH;
        }
        Instant from = Times.instant(text);
        if (from == null) {
            faults.add("inForceFrom", "must be a date and time with an offset, as 2026-12-01T00:00:00Z");
            return Instant.EPOCH;
        }
        if (from.isBefore(now.plus(NOTICE))) {
            faults.add(
                    "inForceFrom",
                    "must lie " + NOTICE.toSeconds()
                            + " s ahead or more: rules come into force after their publication, which" + " is now, "
                            + now.truncatedTo(ChronoUnit.SECONDS));
        }
        return from.truncatedTo(ChronoUnit.MILLIS);
    }

    private Long points(String field, Long absent) {
        return fields.whole(tree, Place.ROOT, field, 0, PointsRuleBounds.MOST_FOR_ONE, absent);
    }

    private Integer days(String field, int least, int most) {
        Long days = fields.whole(tree, Place.ROOT, field, least, most, null);
        return days == null ? null : days.intValue();
    }

    private List<PointsTier> tiers() {
        List<PointsTier> tiers = new ArrayList<>();
        if (!tree.hasNonNull("tiers")) {
            return tiers;
        }
        JsonNode array = fields.requiredArray(tree, Place.ROOT, "tiers");
        if (array == null) {
            return tiers;
        }
        if (array.size() > PointsRuleBounds.MOST_TIERS) {
            faults.add("tiers", "must be " + PointsRuleBounds.MOST_TIERS + " at most");
            return tiers;
        }
        Set<String> names = new HashSet<>();
        long below = 0;
        for (int i = 0; i < array.size(); i++) {
            PointsTier tier = tier(array.get(i), Place.ROOT.in("tiers", i), names, below);
            if (tier != null) {
                tiers.add(tier);
                below = tier.getFromPoints();
            }
        }
        return tiers;
    }

    private PointsTier tier(JsonNode tier, Place place, Set<String> names, long below) {
        if (!tier.isObject()) {
            faults.add(place.toString(), "must be an object with name and fromPoints");
            return null;
        }
        fields.onlyThese(tier, place, KNOWN_OF_TIER);
        String name = fields.requiredText(tier, place, "name");
        Long from = fields.requiredWhole(tier, place, "fromPoints", 1, PointsRuleBounds.MOST_FOR_TIER);
        if (name != null && name.length() > PointsRuleBounds.MOST_CHARACTERS) {
            faults.add(place, "name", "must be of " + PointsRuleBounds.MOST_CHARACTERS + " characters at most");
        } else if (name != null && !names.add(name)) {
            faults.add(place, "name", "is another tier's too");
        }
        if (from != null && from <= below) {
            faults.add(place, "fromPoints", "must be more than the " + below + " of the tier before it");
        }
        return name == null || from == null ? null : new PointsTier(name, from);
    }
}
