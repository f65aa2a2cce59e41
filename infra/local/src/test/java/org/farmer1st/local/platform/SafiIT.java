package org.farmer1st.local.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.farmer1st.local.client.ApiClient;
import org.farmer1st.local.client.Pseudonyms;
import org.farmer1st.local.issuer.Role;
import org.farmer1st.local.platform.RunningPlatform.Handle;
import org.farmer1st.local.platform.RunningPlatform.Output;
import org.farmer1st.local.sample.AggregateComparison;
import org.farmer1st.local.sample.PlainCount;
import org.farmer1st.local.sample.PointsComparison;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Real interviews, through the whole platform: the SAFI survey's file next to the checkout, loaded three times, and every
 * aggregate held against a count over the file itself. Skipped where the file isn't there.
 */
@ExtendWith(SafiIT.FileIsThere.class)
@ExtendWith(RunningPlatform.class)
class SafiIT {

    private static final Path ROOT = Path.of(System.getProperty("farmer1st.root", "."));
    private static final long BASE = 10;
    private static final int SUBMISSIONS = 131;

    /** Stands before the platform, so that nothing is started for a file that isn't there. */
    static final class FileIsThere implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return Files.exists(file())
                    ? ConditionEvaluationResult.enabled(file() + " is there")
                    : ConditionEvaluationResult.disabled(
                            file() + " is not there: the comparison with real interviews is skipped");
        }
    }

    private static String tenant;
    private static JsonNode definition;
    private static List<ObjectNode> submissions;

    @BeforeAll
    static void publish(Handle platform) throws Exception {
        tenant = platform.newTenant("safi");
        definition = platform.json()
                .readTree(ROOT.resolve("infra/local/samples/safi.json").toFile());
        submissions = readFile(platform);
        Output published = platform.run(
                "survey",
                "publish",
                ROOT.resolve("infra/local/samples/safi.json").toString(),
                "--tenant",
                tenant);
        assertThat(published.exitCode()).as(published.toString()).isZero();
    }

    @Test
    void theFileCountsOnceHoweverOftenItIsLoaded(Handle platform) throws Exception {
        assertThat(submissions).hasSize(SUBMISSIONS);
        assertThat(load(platform)).isEqualTo("131 accepted, 0 duplicate, 0 rejected");
        platform.settle(tenant, "safi");
        assertEverythingCounted(platform, true);

        assertThat(load(platform)).isEqualTo("0 accepted, 131 duplicate, 0 rejected");
        assertEverythingCounted(platform, false);

        platform.flushRedis();
        // Without its memory the edge may take a repeat for new; it must not count.
        assertThat(load(platform)).endsWith("0 rejected");
        platform.settle(tenant, "safi");
        assertEverythingCounted(platform, false);
    }

    private static void assertEverythingCounted(Handle platform, boolean pairs) throws Exception {
        PlainCount count = new PlainCount(definition, submissions);
        AggregateComparison comparison =
                new AggregateComparison(platform.serving(Role.stakeholder, "test", tenant), "safi", count);
        AggregateComparison.Result aggregates = pairs ? comparison.compare() : comparison.compareWithoutPairs();
        assertThat(aggregates.differences()).isEmpty();
        System.out.println(aggregates.cells() + " cells of SAFI are as counted over the file");

        ApiClient admin = platform.serving(Role.admin, "test", tenant);
        Pseudonyms pseudonyms = Pseudonyms.withKeyIn(platform.place().secrets().resolve("pseudonyms.key"));
        Map<String, Long> responses = new TreeMap<>();
        for (ObjectNode submission : submissions) {
            String responseId = submission.path("farmerId").asText().substring("uuid:".length());
            responses.put(pseudonyms.farmerId(tenant, responseId), 1L);
        }
        assertThat(responses).hasSize(SUBMISSIONS);
        PointsComparison points = new PointsComparison(admin);
        assertThat(points.compareBalances(responses.keySet(), PointsComparison.points(responses, BASE)))
                .isEmpty();
        assertThat(points.compareLeaderboard("tenant", PointsComparison.points(responses, BASE)))
                .isEmpty();
        assertThat(points.compareLeaderboard("survey:safi", PointsComparison.points(responses, BASE)))
                .isEmpty();
    }

    @Test
    void theDefinitionAsksEverythingThatTheFileAnswers() {
        Set<String> asked = new HashSet<>();
        definition
                .path("questions")
                .forEach(question -> asked.add(question.path("name").asText()));
        for (JsonNode submission : submissions) {
            List<String> columns = new ArrayList<>();
            submission.path("answers").fieldNames().forEachRemaining(columns::add);
            columns.removeIf(column -> column.equals("instanceID") || column.startsWith("gps:"));
            assertThat(asked).containsAll(columns);
        }
    }

    private static String load(Handle platform) {
        Output loaded =
                platform.run("load", file().toString(), "--survey", "safi", "--format", "odk-json", "--tenant", tenant);
        assertThat(loaded.exitCode()).as(loaded.toString()).isZero();
        return loaded.lastLine();
    }

    /** The file as the plain count wants it: not what the loader makes of it, but what it says. */
    private static List<ObjectNode> readFile(Handle platform) throws IOException {
        List<ObjectNode> read = new ArrayList<>();
        for (JsonNode submission : platform.json().readTree(file().toFile())) {
            ObjectNode answers = submission.deepCopy();
            answers.putObject("gps")
                    .put("latitude", submission.path("gps:Latitude").asDouble())
                    .put("longitude", submission.path("gps:Longitude").asDouble());
            ObjectNode response = platform.json().createObjectNode();
            response.put("farmerId", submission.path("instanceID").asText());
            response.put("deviceTime", submission.path("A04_start").asText());
            response.set("answers", answers);
            read.add(response);
        }
        return read;
    }

    private static Path file() {
        return ROOT.resolve("../shared/data/safi/SAFI.json").normalize();
    }
}
