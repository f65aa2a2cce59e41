package org.farmer1st.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What an API answered.
 *
 * @param status the HTTP status
 * @param body the envelope; a missing node where the body was no JSON
 * @param retryAfterHeader seconds, or null where the header was not there
 */
public record ApiAnswer(int status, JsonNode body, Long retryAfterHeader) {

    /** An answer without a usable body. */
    static ApiAnswer withoutBody(int status) {
        return new ApiAnswer(status, MissingNode.getInstance(), null);
    }

    /** Whether what was asked for was done or accepted. */
    public boolean ok() {
        return status >= 200 && status < 300;
    }

    /** What was asked for; a missing node in an error. */
    public JsonNode data() {
        return body.path("data");
    }

    public JsonNode meta() {
        return body.path("meta");
    }

    /** The error's code, such as {@code RESPONSE_CONFLICT}; empty where there is none. */
    public String errorCode() {
        return body.path("error").path("code").asText("");
    }

    /** Whether the same request may succeed later: overload, an outage, or what the API itself calls retryable. */
    public boolean retryable() {
        return switch (status) {
            case 408, 429, 502, 503, 504 -> true;
            default -> !ok() && body.path("error").path("retryable").asBoolean(false);
        };
    }

    /** How long the API asks to wait; zero where it doesn't say. */
    public Duration retryAfter() {
        long seconds = retryAfterHeader != null
                ? retryAfterHeader
                : body.path("error").path("retryAfter").asLong(0);
        return Duration.ofSeconds(Math.max(0, seconds));
    }

    /** The error in words: its message, then one line for each fault with the path that it is at. */
    public String explanation() {
        JsonNode error = body.path("error");
        if (error.isMissingNode()) {
            return "status " + status;
        }
        return explain(error);
    }

    /** An error object of the envelope, or of an item in a batch, in words. */
    static String explain(JsonNode error) {
        List<String> lines = new ArrayList<>();
        lines.add(error.path("message").asText(error.path("code").asText("no reason given")));
        for (JsonNode detail : error.path("details")) {
            String path = detail.path("path").asText("");
            String message = detail.path("message").asText(detail.isTextual() ? detail.asText() : detail.toString());
            lines.add("  " + (path.isEmpty() ? "" : path + ": ") + message);
        }
        return String.join(System.lineSeparator(), lines);
    }
}
