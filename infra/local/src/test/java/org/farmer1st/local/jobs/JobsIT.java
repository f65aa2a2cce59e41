package org.farmer1st.local.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.farmer1st.local.client.ApiAnswer;
import org.farmer1st.local.client.ApiClient;
import org.farmer1st.local.issuer.Role;
import org.farmer1st.local.platform.RunningPlatform;
import org.farmer1st.local.platform.RunningPlatform.Handle;
import org.farmer1st.local.platform.RunningPlatform.Output;
import org.farmer1st.local.sample.SampleSurvey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A job of each kind from its template, as it is: made in a copy of the checkout, built, tested, attached, read, and looked after. */
@ExtendWith(RunningPlatform.class)
class JobsIT {

    private static final String ROOT = "farmer1st.root";
    private static final Path CHECKOUT = Path.of(System.getProperty(ROOT));
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Set<String> LEFT_OUT = Set.of(".git", ".farmer1st", "surefire-reports", "failsafe-reports");

    private final Handle platform;
    private int sent;

    @TempDir
    private Path copy;

    JobsIT(Handle platform) {
        this.platform = platform;
    }

    @BeforeEach
    void workInACopy() throws IOException {
        Files.walkFileTree(CHECKOUT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                if (LEFT_OUT.contains(String.valueOf(directory.getFileName()))) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(copy.resolve(CHECKOUT.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, copy.resolve(CHECKOUT.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }
        });
        System.setProperty(ROOT, copy.toString());
    }

    @AfterEach
    void workInTheCheckout() {
        System.setProperty(ROOT, CHECKOUT.toString());
    }

    @Test
    void oneOfEachKindWorksUntouchedAndIsLookedAfter() throws Exception {
        done(platform.run("job", "new", "tried_sql", "--kind", "sql"));
        done(platform.run("job", "new", "tried-flink", "--kind", "flink"));
        done(platform.run("job", "new", "tried-streams", "--kind", "streams"));
        maven(
                "package",
                "-pl",
                "stream-jobs/tried-flink,stream-jobs/tried-streams",
                "-am",
                "-Dtest=org.farmer1st.tried*.*Test");
        done(platform.run("job", "test", "tried_sql"));

        String tenant = platform.newTenant("jobs");
        platform.publish(tenant, SampleSurvey.definition());
        for (String farmer : List.of("a", "b", "c", "d", "e")) {
            send(tenant, farmer);
        }
        for (String job : List.of("tried_sql", "tried-flink", "tried-streams")) {
            done(platform.run("job", "submit", job));
        }
        awaitResponses(tenant, "tried_sql", 5);
        awaitResponses(tenant, "tried_flink", 5);
        awaitResponses(tenant, "tried_streams", 5);
        Output again = platform.run("job", "submit", "tried-flink");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.errors()).contains("runs already");
        ApiAnswer denied = platform.serving(Role.farmer, "f", tenant).get("/v1/views/tried_flink");
        assertThat(denied.status()).isEqualTo(403);

        for (String job : List.of("tried-flink", "tried-streams")) {
            lookAfter(tenant, job);
        }
        assertThat(done(platform.run("job", "list", "--graph")))
                .containsPattern("tried-flink\\s+reads survey.responses\\s+writes view tried_flink")
                .containsPattern("tried-streams\\s+reads survey.responses\\s+writes view tried_streams")
                .containsPattern("tried_sql\\s+reads survey.responses\\s+writes view tried_sql");
        for (String job : List.of("tried_sql", "tried-flink", "tried-streams")) {
            done(platform.run("job", "remove", job));
            assertThat(platform.serving(Role.stakeholder, "s", tenant)
                            .get("/v1/views/" + job.replace('-', '_'))
                            .status())
                    .isEqualTo(404);
        }
    }

    private void lookAfter(String tenant, String job) throws Exception {
        // A shadow of the same program shows the same rows, and takes the live view's place.
        String difference = done(platform.run("job", "diff", job));
        assertThat(difference).contains("rows added: 0", "rows removed: 0", "rows changed: 0");
        done(platform.run("job", "promote", job));
        assertThat(listed(job).path("generation").asInt()).isEqualTo(2);
        assertThat(listed(job).path("live").asBoolean()).isTrue();
        assertThat(platform.run("job", "promote", job).errors()).contains("no shadow");

        // What comes while it is stopped is in once it goes on; what needs it running says so.
        done(platform.run("job", "stop", job));
        assertThat(listed(job).path("state").asText()).isEqualTo("STOPPED");
        assertThat(platform.run("job", "diff", job).errors()).contains("is stopped");
        int standing = sent;
        send(tenant, "late");
        done(platform.run("job", "submit", job));
        awaitResponses(tenant, job.replace('-', '_'), standing + 1);

        // What readers are told is changed in place.
        Path declaration = copy.resolve("stream-jobs").resolve(job).resolve("job.json");
        Files.writeString(declaration, Files.readString(declaration).replace("The survey", "Which survey"));
        assertThat(done(platform.run("job", "upgrade", job))).contains("goes on over the same rows");
        awaitResponses(tenant, job.replace('-', '_'), standing + 1);
    }

    private void send(String tenant, String farmer) throws Exception {
        ObjectNode response = (ObjectNode) platform.json().readTree("""
                        {"surveyId":"coffee-plots","surveyVersion":1,"farmerId":"%s","deviceTime":"2026-03-04T09:00:00Z",
                         "answers":{"interview_date":"2026-03-04","district":"north"}}""".formatted(farmer));
        response.put("responseId", UUID.randomUUID().toString());
        response.put("sentAt", Instant.now().toString());
        ApiAnswer answer = platform.ingest(Role.enumerator, "test", tenant).send("POST", "/v1/responses", response);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        sent++;
    }

    private void awaitResponses(String tenant, String view, int expected) {
        ApiClient stakeholder = platform.serving(Role.stakeholder, "test", tenant);
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            ApiAnswer answer = stakeholder.get("/v1/views/" + view);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.data()).hasSize(1);
            assertThat(answer.data().get(0).path("responses").asInt()).isEqualTo(expected);
        });
    }

    private JsonNode listed(String job) throws IOException {
        JsonNode all = platform.json().readTree(done(platform.run("job", "list", "--json")));
        for (JsonNode each : all) {
            if (each.path("job").asText().equals(job)) {
                return each;
            }
        }
        throw new AssertionError(job + " is not listed: " + all);
    }

    private void maven(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 5];
        command[0] = copy.resolve("mvnw").toString();
        command[1] = "-q";
        command[2] = "-B";
        command[3] = "-o";
        command[4] = "-Dsurefire.failIfNoSpecifiedTests=false";
        System.arraycopy(arguments, 0, command, 5, arguments.length);
        Path log = copy.resolve("maven.log");
        Process maven = new ProcessBuilder(command)
                .directory(copy.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(maven.waitFor(5, TimeUnit.MINUTES)).as("Maven ended").isTrue();
        assertThat(maven.exitValue()).as(Files.readString(log)).isZero();
    }

    private static String done(Output output) {
        assertThat(output.exitCode()).as(output.toString()).isZero();
        return output.out();
    }
}
