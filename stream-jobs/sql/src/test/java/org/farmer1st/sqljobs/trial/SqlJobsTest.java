package org.farmer1st.sqljobs.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.farmer1st.sqljobs.catalog.SampleInput;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every job in this folder is as its sample expects; and a job that is not is said not to be. */
class SqlJobsTest {

    private static final Path JOBS = Path.of(System.getProperty("farmer1st.root"), "stream-jobs/sql");
    private static final String JOB = "responses_per_day";

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> everyJobIsAsItsSampleExpects() throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(JOBS)) {
            files = found.filter(file -> file.toString().endsWith(".sql")).toList();
        }
        assertThat(files).hasSizeGreaterThanOrEqualTo(3);
        return files.stream().map(file -> {
            String name = file.getFileName().toString().replace(".sql", "");
            return DynamicTest.dynamicTest(name, () -> assertThat(trial(name).test(JOBS.resolve(name + ".sample")))
                    .as(() -> printed())
                    .isTrue());
        });
    }

    @Test
    void aNewJobWorksUntouched() throws Exception {
        Path templates = JOBS.resolve("../../infra/local/src/main/resources/org/farmer1st/local/jobs/sql");
        for (String file : List.of("responses.jsonl", "expected.jsonl")) {
            Files.copy(templates.resolve(file), folder.resolve(file));
        }
        String sql = Files.readString(templates.resolve("job.sql")).replace("@NAME@", "made");
        assertThat(new Trial("made", sql, out()).test(folder)).as(this::printed).isTrue();
    }

    @Test
    void whatIsNotAsExpectedIsShown() throws Exception {
        Files.copy(JOBS.resolve(JOB + ".sample/responses.jsonl"), folder.resolve("responses.jsonl"));
        Files.writeString(folder.resolve("expected.jsonl"), """
                {"tenant":"demo","survey_id":"safi","business_day":"2026-11-20","responses":3,"farmers":2}
                {"tenant":"demo","survey_id":"safi","business_day":"2026-11-21","responses":2,"farmers":2}
                {"tenant":"demo","survey_id":"coffee","business_day":"2026-11-21","responses":1,"farmers":1}
                """);
        assertThat(trial(JOB).test(folder)).isFalse();
        assertThat(printed())
                .contains("different:  {\"tenant\":\"demo\",\"survey_id\":\"safi\",\"business_day\":\"2026-11-20\"}:"
                        + " responses is 2, not 3")
                .contains("missing:    {\"tenant\":\"demo\",\"survey_id\":\"coffee\"")
                .contains("unexpected: {\"tenant\":\"other\"")
                .contains("3 rows are not as expected. What is expected is in " + folder.resolve("expected.jsonl"));
    }

    @Test
    void aRunPrintsChangesAsTheyComeAndEndsAtItsLimit() throws Exception {
        trial(JOB).run(new SampleInput(JOBS.resolve(JOB + ".sample")), 0);
        assertThat(printed().lines())
                .startsWith(
                        "+ {\"tenant\":\"demo\",\"survey_id\":\"safi\",\"business_day\":\"2026-11-20\",\"responses\":1,"
                                + "\"farmers\":1}")
                .endsWith("- {\"tenant\":\"demo\",\"survey_id\":\"coffee\",\"business_day\":\"2026-11-21\"}");
        printed.reset();
        trial(JOB).run(new SampleInput(JOBS.resolve(JOB + ".sample")), 2);
        assertThat(printed().lines()).hasSize(2);
    }

    @Test
    void aJobSaysWhatItReadsAndWrites() throws Exception {
        trial(JOB).describe(new SampleInput(folder));
        String description = printed();
        assertThat(description)
                .contains("\"topics\":[\"survey.responses\"]")
                .contains("\"key\":[\"tenant\",\"survey_id\",\"business_day\"]")
                .contains("\"minGroupSize\":5")
                .contains("\"farmersColumn\":\"farmers\"");
        printed.reset();
        String sql = Files.readString(JOBS.resolve(JOB + ".sql"));
        new Trial(JOB, sql.replace("GROUP BY", "-- by day\n  GROUP BY").replace("'5'", "'6'"), out())
                .describe(new SampleInput(folder));
        assertThat(meaning(printed())).as("comments and readers mean nothing").isEqualTo(meaning(description));
        printed.reset();
        new Trial(JOB, sql.replace("GROUP BY", "WHERE region = 'a  b' GROUP BY"), out())
                .describe(new SampleInput(folder));
        assertThat(meaning(printed())).isNotEqualTo(meaning(description));
    }

    private static String meaning(String description) {
        return description.replaceAll("(?s).*\"meaning\":\"(.*?)\".*", "$1");
    }

    private Trial trial(String name) throws IOException {
        return new Trial(name, Files.readString(JOBS.resolve(name + ".sql")), out());
    }

    private PrintStream out() {
        return new PrintStream(printed, true, StandardCharsets.UTF_8);
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
