package org.farmer1st.serving.surveys;

import io.javalin.http.Context;
import java.util.Map;
import java.util.Optional;
import org.farmer1st.runtime.http.Access;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.Caller;
import org.farmer1st.runtime.http.Envelope;
import org.farmer1st.runtime.http.ErrorCode;
import org.farmer1st.runtime.http.Operation;
import org.farmer1st.runtime.http.Routes;

/** {@code GET /v1/surveys/{surveyId}}: the newest definition, for every role; phones need it too. */
public final class SurveyRoutes {

    private final Surveys surveys;

    public SurveyRoutes(Surveys surveys) {
        this.surveys = surveys;
    }

    /** Declares the route. */
    public void addTo(Routes routes) {
        routes.group("Surveys", "What is counted, and how it is cut.")
                .get(
                        "/v1/surveys/{surveyId}",
                        Operation.of("getSurvey", "The newest definition of a survey", Access.everyRole())
                                .path("surveyId", "SurveyId", "The survey.")
                                .answers(200, "SurveyDefinition", "As it was published.")
                                .errors(ErrorCode.SURVEY_UNKNOWN),
                        this::definition);
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
