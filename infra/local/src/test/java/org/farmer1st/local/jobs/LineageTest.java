package org.farmer1st.local.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.farmer1st.local.supervisor.AttachedJob;
import org.junit.jupiter.api.Test;

class LineageTest {

    private static final Path ROOT = Path.of(System.getProperty("farmer1st.root"));
    private static final Path PAGE = ROOT.resolve("docs/lineage.md");

    /** With {@code -Dlineage.write=true} it writes the page instead. */
    @Test
    void thePageIsWhatThePartsSayOfThemselves() throws IOException {
        String page = """
                # What reads and writes what

                Made of the first lines of each part's page, and of what the jobs in the checkout declare; a test holds it to them.
                `./farmer1st job list --graph` says the same as text, with the jobs that are attached to the platform that runs.

                """ + String.join("\n", Lineage.of(ROOT).chart()) + "\n";
        if (Boolean.getBoolean("lineage.write")) {
            Files.writeString(PAGE, page, StandardCharsets.UTF_8);
        }
        assertThat(Files.readString(PAGE, StandardCharsets.UTF_8))
                .as("docs/lineage.md is not what the parts say. Write it anew:\n  ./mvnw -q -pl infra/local -am package"
                        + " -Dtest=LineageTest -Dsurefire.failIfNoSpecifiedTests=false -Dlineage.write=true")
                .isEqualTo(page);
    }

    @Test
    void anAttachedJobStandsBesideThePlatformsOwn() throws IOException {
        Lineage lineage = Lineage.of(ROOT);
        lineage.add(new AttachedJob("mine", "sql", "my_view", List.of("survey.responses"), false, List.of()));
        assertThat(String.join("\n", lineage.text()))
                .containsPattern("response-intake +reads survey.submissions[^\n]*\n +writes survey.responses")
                .containsPattern("survey-analytics +reads survey.responses\n +writes view survey_cells")
                .containsPattern("mine +reads survey.responses\n +writes view my_view");
    }
}
