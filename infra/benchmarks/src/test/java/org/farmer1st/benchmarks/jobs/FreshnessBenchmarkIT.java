package org.farmer1st.benchmarks.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.farmer1st.benchmarks.BenchmarksMain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench freshness} in its smallest form, against the real platform. What it measures means nothing. */
class FreshnessBenchmarkIT {

    @TempDir
    private Path directory;

    @Test
    void responsesAreFollowedFromAcceptedToVisibleAndEachIsCounted() throws Exception {
        Path file = directory.resolve("report.json");
        StringWriter errors = new StringWriter();

        int code = BenchmarksMain.commandLine()
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(errors, true))
                .execute("freshness", "--rounds=1", "--seconds=1", "--warm-up=0.5", "--rates=20,100", "--json=" + file);

        assertThat(code).as("%s", errors).isZero();
        JsonNode report = new ObjectMapper().readTree(file.toFile());
        assertThat(report.path("rows")).hasSize(2 * (5 + 10));
        assertThat(report.path("aims")).hasSize(2);
        for (JsonNode measurement : report.path("measurements")) {
            assertThat(measurement.path("delay").path("count").asLong(1))
                    .as("%s", measurement)
                    .isPositive();
        }
    }
}
