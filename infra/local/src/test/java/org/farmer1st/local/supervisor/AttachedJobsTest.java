package org.farmer1st.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.farmer1st.local.CommandFailed;
import org.farmer1st.local.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttachedJobsTest {

    private static final AttachedJob.Run LIVE = new AttachedJob.Run(1, "a", "a.jar", Map.of("GENERATION", "1"));
    private static final AttachedJob.Run SHADOW = new AttachedJob.Run(2, "b", "b.jar", Map.of("GENERATION", "2"));
    private static final AttachedJob JOB =
            new AttachedJob("visits", "sql", "visits", List.of("survey.responses"), false, List.of(LIVE, SHADOW));

    @TempDir
    private Path home;

    @Test
    void whatIsKeptIsThereAgainWithTheJarsThatItNeeds() throws IOException {
        AttachedJobs jobs = new AttachedJobs(new Place(home, home, 0));
        assertThat(jobs.list()).isEmpty();
        Path jar = Files.writeString(home.resolve("built.jar"), "classes");
        jobs.copy("visits", jar, "a.jar");
        jobs.copy("visits", jar, "b.jar");
        jobs.keep(JOB);
        assertThat(new AttachedJobs(new Place(home, home, 0)).list()).containsExactly(JOB);

        jobs.keep(JOB.with(List.of(SHADOW)).stopped(true));
        AttachedJob kept = jobs.find("visits").orElseThrow();
        assertThat(kept.stopped()).isTrue();
        assertThat(kept.runs()).containsExactly(SHADOW);
        assertThat(jobs.jar("visits", SHADOW)).hasContent("classes");
        assertThat(jobs.jar("visits", LIVE)).doesNotExist();

        jobs.keep(kept.with(List.of()));
        assertThat(jobs.list()).isEmpty();
        assertThat(jobs.jar("visits", SHADOW)).doesNotExist();
    }

    @Test
    void aFileThatCannotBeReadIsToldAndHindersNoOther() throws IOException {
        AttachedJobs jobs = new AttachedJobs(new Place(home, home, 0));
        jobs.keep(JOB);
        Path torn = home.resolve("data/jobs/torn/job.json");
        Files.createDirectories(torn.getParent());
        Files.writeString(torn, "{\"name\": \"torn\",\n \"kind\": }");
        Path strange = home.resolve("data/jobs/strange/job.json");
        Files.createDirectories(strange.getParent());
        Files.writeString(strange, "{\"name\": \"strange\", \"runs\": []}");

        AttachedJobs.Found found = jobs.look();

        assertThat(found.jobs()).containsExactly(JOB);
        assertThat(found.unreadable()).containsOnlyKeys("torn", "strange");
        assertThat(found.unreadable().get("torn")).contains(torn.toString(), "line 2", "./farmer1st job submit torn");
        assertThat(found.unreadable().get("strange")).contains(strange.toString(), "it doesn't say kind, view");
        assertThat(jobs.find("visits")).contains(JOB);
        assertThatThrownBy(() -> jobs.find("torn"))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining(torn.toString());
    }
}
