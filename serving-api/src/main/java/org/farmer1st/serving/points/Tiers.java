package org.farmer1st.serving.points;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The tiers of a tenant, as a lane was told of them: what a farmer is called is decided by the rules in force at the time that the
 * lane has reached, and by what the farmer earned in all time. No clock plays a part.
 */
final class Tiers {

    private record Version(int version, Instant inForceFrom, List<Tier> tiers) {}

    private record Tier(String name, long fromPoints) {}

    private final List<Version> versions = new ArrayList<>();

    /**
     * Adds a version of the rules.
     *
     * @param content as the views hold it: {@code {"inForceFrom", "tiers": [{"name", "fromPoints"}]}}
     */
    void add(int version, JsonNode content) {
        List<Tier> tiers = new ArrayList<>();
        for (JsonNode tier : content.path("tiers")) {
            tiers.add(
                    new Tier(tier.path("name").asText(), tier.path("fromPoints").asLong()));
        }
        versions.add(
                new Version(version, Instant.parse(content.path("inForceFrom").asText()), tiers));
    }

    /** The highest tier that is reached; null where none is, or the rules in force have none. */
    String of(long earned, Instant asOf) {
        Version inForce = versions.stream()
                .filter(version -> !version.inForceFrom().isAfter(asOf))
                .max(Comparator.comparing(Version::inForceFrom).thenComparing(Version::version))
                .orElse(null);
        if (inForce == null) {
            return null;
        }
        return inForce.tiers().stream()
                .filter(tier -> tier.fromPoints() <= earned)
                .max(Comparator.comparingLong(Tier::fromPoints))
                .map(Tier::name)
                .orElse(null);
    }
}
