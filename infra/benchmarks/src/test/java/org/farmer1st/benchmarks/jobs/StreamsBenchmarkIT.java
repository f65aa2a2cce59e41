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
import picocli.CommandLine;

/** {@code bench intake} and {@code bench points} in their smallest form, against the real jobs. What they measure means nothing. */
class StreamsBenchmarkIT {

    @TempDir
    private Path directory;

    @Test
    void intakeIsMeasuredBesideItsReferencesAndEveryCountAgrees() throws Exception {
        JsonNode report = run("intake", "--only=cost,delay", "--rounds=2", "--profile=" + directory);

        List<String> rows = new ArrayList<>();
        for (JsonNode row : report.path("rows")) {
            rows.add(row.path("workload").asText().substring(0, 2)
                    + ' '
                    + row.path("subject").asText());
            assertThat(row.path("rounds").asInt()).isEqualTo(2);
            assertThat(row.path("perSecond").path("median").asDouble()).isPositive();
        }
        assertThat(rows)
                .containsExactly(
                        "As exactly once",
                        "As bare consumer",
                        "As least job",
                        "As at least once",
                        "Fr exactly once",
                        "Fr at least once");
        assertThat(report.path("ratios")).hasSize(10);
        assertThat(report.path("aims")).hasSize(3);
        assertThat(report.path("recordBytes").asInt()).isBetween(500, 1_500);
        assertThat(directory.resolve("response-intake-exactly-once.txt"))
                .content()
                .contains("By part");
    }

    @Test
    void pointsAreMeasuredAsTheirStateGrowsAndIsLost() throws Exception {
        JsonNode report = run("points", "--only=state", "--responses=1000,3000");

        List<Long> sizes = new ArrayList<>();
        for (JsonNode size : report.path("growth")) {
            sizes.add(size.path("responses").asLong());
            assertThat(size.path("records").asLong()).isPositive();
            assertThat(size.path("stateBytes").asLong()).isPositive();
            assertThat(size.path("restoreSeconds").asDouble()).isPositive();
        }
        assertThat(sizes).containsExactly(1_000L, 3_000L);
        assertThat(report.path("aims")).hasSize(1);
    }

    @Test
    void wrongUseIsSaidBeforeAnythingStarts() {
        StringWriter errors = new StringWriter();
        CommandLine command = BenchmarksMain.commandLine().setErr(new PrintWriter(errors, true));

        assertThat(command.execute("intake", "--only=everything")).isEqualTo(2);
        assertThat(command.execute("points", "--responses=2000,1000")).isEqualTo(2);
        assertThat(command.execute("points", "--rules", "--only=cost")).isEqualTo(2);
        assertThat(errors.toString())
                .contains("--only is any of cost, delay, state, not 'everything'")
                .contains("--rules measures no parts")
                .contains("--responses are 1000 or more, each more than the one before it");
    }

    private JsonNode run(String benchmark, String... options) throws Exception {
        Path file = directory.resolve("report.json");
        StringWriter out = new StringWriter();
        StringWriter errors = new StringWriter();
        List<String> arguments = new ArrayList<>(
                List.of(benchmark, "--records=500", "--warm-up=1000", "--seconds=0.5", "--rate=200", "--json=" + file));
        arguments.addAll(List.of(options));

        int code = BenchmarksMain.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(errors, true))
                .execute(arguments.toArray(String[]::new));

        assertThat(code).as("%s", errors).isZero();
        assertThat(out.toString()).contains("Every count agrees");
        return new ObjectMapper().readTree(file.toFile());
    }
}
