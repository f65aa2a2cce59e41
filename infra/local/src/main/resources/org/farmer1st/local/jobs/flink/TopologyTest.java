package org.farmer1st.@PACKAGE@;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.farmer1st.events.ResponseAdded;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.ResponseReplaced;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.ResponseWithdrawn;
import org.farmer1st.flink.attached.ViewRow;
import org.farmer1st.flink.job.JobEnvironment;
import org.junit.jupiter.api.Test;

/** The sample facts, through the job in Flink's small cluster, make the rows that are expected of them. */
class @CLASS@TopologyTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant AT = Instant.parse("2026-11-20T12:00:00Z");

    @Test
    void theSampleMakesTheRowsThatAreExpected() throws Exception {
        List<Change> changes = new ArrayList<>();
        lines("facts.jsonl").forEach(line -> changes.addAll(Change.of(fact(line))));
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(
                1, JobEnvironment.configuration(Duration.ofMinutes(1)));
        TreeMap<String, String> rows = new TreeMap<>();
        try (CloseableIterator<ViewRow> out = @CLASS@Topology.rows(
                        environment.fromData(TypeInformation.of(Change.class), changes.toArray(Change[]::new)))
                .executeAndCollect()) {
            out.forEachRemaining(row -> keep(rows, row));
        }
        List<String> expected = lines("expected.jsonl").stream().map(JsonNode::toString).toList();
        assertThat(rows.values()).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static void keep(TreeMap<String, String> rows, ViewRow row) {
        Object[] values = row.values();
        String key = values[0] + "/" + values[1] + "/" + values[2];
        if (row.deleted()) {
            rows.remove(key);
        } else {
            rows.put(
                    key,
                    JSON.createObjectNode()
                            .put("tenant", (String) values[0])
                            .put("survey_id", (String) values[1])
                            .put("day", values[2].toString())
                            .put("responses", (Long) values[3])
                            .put("farmers", (Long) values[4])
                            .toString());
        }
    }

    private static ResponseFact fact(JsonNode line) {
        JsonNode before = line.path("before");
        JsonNode after = line.path("after");
        Object change;
        if (before.isMissingNode()) {
            change = new ResponseAdded(version(after));
        } else if (after.isMissingNode()) {
            change = new ResponseWithdrawn(version(before));
        } else {
            change = new ResponseReplaced(version(before), version(after));
        }
        return new ResponseFact(0, 0L, AT, change);
    }

    private static ResponseVersion version(JsonNode line) {
        LocalDate day = LocalDate.parse(line.path("day").asText());
        return ResponseVersion.newBuilder()
                .setTenant(line.path("tenant").asText())
                .setFarmerId(line.path("farmer").asText())
                .setResponseId(line.path("response").asText())
                .setVersionId(line.path("response").asText())
                .setReplaces(null)
                .setSurveyId(line.path("survey").asText())
                .setSurveyVersion(1)
                .setReceivedAt(AT)
                .setBusinessTime(day.atStartOfDay(ZoneOffset.UTC).toInstant())
                .setBusinessDay(day)
                .setTimeFlags(List.of())
                .setAnswers(List.of())
                .setSkipped(List.of())
                .setDimensions(List.of())
                .setBasePoints(0)
                .setDigest(ByteBuffer.allocate(32))
                .build();
    }

    private static List<JsonNode> lines(String file) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        try (InputStream content = @CLASS@TopologyTest.class.getResourceAsStream("/" + file)) {
            for (String line : new String(content.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                lines.add(JSON.readTree(line));
            }
        }
        return lines;
    }
}
