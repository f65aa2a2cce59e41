package org.farmer1st.serving.leaderboards;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.Fault;

/**
 * Whose points count: all of a tenant's ({@code tenant}), or what one survey has earned ({@code survey:ID}).
 *
 * @param surveyId empty for the tenant
 */
record LeaderboardScope(Optional<String> surveyId) {

    private static final String TENANT = "tenant";
    private static final String SURVEY = "survey:";
    private static final Pattern SURVEY_ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    /** @throws ApiException VALIDATION_FAILED where it is no scope */
    static LeaderboardScope read(String text) {
        if (text.equals(TENANT)) {
            return new LeaderboardScope(Optional.empty());
        }
        if (text.startsWith(SURVEY)
                && SURVEY_ID.matcher(text.substring(SURVEY.length())).matches()) {
            return new LeaderboardScope(Optional.of(text.substring(SURVEY.length())));
        }
        throw ApiException.invalid(List.of(new Fault("scope", "must be tenant, or survey:ID")));
    }

    /** As in requests, and in keys in Redis. */
    String text() {
        return surveyId.map(id -> SURVEY + id).orElse(TENANT);
    }
}
