package org.farmer1st.benchmarks.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.farmer1st.benchmarks.load.LoadFailedException;
import org.junit.jupiter.api.Test;

class IngestLoadTest {

    private static final URI TARGET = URI.create("http://127.0.0.1:8080/v1/responses");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void aResponseHasTheSizeThatWasAskedForAndAnIdOfItsOwn() throws Exception {
        for (BenchmarkSurvey survey : BenchmarkSurvey.values()) {
            for (int bytes : new int[] {1024, 8192}) {
                IngestLoad load = IngestLoad.single(survey, bytes, TARGET, "token");
                Set<String> ids = new HashSet<>();
                Set<String> farmers = new HashSet<>();
                for (int i = 0; i < 100; i++) {
                    String request = next(load);
                    String body = request.substring(request.indexOf("\r\n\r\n") + 4);
                    assertThat(body).hasSize(bytes);
                    assertThat(request).contains("Content-Length: " + bytes + "\r\n");
                    JsonNode response = JSON.readTree(body);
                    String id = response.path("responseId").asText();
                    assertThat(UUID.fromString(id)).hasToString(id);
                    assertThat(UUID.fromString(id).version()).isEqualTo(4);
                    ids.add(id);
                    farmers.add(response.path("farmerId").asText());
                    assertThat(response.path("answers").size()).isGreaterThan(10);
                    assertThat(response.has("location")).isEqualTo(survey.setsApart());
                }
                assertThat(ids).hasSize(100);
                assertThat(farmers).hasSize(100);
            }
        }
    }

    @Test
    void twoLoadsShareNoId() throws Exception {
        String one = id(IngestLoad.single(BenchmarkSurvey.PLAIN, 1024, TARGET, "token"));
        String other = id(IngestLoad.single(BenchmarkSurvey.PLAIN, 1024, TARGET, "token"));

        assertThat(one).isNotEqualTo(other);
    }

    private static String id(IngestLoad load) throws Exception {
        String request = next(load);
        return JSON.readTree(request.substring(request.indexOf("\r\n\r\n") + 4))
                .path("responseId")
                .asText();
    }

    @Test
    void aBatchHasAResponseALine() {
        IngestLoad load = IngestLoad.batch(BenchmarkSurvey.PLAIN, 1024, 7, TARGET, "token");

        String request = next(load);
        String body = request.substring(request.indexOf("\r\n\r\n") + 4);

        assertThat(request).contains("application/x-ndjson").contains("Content-Length: " + body.length() + "\r\n");
        assertThat(body.lines().map(IngestLoadTest::responseId).distinct()).hasSize(7);
    }

    @Test
    void whatWasNotAcceptedAsAWholeIsNoMeasurement() {
        IngestLoad single = IngestLoad.single(BenchmarkSurvey.PLAIN, 1024, TARGET, "token");
        IngestLoad batch = IngestLoad.batch(BenchmarkSurvey.PLAIN, 1024, 2, TARGET, "token");
        String item = "{\"responseId\":\"a\",\"status\":\"accepted\"}";

        assertThat(single.accepted(202, bytes("{}"))).isEqualTo(1);
        assertThat(batch.accepted(200, bytes("[" + item + "," + item + "]"))).isEqualTo(2);
        assertThatThrownBy(() -> single.accepted(429, bytes("too much")))
                .isInstanceOf(LoadFailedException.class)
                .hasMessageContaining("429")
                .hasMessageContaining("too much");
        assertThatThrownBy(() -> batch.accepted(200, bytes("[" + item + ",{\"status\":\"retry\"}]")))
                .isInstanceOf(LoadFailedException.class)
                .hasMessageContaining("accepted 1 of a batch's 2");
    }

    private static String responseId(String line) {
        try {
            return JSON.readTree(line).path("responseId").asText();
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(line, e);
        }
    }

    private static String next(IngestLoad load) {
        ByteBuffer request = ByteBuffer.allocate(load.bytes());
        load.next(request);
        assertThat(request.hasRemaining()).as("room left").isFalse();
        return new String(request.array(), StandardCharsets.UTF_8);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
