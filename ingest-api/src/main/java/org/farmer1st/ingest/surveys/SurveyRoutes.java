package org.farmer1st.ingest.surveys;

import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.farmer1st.events.PublishSurvey;
import org.farmer1st.ingest.commands.Commands;
import org.farmer1st.ingest.commands.Commands.Asked;
import org.farmer1st.ingest.commands.IdempotencyKeys;
import org.farmer1st.ingest.input.Bodies;
import org.farmer1st.ingest.input.StrictJson;
import org.farmer1st.runtime.http.Access;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.Caller;
import org.farmer1st.runtime.http.Caller.Role;
import org.farmer1st.runtime.http.Envelope;
import org.farmer1st.runtime.http.ErrorCode;
import org.farmer1st.runtime.http.Fault;
import org.farmer1st.runtime.http.Operation;
import org.farmer1st.runtime.http.Routes;

/** Surveys over HTTP: asking for a publication, and whether this instance accepts responses to a version yet. */
public final class SurveyRoutes {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final PublishedSurveys surveys;
    private final Supplier<Optional<String>> surveysProblem;
    private final Commands commands;
    private final IdempotencyKeys keys;

    /** @param surveysProblem why not all published surveys are known here yet; empty once they are */
    public SurveyRoutes(
            PublishedSurveys surveys,
            Supplier<Optional<String>> surveysProblem,
            Commands commands,
            IdempotencyKeys keys) {
        this.surveys = surveys;
        this.surveysProblem = surveysProblem;
        this.commands = commands;
        this.keys = keys;
    }

    /** Declares the routes. */
    public void addTo(Routes routes) {
        routes.group("Surveys", "What responses are held against.")
                .put(
                        "/v1/surveys/{surveyId}",
                        IdempotencyKeys.takenBy(Operation.of(
                                        "publishSurvey", "Publish a survey definition", Access.of(Role.ADMIN)))
                                .description("1 MiB at most. What is published under a version never changes: a change"
                                        + " is a new version. Publishing the same again is harmless.")
                                .path("surveyId", "SurveyId", "The survey, as in the body.")
                                .body("SurveyDefinition")
                                .answers(202, "WorkflowStarted", "It is under way.")
                                .errors(ErrorCode.VALIDATION_FAILED, ErrorCode.SURVEY_CONFLICT),
                        this::publish)
                .get(
                        "/v1/surveys/{surveyId}/versions/{version}",
                        Operation.of("getSurveyVersion", "A published survey definition", Access.everyRole())
                                .description("Found as soon as this instance accepts responses to it.")
                                .path("surveyId", "SurveyId", "The survey.")
                                .path("version", "SurveyVersion", "Which version.")
                                .answers(200, "SurveyDefinition", "As it was published.")
                                .errors(ErrorCode.VALIDATION_FAILED, ErrorCode.SURVEY_UNKNOWN),
                        this::definition);
    }

    private void publish(Context ctx) {
        Caller caller = Caller.of(ctx);
        Optional<String> key = IdempotencyKeys.of(ctx);
        Bodies.requireJson(ctx);
        SurveyDefinition definition = DefinitionReader.read(Bodies.read(ctx, Bodies.MOST_BYTES));
        if (!definition.surveyId().equals(ctx.pathParam("surveyId"))) {
            throw ApiException.invalid(List.of(new Fault("surveyId", "is not the survey of the path")));
        }
        refuseOtherContent(caller.tenant(), definition);
        String workflowId = definition.publicationWorkflowId(caller.tenant());
        PublishSurvey command =
                new PublishSurvey(definition.surveyId(), definition.version(), definition.canonicalJson());
        String digest = Commands.digest("publish-survey", definition.canonicalJson());
        // Begun here, and not in the supplier, which runs when the trace is no longer current.
        CompletableFuture<Asked> outcome = keys.once(
                caller,
                key,
                () -> digest,
                Asked::new,
                Asked::workflowId,
                () -> commands.ask(caller, workflowId, command, digest));
        ctx.future(() -> outcome.thenAccept(asked -> {
            ctx.status(202);
            Envelope.data(ctx, asked);
        }));
    }

    /** What is seen here is refused here; two publications at once are told apart by the workflows that they start. */
    private void refuseOtherContent(String tenant, SurveyDefinition definition) {
        if (surveysProblem.get().isPresent()) {
            throw ApiException.unavailable("Not all published surveys are known here yet.", RETRY_AFTER);
        }
        Optional<SurveyDefinition> known = surveys.find(tenant, definition.surveyId(), definition.version());
        if (known.isPresent() && !known.get().canonicalJson().equals(definition.canonicalJson())) {
            throw new ApiException(
                    ErrorCode.SURVEY_CONFLICT,
                    "Version " + definition.version() + " of the survey " + definition.surveyId()
                            + " is published with another definition. Publish this one as a new version.");
        }
    }

    private void definition(Context ctx) {
        String surveyId = ctx.pathParam("surveyId");
        String version = ctx.pathParam("version");
        if (!version.matches("[1-9][0-9]{0,8}")) {
            throw ApiException.invalid(List.of(new Fault("version", "must be a whole number, 1 or more")));
        }
        SurveyDefinition definition = surveys.find(Caller.of(ctx).tenant(), surveyId, Integer.parseInt(version))
                .orElseThrow(() -> new ApiException(
                        ErrorCode.SURVEY_UNKNOWN,
                        "This version of the survey is not known here. If it was published just now, try again in a"
                                + " moment."));
        Envelope.data(ctx, StrictJson.tree(definition.canonicalJson().getBytes(StandardCharsets.UTF_8)));
    }
}
