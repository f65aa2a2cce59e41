package org.farmer1st.serving.leaderboards;

import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.Fault;

/**
 * Which points count: all that a tenant's farmers earned ({@code tenant}), what they earned by one survey ({@code survey:ID}), or
 * all that the farmers of one region earned ({@code region:NAME}), ever or in one month.
 *
 * @param surveyId of the survey's points alone
 * @param region of the farmers who are there now
 * @param month of the days that points belong to
 */
record LeaderboardScope(Optional<String> surveyId, Optional<String> region, Optional<YearMonth> month) {

    private static final String TENANT = "tenant";
    private static final String SURVEY = "survey:";
    private static final String REGION = "region:";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern MONTH = Pattern.compile("\\d{4}-\\d{2}");

    /**
     * @param month null for all time
     * @throws ApiException VALIDATION_FAILED where one of them is none
     */
    static LeaderboardScope read(String scope, String month) {
        Optional<YearMonth> one = Optional.ofNullable(month).map(LeaderboardScope::month);
        if (scope.equals(TENANT)) {
            return new LeaderboardScope(Optional.empty(), Optional.empty(), one);
        }
        Optional<String> survey = name(scope, SURVEY);
        Optional<String> region = name(scope, REGION);
        if (survey.isEmpty() && region.isEmpty()) {
            throw ApiException.invalid(List.of(new Fault("scope", "must be tenant, survey:ID or region:NAME")));
        }
        return new LeaderboardScope(survey, region, one);
    }

    private static Optional<String> name(String scope, String prefix) {
        return Optional.of(scope)
                .filter(text -> text.startsWith(prefix))
                .map(text -> text.substring(prefix.length()))
                .filter(name -> NAME.matcher(name).matches());
    }

    private static YearMonth month(String text) {
        try {
            if (MONTH.matcher(text).matches()) {
                return YearMonth.parse(text);
            }
        } catch (DateTimeParseException e) {
            // Reported below.
        }
        throw ApiException.invalid(List.of(new Fault("month", "must be a month, as 2026-11")));
    }

    /** The board's name in Redis, as points-views writes it. */
    String board() {
        String scope = surveyId.map(id -> SURVEY + id)
                .or(() -> region.map(name -> REGION + name))
                .orElse(TENANT);
        return month.map(YearMonth::toString).orElse("all") + ':' + scope;
    }
}
