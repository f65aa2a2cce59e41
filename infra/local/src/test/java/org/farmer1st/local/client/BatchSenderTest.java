package org.farmer1st.local.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.farmer1st.local.client.StandInApi.Reply;
import org.farmer1st.local.client.StandInApi.Request;
import org.junit.jupiter.api.Test;

class BatchSenderTest {

    private static final ObjectMapper JSON = LocalAccess.newJson();
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-20T08:00:00Z"), ZoneOffset.UTC);

    @Test
    void everyItemIsSentUntilItIsSettledAndCountedOnce() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Set<String> seen = ConcurrentHashMap.newKeySet();
        LoadResult result = new LoadResult();
        try (StandInApi api = new StandInApi(request -> {
                    // An overload, then a broken connection, then items that are to be retried.
                    int call = calls.incrementAndGet();
                    if (call == 1) {
                        return new Reply(
                                503, "{\"success\":false,\"error\":{\"code\":\"UNAVAILABLE\",\"retryable\":true}}");
                    }
                    return call == 2 ? new Reply(0, "") : items(request, seen);
                });
                BatchSender sender = new BatchSender(api.client(), CLOCK, result, silent())) {
            for (int i = 0; i < 250; i++) {
                sender.add("Record " + i, response(i));
            }
            sender.close();

            assertThat(result.summary()).isEqualTo("200 accepted, 25 duplicate, 25 rejected");
            assertThat(result.explanations()).hasSize(5).allMatch(line -> line.contains("answers.a: is wrong"));
            assertThat(result.unexplained()).isEqualTo(20);
            JsonNode sent = api.requests().get(0).body().path("responses").path(0);
            assertThat(sent.path("sentAt").asText()).isEqualTo("2026-11-20T08:00:00Z");
        }
    }

    @Test
    void aBatchThatIsTooLargeIsHalved() throws Exception {
        LoadResult result = new LoadResult();
        try (StandInApi api = new StandInApi(
                        request -> request.body().path("responses").size() > 30
                                ? new Reply(413, "{\"success\":false,\"error\":{\"message\":\"too large\"}}")
                                : items(request, ConcurrentHashMap.newKeySet()));
                BatchSender sender = new BatchSender(api.client(), CLOCK, result, silent())) {
            for (int i = 0; i < 100; i++) {
                sender.add("Record " + i, response(3));
            }
            sender.close();

            assertThat(result.summary()).isEqualTo("100 accepted, 0 duplicate, 0 rejected");
        }
    }

    /** Item 0 of ten is known, item 1 is wrong, item 2 is settled at the second try, the others at once. */
    private static Reply items(Request request, Set<String> seen) {
        ObjectNode answer = JSON.createObjectNode();
        for (JsonNode response : request.body().path("responses")) {
            String id = response.path("responseId").asText();
            int kind = Integer.parseInt(id) % 10;
            ObjectNode item = answer.withArray("/data/items").addObject();
            if (kind == 0) {
                item.put("status", "duplicate");
            } else if (kind == 1) {
                rejected(item);
            } else if (kind == 2 && seen.add(id)) {
                item.put("status", "retry").putObject("error").put("message", "later");
            } else {
                item.put("status", "accepted");
            }
        }
        return new Reply(200, answer.toString());
    }

    private static void rejected(ObjectNode item) {
        item.put("status", "rejected")
                .putObject("error")
                .put("message", "The response is invalid.")
                .putArray("details")
                .addObject()
                .put("path", "answers.a")
                .put("message", "is wrong");
    }

    private static ObjectNode response(int number) {
        ObjectNode body = JSON.createObjectNode();
        body.put("responseId", Integer.toString(number));
        return body;
    }

    private static Progress silent() {
        return new Progress.Lines("Test", 0, new PrintWriter(new StringWriter()));
    }
}
