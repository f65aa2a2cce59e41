package org.farmer1st.serving.surveys;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Map;
import java.util.Optional;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.Caller;
import org.farmer1st.runtime.http.Envelope;
import org.farmer1st.runtime.http.ErrorCode;

/** {@code GET /v1/surveys/{surveyId}}: the newest definition, for every role; phones need it too. */
public final class SurveyRoutes {

    private final Surveys surveys;

    public SurveyRoutes(Surveys surveys) {
        this.surveys = surveys;
    }

    /** Adds the route. */
    public void addTo(RoutesConfig routes) {
        routes.get("/v1/surveys/{surveyId}", this::definition);
    }

    private void definition(Context ctx) {
        Caller caller = Caller.of(ctx);
        ctx.future(() -> surveys.find(caller.tenant(), ctx.pathParam("surveyId"))
                .thenAccept(found -> Envelope.data(ctx, published(found).latest(), Map.of())));
    }

    /** @throws ApiException SURVEY_UNKNOWN where there is none */
    public static Survey published(Optional<Survey> found) {
        return found.orElseThrow(
                () -> new ApiException(ErrorCode.SURVEY_UNKNOWN, "No survey of this name is published."));
    }
}
