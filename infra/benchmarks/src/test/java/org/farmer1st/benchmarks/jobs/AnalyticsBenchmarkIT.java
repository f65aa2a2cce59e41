package org.farmer1st.benchmarks.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.farmer1st.benchmarks.BenchmarksMain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench analytics} in its smallest form, against the real job. What it measures means nothing. */
class AnalyticsBenchmarkIT {

    @TempDir
    private Path directory;

    @Test
    void analyticsIsMeasuredBesideItsReferencesAndEveryCountAgrees() throws Exception {
        Path file = directory.resolve("report.json");
        StringWriter out = new StringWriter();
        StringWriter errors = new StringWriter();

        int code = BenchmarksMain.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(errors, true))
                .execute(
                        "analytics",
                        "--rounds=2",
                        "--records=500",
                        "--warm-up=500",
                        "--rows=50",
                        "--sql-records=100",
                        "--json=" + file);

        assertThat(code).as("%s", errors).isZero();
        JsonNode report = new ObjectMapper().readTree(file.toFile());
        List<String> subjects = new ArrayList<>();
        for (JsonNode row : report.path("rows")) {
            subjects.add(row.path("subject").asText());
            assertThat(row.path("rounds").asInt()).isEqualTo(2);
            assertThat(row.path("perSecond").path("median").asDouble()).isPositive();
        }
        assertThat(subjects)
                .containsExactly(
                        "survey-analytics",
                        "bare consumer",
                        "counting by hand",
                        "Flink SQL, stock sink",
                        "the same, in mini-batches",
                        "lane rule",
                        "stock JDBC sink",
                        "COPY");
        assertThat(report.path("ratios")).hasSize(12);
        assertThat(report.path("aims")).hasSize(3);
        assertThat(out.toString()).contains("Every count agrees");
    }
}
