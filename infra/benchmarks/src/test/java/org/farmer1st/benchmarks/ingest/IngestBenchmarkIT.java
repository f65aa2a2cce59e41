package org.farmer1st.benchmarks.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.farmer1st.benchmarks.BenchmarksMain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The whole of {@code bench ingest} in its smallest form, against the real ingest-api. What it measures means nothing. */
class IngestBenchmarkIT {

    @TempDir
    private Path directory;

    @Test
    void theReportHasEveryRowAndEveryCountAgrees() throws Exception {
        Path file = directory.resolve("report.json");
        StringWriter out = new StringWriter();
        StringWriter errors = new StringWriter();
        CommandLine command =
                BenchmarksMain.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(errors, true));

        int code = command.execute(
                "ingest",
                "--rounds=1",
                "--seconds=0.2",
                "--warm-up=400",
                "--sizes=1,8",
                "--connections=2,4",
                "--batch-items=20",
                "--json=" + file,
                "--profile=" + directory);

        assertThat(code).as("%s", errors).isZero();
        JsonNode report = new ObjectMapper().readTree(file.toFile());
        Map<String, TreeSet<String>> subjects = new TreeMap<>();
        for (JsonNode row : report.path("rows")) {
            JsonNode workload = row.path("workload");
            assertThat(row.path("perSecond").path("median").asDouble()).isPositive();
            subjects.computeIfAbsent(
                            workload.path("kind").asText()
                                    + ' '
                                    + workload.path("bytes").asInt()
                                    + ' '
                                    + workload.path("connections").asInt(),
                            key -> new TreeSet<>())
                    .add(row.path("subject").asText());
        }
        List<String> single = List.of(Subject.BARE, Subject.INGEST, Subject.INGEST_PERSONAL, Subject.LEAST);
        List<String> writing = List.of(Subject.INGEST, Subject.INGEST_PERSONAL, Subject.LEAST);
        List<String> batch = List.of(Subject.INGEST, Subject.INGEST_PERSONAL, Subject.LOOP);
        for (int bytes : new int[] {1024, 8192}) {
            assertThat(subjects.remove("SINGLE " + bytes + " 2")).containsExactlyElementsOf(single);
            assertThat(subjects.remove("SINGLE " + bytes + " 4")).containsExactlyElementsOf(single);
            assertThat(subjects.remove("BATCH " + bytes + " 4")).containsExactlyElementsOf(batch);
            assertThat(subjects.remove("LATENCY " + bytes + " 4")).containsExactlyElementsOf(writing);
            assertThat(subjects.remove("PRODUCER " + bytes + " 0")).containsExactly(Subject.PRODUCER);
        }
        assertThat(subjects).isEmpty();
        for (JsonNode measurement : report.path("measurements")) {
            if (!measurement.path("subject").asText().equals(Subject.BARE)) {
                assertThat(measurement.path("appended").asLong())
                        .as("%s", measurement)
                        .isPositive()
                        .isEqualTo(measurement.path("operations").asLong());
            }
        }
        assertThat(report.path("aims")).hasSize(8);
        assertThat(report.path("recordBytes").path(Subject.INGEST).path("1024").asInt())
                .isBetween(300, 2_000);
        assertThat(out.toString()).contains("Single requests", "Batches of 20", "Ratios", "Every count agrees");
        for (String kind : List.of("single", "batch")) {
            assertThat(directory.resolve("ingest-api-" + kind + "-1024-bytes.txt"))
                    .content()
                    .contains("By part", "Jackson", "By the nearest method of ours");
        }
    }

    @Test
    void wrongUseIsSaidBeforeAnythingStarts() {
        StringWriter errors = new StringWriter();
        CommandLine command = BenchmarksMain.commandLine().setErr(new PrintWriter(errors, true));

        assertThat(command.execute("ingest", "--peer=https://elsewhere/v1/responses"))
                .isEqualTo(2);
        assertThat(errors.toString()).contains("--peer is an address that begins with http://");
    }
}
