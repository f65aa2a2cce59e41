package org.farmer1st.local.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.farmer1st.local.client.ApiClient;
import org.farmer1st.local.client.Progress;
import org.farmer1st.local.issuer.Role;
import org.farmer1st.local.platform.RunningPlatform.Handle;
import org.farmer1st.local.platform.RunningPlatform.Output;
import org.farmer1st.local.sample.AggregateComparison;
import org.farmer1st.local.sample.GeneratedLoad;
import org.farmer1st.local.sample.LoadRunner;
import org.farmer1st.local.sample.Pace;
import org.farmer1st.local.sample.PlainCount;
import org.farmer1st.local.sample.SampleSurvey;
import org.farmer1st.postgres.Generations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Views are rebuilt while responses arrive and readers read, and afterwards say what a plain count says. */
@ExtendWith(RunningPlatform.class)
class RebuildIT {

    @Test
    void aViewIsRebuiltUnderItsReaders(Handle platform) throws Exception {
        String tenant = platform.newTenant("rebuild");
        platform.publish(tenant, SampleSurvey.definition());
        long seed = System.currentTimeMillis();
        System.out.println("RebuildIT: seed " + seed);
        GeneratedLoad load = GeneratedLoad.of(seed, 400, 40, Clock.systemUTC().instant());
        LoadRunner runner =
                new LoadRunner(platform.ingest(Role.enumerator, "test", tenant), Clock.systemUTC(), 4, new Pace(20));
        CompletableFuture<LoadRunner.Outcome> sending = CompletableFuture.supplyAsync(() -> send(runner, load));
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> read(platform, tenant, over));

        Path flink = platform.place().data("flink");
        List<String> checkpoints = names(flink.resolve("checkpoints"));
        int before = live(platform, Generations.SURVEY_CELLS);
        Output verified = platform.run("rebuild", "survey_cells", "--verify");
        assertThat(verified.exitCode()).as(verified.toString()).isZero();
        assertThat(verified.lastLine()).endsWith(" rows compared, 0 differ").doesNotStartWith("0 ");
        assertThat(live(platform, Generations.SURVEY_CELLS)).isEqualTo(before);

        // A row that no log explains is found, and is gone afterwards.
        execute(
                platform,
                "INSERT INTO views.survey_cells SELECT generation, 'nobody', survey_id, dimensions, bucket_kind, bucket,"
                        + " group_values, lane, content FROM views.survey_cells WHERE generation = " + before
                        + " LIMIT 1");
        Output rebuilt = platform.run("rebuild", "survey_cells");
        assertThat(rebuilt.exitCode()).as(rebuilt.toString()).isZero();
        assertThat(rebuilt.lastLine()).endsWith(" 1 differ");
        assertThat(rebuilt.out()).contains("views.survey_cells: nobody");
        assertThat(live(platform, Generations.SURVEY_CELLS)).isGreaterThan(before);
        assertThat(count(platform, "SELECT count(*) FROM views.survey_cells WHERE generation = " + before))
                .isZero();

        int points = live(platform, Generations.POINTS);
        Output second = platform.run("rebuild", "points");
        assertThat(second.exitCode()).as(second.toString()).isZero();
        assertThat(second.lastLine()).endsWith(" 0 differ").doesNotStartWith("0 ");
        assertThat(live(platform, Generations.POINTS)).isGreaterThan(points);

        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            Set<String> made = new HashSet<>(names(flink.resolve("checkpoints")));
            made.removeAll(checkpoints);
            for (String owner : names(flink.resolve("jobs"))) {
                assertThat(owner).doesNotContain("generation");
                Files.readAllLines(flink.resolve("jobs").resolve(owner)).forEach(made::remove);
            }
            assertThat(made).as("checkpoints that are no job's").isEmpty();
        });

        assertThat(sending.get().failures()).isEmpty();
        platform.settle(tenant, SampleSurvey.ID);
        over.set(true);
        reading.get();
        PlainCount expected = new PlainCount(SampleSurvey.definition(), load.standing());
        assertThat(new AggregateComparison(
                                platform.serving(Role.stakeholder, "test", tenant), SampleSurvey.ID, expected)
                        .compareWithoutPairs()
                        .differences())
                .isEmpty();
    }

    @Test
    void whatIsNoViewIsWrongUse(Handle platform) {
        assertThat(platform.run("rebuild", "cells").exitCode()).isEqualTo(2);
    }

    private static LoadRunner.Outcome send(LoadRunner runner, GeneratedLoad load) {
        try (Progress progress = Progress.of("Sending", load.size(), new java.io.PrintWriter(System.out))) {
            return runner.run(load, progress);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads all the time: no answer fails, and neither time nor the number of responses ever seen goes back. */
    private static void read(Handle platform, String tenant, AtomicBoolean over) {
        ApiClient reader = platform.serving(Role.stakeholder, "reader", tenant);
        Instant asOf = Instant.EPOCH;
        try {
            while (!over.get()) {
                var answer = reader.get("/v1/surveys/" + SampleSurvey.ID + "/aggregates");
                assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
                String told = answer.meta().path("asOf").asText("null");
                if (!told.equals("null")) {
                    assertThat(Instant.parse(told)).isAfterOrEqualTo(asOf);
                    asOf = Instant.parse(told);
                }
                Thread.sleep(20);
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        assertThat(asOf).isAfter(Instant.EPOCH);
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static int live(Handle platform, String view) throws Exception {
        try (Connection connection = platform.database()) {
            return Generations.live(connection, view).orElseThrow();
        }
    }

    private static void execute(Handle platform, String sql) throws Exception {
        try (Connection connection = platform.database();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isPositive();
        }
    }

    private static long count(Handle platform, String sql) throws Exception {
        try (Connection connection = platform.database();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
