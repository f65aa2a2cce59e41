package org.farmer1st.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.StreamSupport;
import org.farmer1st.postgres.Migrations;
import org.farmer1st.postgres.attached.AttachedViews;
import org.farmer1st.postgres.attached.ViewColumn;
import org.farmer1st.postgres.attached.ViewColumn.Type;
import org.farmer1st.postgres.attached.ViewDefinition;
import org.farmer1st.serving.TestServer.Answer;
import org.farmer1st.testkit.ApiContract;
import org.farmer1st.testkit.BackingServices;
import org.farmer1st.testkit.Service;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Views that data teams attached, over generations in a real Postgres. */
class AttachedViewsIT {

    private static final String NOON = "2026-11-20T12:00:00Z";

    private static TestTokens tokens;
    private static TestViews database;
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        BackingServices services = BackingServices.start(Service.POSTGRES);
        String user = services.databaseUser();
        String password = services.databasePassword();
        new TestViews(services.databaseUrl(), user, password).createDatabase("attached_it");
        String url = services.databaseUrl().replaceFirst("/[^/]*$", "/attached_it");
        Migrations.apply(url, user, password);
        database = new TestViews(url, user, password);
        tokens = new TestTokens();
        server = new TestServer(
                tokens, url, "redis://127.0.0.1:1", Map.of("DATABASE_USER", user, "DATABASE_PASSWORD", password));
    }

    @AfterAll
    static void stop() {
        server.close();
        tokens.close();
    }

    @Test
    void aViewCanBeReadAsSoonAsItIsThere() throws Exception {
        assertThat(server.asStakeholder("/v1/views/visits").status()).isEqualTo(404);
        attach(visits("visits", 1));
        assertThat(server.asStakeholder("/v1/views/visits").meta().path("asOf").isNull())
                .isTrue();
        row("visits_1", "demo", "2026-11-20", "=God, \"x\"", 7, "12.50", "0.5");
        row("visits_1", "other", "2026-11-20", "Theirs", 7, "1", "1");
        asOf("visits", 1, NOON);

        Answer answer = server.asStakeholder("/v1/views/visits");
        assertThat(answer.raw().body()).doesNotContain("Theirs").doesNotContain("tenant");
        assertThat(answer.data()).hasSize(1);
        assertThat(answer.raw().body())
                .contains(
                        "\"data\":[{\"day\":\"2026-11-20\",\"village\":\"=God, \\\"x\\\"\",\"farmers\":7,\"area\":12.50,"
                                + "\"share\":0.5,\"complete\":true,\"newest\":\"2026-11-20T08:15:00Z\"}]");
        assertThat(answer.meta().path("asOf").asText()).isEqualTo(NOON);
        assertThat(answer.meta().path("suppressed").asInt(-1)).isZero();

        Answer csv = server.asStakeholder("/v1/views/visits", "Accept", "text/csv");
        assertThat(csv.raw().body())
                .isEqualTo("day,village,farmers,area,share,complete,newest\r\n"
                        + "2026-11-20,\"'=God, \"\"x\"\"\",7,12.50,0.5,true,2026-11-20T08:15:00Z\r\n");
        assertThat(csv.header("Farmer1st-As-Of")).isEqualTo(NOON);

        JsonNode listed = StreamSupport.stream(
                        server.asStakeholder("/v1/views").data().spliterator(), false)
                .filter(view -> view.path("view").asText().equals("visits"))
                .findFirst()
                .orElseThrow();
        assertThat(listed.path("key").toString()).isEqualTo("[\"day\",\"village\"]");
        assertThat(listed.path("columns").toString())
                .isEqualTo("[\"day\",\"village\",\"farmers\",\"area\",\"share\",\"complete\",\"newest\"]");
        assertThat(listed.path("asOf").asText()).isEqualTo(NOON);

        JsonNode document = server.asStakeholder("/openapi.json").body();
        assertThat(new ApiContract(document).faults()).isEmpty();
        JsonNode described = document.path("paths").path("/v1/views/visits").path("get");
        assertThat(described.path("description").asText()).startsWith("Visits by day and village");
        assertThat(described.findValuesAsText("name"))
                .contains("day", "day.from", "day.to", "village", "limit", "cursor")
                .doesNotContain("tenant", "farmers");
        assertThat(document.path("components")
                        .path("schemas")
                        .path("ViewRow.visits")
                        .path("required"))
                .hasSize(7);
    }

    @Test
    void whoIsNoReaderNeitherReadsNorSeesIt() throws Exception {
        attach(new ViewDefinition(
                "staff_only",
                "For admins",
                visits("staff_only", 1).columns(),
                List.of("tenant", "day", "village"),
                Set.of("admin"),
                1,
                null));
        for (String role : List.of("farmer", "enumerator", "stakeholder")) {
            assertThat(server.get(role, "someone", "/v1/views/staff_only").status())
                    .as(role)
                    .isEqualTo(403);
            assertThat(server.get(role, "someone", "/v1/views").raw().body()).doesNotContain("staff_only");
            assertThat(server.get(role, "someone", "/openapi.json").raw().body())
                    .doesNotContain("staff_only");
        }
        assertThat(server.asAdmin("/v1/views/staff_only").status()).isEqualTo(200);
        assertThat(server.get("farmer", "someone", "/v1/views").data()).isEmpty();
    }

    @Test
    void smallGroupsAreLeftOutAndCounted() throws Exception {
        attach(visits("guarded", 5));
        row("guarded_1", "demo", "2026-11-19", "a", 5, "1", "1");
        row("guarded_1", "demo", "2026-11-20", "b", 4, "1", "1");
        row("guarded_1", "demo", "2026-11-20", "c", null, "1", "1");
        row("guarded_1", "demo", "2026-11-20", "d", 50, "1", "1");
        row("guarded_1", "other", "2026-11-20", "e", 1, "1", "1");
        Answer first = server.asStakeholder("/v1/views/guarded?limit=1");
        assertThat(first.data()).hasSize(1);
        assertThat(first.meta().path("suppressed").asInt()).isEqualTo(2);
        String cursor = first.body().path("pagination").path("nextCursor").asText();
        Answer second = server.asStakeholder("/v1/views/guarded?limit=1&cursor=" + cursor);
        assertThat(second.data().get(0).path("village").asText()).isEqualTo("d");
        assertThat(second.meta().path("suppressed").asInt())
                .as("of all that was asked for, not of a page")
                .isEqualTo(2);
        assertThat(second.body().path("pagination").path("hasMore").asBoolean()).isFalse();
        assertThat(server.asStakeholder("/v1/views/guarded?village=b").data()).isEmpty();
        assertThat(server.asStakeholder("/v1/views/guarded?day.to=2026-11-19")
                        .meta()
                        .path("suppressed")
                        .asInt(-1))
                .isZero();
    }

    @Test
    void pagesAndRangesGoThroughTheKeyOnce() throws Exception {
        attach(visits("paged", 1));
        List<String> expected = new ArrayList<>();
        for (int day = 10; day < 20; day++) {
            for (String village : List.of("", "B", "a", "é")) {
                row("paged_1", "demo", "2026-11-" + day, village, 9, "1", "1");
                expected.add("2026-11-" + day + '/' + village);
            }
        }
        assertThat(walk("/v1/views/paged?limit=7")).containsExactlyElementsOf(expected);
        assertThat(walk("/v1/views/paged?limit=3&day.from=2026-11-12&day.to=2026-11-13"))
                .containsExactlyElementsOf(expected.subList(8, 16));
        assertThat(walk("/v1/views/paged?limit=40&village=a")).hasSize(10);
        assertThat(walk("/v1/views/paged?village=")).hasSize(10);

        Answer wrong = server.asStakeholder("/v1/views/paged?tenant=other&vilage=a&day=tomorrow");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.body().path("error").path("details").findValuesAsText("path"))
                .containsExactlyInAnyOrder("tenant", "vilage", "day");
    }

    @Test
    void whatHasNotChangedIsNotSentAgain() throws Exception {
        attach(visits("tagged", 1));
        row("tagged_1", "demo", "2026-11-20", "a", 9, "1", "1");
        String tag = server.asStakeholder("/v1/views/tagged").header("ETag");
        asOf("tagged", 1, NOON);
        assertThat(server.asStakeholder("/v1/views/tagged", "If-None-Match", tag)
                        .status())
                .isEqualTo(304);
        assertThat(server.asStakeholder("/v1/views/tagged", "If-None-Match", tag, "Accept", "text/csv")
                        .status())
                .as("another representation")
                .isEqualTo(200);
        database.run("UPDATE attached.tagged_1 SET farmers = 10");
        assertThat(server.asStakeholder("/v1/views/tagged", "If-None-Match", tag)
                        .status())
                .isEqualTo(200);
    }

    /** Every answer is of one generation, whole, however often the pointer moves and old tables go. */
    @Test
    void readersGoOnWhileGenerationsAreSwapped() throws Exception {
        attach(visits("swapped", 1));
        row("swapped_1", "demo", "2026-11-20", "of 1", 1, "1", "1");
        AtomicBoolean swapping = new AtomicBoolean(true);
        Thread swaps = new Thread(() -> {
            try (Connection connection = database.connect()) {
                AttachedViews views = new AttachedViews(connection);
                for (int generation = 2; generation <= 40; generation++) {
                    views.create(visits("swapped", 1), "job");
                    row("swapped_" + generation, "demo", "2026-11-20", "of " + generation, generation, "1", "1");
                    views.promote("swapped", generation);
                    views.drop("swapped", generation - 1);
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            } finally {
                swapping.set(false);
            }
        });
        swaps.start();
        int newest = 0;
        while (swapping.get()) {
            Answer answer = server.asStakeholder("/v1/views/swapped");
            assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
            assertThat(answer.data()).hasSize(1);
            int generation = answer.data().get(0).path("farmers").asInt();
            assertThat(generation).isGreaterThanOrEqualTo(newest);
            newest = generation;
        }
        swaps.join();
        assertThat(server.asStakeholder("/v1/views/swapped")
                        .data()
                        .get(0)
                        .path("village")
                        .asText())
                .isEqualTo("of 40");
    }

    @Test
    void aViewThatIsAttachedAnewTellsItsOwnTime() throws Exception {
        attach(visits("anew", 1));
        asOf("anew", 1, NOON);
        assertThat(server.asStakeholder("/v1/views/anew").meta().path("asOf").asText())
                .isEqualTo(NOON);
        try (Connection connection = database.connect()) {
            new AttachedViews(connection).remove("anew");
        }
        attach(visits("anew", 1));
        assertThat(server.asStakeholder("/v1/views/anew").meta().path("asOf").isNull())
                .isTrue();
        asOf("anew", 2, "2026-11-20T11:00:00Z");
        assertThat(server.asStakeholder("/v1/views/anew").meta().path("asOf").asText())
                .isEqualTo("2026-11-20T11:00:00Z");
    }

    private static List<String> walk(String path) {
        List<String> found = new ArrayList<>();
        String next = path;
        while (next != null) {
            Answer answer = server.asStakeholder(next);
            assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
            answer.data()
                    .forEach(row -> found.add(
                            row.path("day").asText() + '/' + row.path("village").asText()));
            JsonNode cursor = answer.body().path("pagination").path("nextCursor");
            next = cursor.isNull() ? null : path + "&cursor=" + cursor.asText();
        }
        return found;
    }

    private static void attach(ViewDefinition definition) throws SQLException {
        try (Connection connection = database.connect()) {
            AttachedViews views = new AttachedViews(connection);
            views.promote(definition.view(), views.create(definition, "job"));
        }
    }

    private static void row(
            String table, String tenant, String day, String village, Integer farmers, String area, String share)
            throws SQLException {
        database.run(
                "INSERT INTO attached.\"" + table + "\" VALUES"
                        + " (?, ?::date, ?, ?::int8, ?::numeric, ?::float8, true, '2026-11-20T08:15:00Z')",
                tenant,
                day,
                village,
                farmers,
                area,
                share);
    }

    private static void asOf(String view, int generation, String time) throws SQLException {
        database.run(
                "UPDATE views.attached_generations SET as_of = ?::timestamptz WHERE view = ? AND generation = ?",
                time,
                view,
                generation);
    }

    private static ViewDefinition visits(String view, int minGroupSize) {
        return new ViewDefinition(
                view,
                "Visits by day and village",
                List.of(
                        new ViewColumn("tenant", Type.TEXT, ""),
                        new ViewColumn("day", Type.DATE, "The business day"),
                        new ViewColumn("village", Type.TEXT, ""),
                        new ViewColumn("farmers", Type.BIGINT, "Distinct farmers"),
                        new ViewColumn("area", Type.NUMERIC, ""),
                        new ViewColumn("share", Type.DOUBLE, ""),
                        new ViewColumn("complete", Type.BOOLEAN, ""),
                        new ViewColumn("newest", Type.TIMESTAMP, "")),
                List.of("tenant", "day", "village"),
                Set.of("stakeholder", "admin"),
                minGroupSize,
                "farmers");
    }
}
