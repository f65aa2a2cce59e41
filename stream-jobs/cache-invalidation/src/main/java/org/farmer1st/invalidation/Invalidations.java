package org.farmer1st.invalidation;

import java.time.Instant;
import java.util.Optional;
import org.farmer1st.events.CacheInvalidation;
import org.farmer1st.events.ReferenceFarmer;
import org.farmer1st.events.ReferenceSurvey;

/**
 * What a change of a reference row voids. What is cached of a survey is cached under its id, whatever the version, so that
 * a new version voids it too.
 */
final class Invalidations {

    /** The entity of {@code reference.surveys}; its ids are survey ids. */
    static final String SURVEYS = "surveys";

    /** The entity of {@code reference.farmers}; its ids are farmer ids. */
    static final String FARMERS = "farmers";

    private Invalidations() {}

    /** The key of an invalidation. */
    static String key(CacheInvalidation invalidation) {
        return invalidation.getTenant() + '/' + invalidation.getEntity() + '/' + invalidation.getId();
    }

    /**
     * For a row of reference.surveys.
     *
     * @param key {@code tenant/surveyId/version}
     * @param row null where it is gone
     * @param changedAt the append time of the change
     * @return empty where the key names no survey
     */
    static Optional<CacheInvalidation> survey(String key, ReferenceSurvey row, Instant changedAt) {
        if (row != null) {
            return Optional.of(
                    new CacheInvalidation(row.getTenant(), SURVEYS, row.getSurveyId(), row.getRowVersion(), changedAt));
        }
        String[] parts = key.split("/", -1);
        return parts.length == 3
                ? Optional.of(new CacheInvalidation(parts[0], SURVEYS, parts[1], null, changedAt))
                : Optional.empty();
    }

    /**
     * For a row of reference.farmers.
     *
     * @param key {@code tenant/farmerId}
     * @param row null where it is gone
     * @param changedAt the append time of the change
     * @return empty where the key names no farmer
     */
    static Optional<CacheInvalidation> farmer(String key, ReferenceFarmer row, Instant changedAt) {
        if (row != null) {
            return Optional.of(
                    new CacheInvalidation(row.getTenant(), FARMERS, row.getFarmerId(), row.getRowVersion(), changedAt));
        }
        String[] parts = key.split("/", -1);
        return parts.length == 2
                ? Optional.of(new CacheInvalidation(parts[0], FARMERS, parts[1], null, changedAt))
                : Optional.empty();
    }
}
