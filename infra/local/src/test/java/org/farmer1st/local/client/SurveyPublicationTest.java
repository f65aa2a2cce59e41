package org.farmer1st.local.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.farmer1st.local.CommandFailed;
import org.farmer1st.local.client.StandInApi.Reply;
import org.farmer1st.local.client.StandInApi.Request;
import org.junit.jupiter.api.Test;

class SurveyPublicationTest {

    private static final String NOT_YET =
            "{\"success\":false,\"error\":{\"code\":\"SURVEY_UNKNOWN\",\"message\":\"unknown\",\"retryable\":true}}";

    private final List<String> reported = new ArrayList<>();

    @Test
    void itWaitsForTheWorkflowAndForAcceptance() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        try (StandInApi api = new StandInApi(request -> switch (kind(request)) {
            case "PUT" ->
                new Reply(202, "{\"success\":true,\"data\":{\"workflowId\":\"publish-survey:demo:s:1:abc\"}}");
            case "workflow" ->
                switch (looks.incrementAndGet()) {
                    case 1 -> new Reply(404, "{\"success\":false,\"error\":{\"message\":\"no such workflow\"}}");
                    case 2 -> new Reply(200, "{\"success\":true,\"data\":{\"status\":\"running\"}}");
                    default -> new Reply(200, "{\"success\":true,\"data\":{\"status\":\"completed\"}}");
                };
            default -> looks.incrementAndGet() < 6 ? new Reply(404, NOT_YET) : new Reply(200, "{\"success\":true}");
        })) {
            publish(api);

            assertThat(reported).hasSize(3).last().asString().contains("s version 1 are accepted");
            assertThat(api.requests())
                    .extracting(Request::path)
                    .contains(
                            "/v1/surveys/s",
                            "/v1/workflows/publish-survey%3Ademo%3As%3A1%3Aabc",
                            "/v1/surveys/s/versions/1");
        }
    }

    @Test
    void everyFaultOfARefusedDefinitionIsShownWithItsPath() throws Exception {
        try (StandInApi api = new StandInApi(request -> new Reply(400, """
                {"success":false,"error":{"code":"VALIDATION_FAILED","message":"The definition is invalid.",
                 "retryable":false,"details":[{"path":"questions[0].type","message":"is not a type"},
                 {"path":"version","message":"must be 1 or more"}]}}"""))) {

            assertThatThrownBy(() -> publish(api))
                    .isInstanceOf(CommandFailed.class)
                    .hasMessageContaining("questions[0].type: is not a type")
                    .hasMessageContaining("version: must be 1 or more");
        }
    }

    @Test
    void aFailedWorkflowEndsWithItsReason() throws Exception {
        try (StandInApi api = new StandInApi(request -> kind(request).equals("PUT")
                ? new Reply(202, "{\"success\":true,\"data\":{\"workflowId\":\"w\"}}")
                : new Reply(
                        200,
                        "{\"success\":true,\"data\":{\"status\":\"failed\",\"detail\":\"version 1 is another\"}}"))) {

            assertThatThrownBy(() -> publish(api))
                    .isInstanceOf(CommandFailed.class)
                    .hasMessageContaining("version 1 is another");
        }
    }

    private void publish(StandInApi api) throws Exception {
        JsonNode definition = LocalAccess.newJson().readTree("{\"surveyId\":\"s\",\"version\":1}");
        new SurveyPublication(api.client(), api.client(), reported::add).publish(definition);
    }

    private static String kind(Request request) {
        return request.method().equals("PUT") ? "PUT" : request.path().contains("/workflows/") ? "workflow" : "version";
    }
}
