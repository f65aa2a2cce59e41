package org.farmer1st.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.farmer1st.serving.TestViews.balances;
import static org.farmer1st.serving.TestViews.cell;
import static org.farmer1st.serving.TestViews.transfer;
import static org.farmer1st.serving.aggregates.Rows.farmers;
import static org.farmer1st.serving.aggregates.Rows.row;
import static org.farmer1st.serving.aggregates.Rows.select;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.farmer1st.postgres.Migrations;
import org.farmer1st.runtime.receipt.Receipt;
import org.farmer1st.schemas.Lanes;
import org.farmer1st.serving.TestServer.Answer;
import org.farmer1st.testkit.BackingServices;
import org.farmer1st.testkit.Service;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** serving-api over views in a real Postgres, without Redis and without Kafka. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ServingIT {

    private static final String DEFINITION = """
            {"surveyId":"safi","version":1,"title":"SAFI","questions":[
              {"name":"village","type":"select_one","choices":["God","Chirodzo"]},{"name":"sex","type":"select_one"},
              {"name":"crop","type":"select_one"},{"name":"age","type":"integer"}],
             "dimensions":["village","sex"],"points":{"base":10},"privacy":{"minGroupSize":%d}}""";
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final Lanes LANES = new Lanes(TestViews.LANES);

    private static TestTokens tokens;
    private static TestViews views;
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        BackingServices services = BackingServices.start(Service.POSTGRES);
        String user = services.databaseUser();
        String password = services.databasePassword();
        // A database of its own: no job has ever run there.
        new TestViews(services.databaseUrl(), user, password).createDatabase("serving_it");
        String url = services.databaseUrl().replaceFirst("/[^/]*$", "/serving_it");
        Migrations.apply(url, user, password);
        views = new TestViews(url, user, password);
        tokens = new TestTokens();
        server = new TestServer(
                tokens, url, "redis://127.0.0.1:1", Map.of("DATABASE_USER", user, "DATABASE_PASSWORD", password));
        views.publish("demo", "safi", 1, DEFINITION.formatted(1));
        views.publish("demo", "guarded", 1, DEFINITION.formatted(3));
        views.publish("other", "safi", 1, DEFINITION.formatted(1));
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        tokens.close();
    }

    @Test
    @Order(1)
    void beforeAnyJobHasRunAnswersAreEmptyAndHaveNoTime() {
        Answer answer = server.asStakeholder("/v1/surveys/safi/aggregates");
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        assertThat(answer.data().path("cells")).isEmpty();
        assertThat(answer.meta().path("asOf").isNull()).isTrue();
        assertThat(answer.meta().path("suppressed").asInt(-1)).isZero();
        assertThat(server.asAdmin("/v1/farmers/f1/points")
                        .data()
                        .path("balance")
                        .asLong(-1))
                .isZero();
        assertThat(server.asAdmin("/v1/farmers/f1/points/transfers").data()).isEmpty();
        assertThat(server.asStakeholder("/v1/leaderboards/tenant").data()).isEmpty();
        assertThat(server.asStakeholder("/v1/views").data()).hasSize(2);
    }

    @Test
    @Order(2)
    void cellsOfAllLanesAreAddedUp() throws Exception {
        views.createGenerations();
        for (String survey : List.of("safi", "guarded")) {
            views.cells(
                    0,
                    survey.equals("safi") ? 10 : 11,
                    NOON,
                    cell(
                            "demo",
                            survey,
                            "",
                            "all",
                            "1970-01-01",
                            "",
                            row(3, farmers(0, 1), Map.of("crop", select(2, 1, Map.of("maize", 2L))))),
                    cell("demo", survey, "village", "all", "1970-01-01", "God", row(2, farmers(0), Map.of())),
                    cell("demo", survey, "village", "all", "1970-01-01", "", row(1, farmers(1), Map.of())),
                    cell(
                            "demo",
                            survey,
                            "sex\u001fvillage",
                            "all",
                            "1970-01-01",
                            "f\u001fGod",
                            row(2, farmers(0), Map.of())),
                    cell(
                            "demo",
                            survey,
                            "sex\u001fvillage",
                            "all",
                            "1970-01-01",
                            "m\u001f",
                            row(1, farmers(1), Map.of())),
                    cell("demo", survey, "", "day", "2026-11-19", "", row(2, farmers(0, 1), Map.of())),
                    cell("demo", survey, "", "day", "2026-11-20", "", row(1, farmers(1), Map.of())),
                    cell("demo", survey, "", "month", "2026-11-01", "", row(3, farmers(0, 1), Map.of())));
            views.cells(
                    1,
                    survey.equals("safi") ? 10 : 11,
                    NOON.plusSeconds(5),
                    cell(
                            "demo",
                            survey,
                            "",
                            "all",
                            "1970-01-01",
                            "",
                            row(1, farmers(0), Map.of("crop", select(1, 0, Map.of("beans", 1L))))),
                    cell("demo", survey, "village", "all", "1970-01-01", "God", row(1, farmers(0), Map.of())));
        }
        // Two lanes have begun, two have not: there is no time yet up to which everything is in.
        assertThat(server.asStakeholder("/v1/surveys/safi/aggregates")
                        .meta()
                        .path("asOf")
                        .isNull())
                .isTrue();
        views.cells(2, 10, NOON.plusSeconds(2));
        views.cells(3, 10, NOON.minusSeconds(2));

        Answer all = server.asStakeholder("/v1/surveys/safi/aggregates?question=crop");
        assertThat(all.meta().path("asOf").asText())
                .isEqualTo(NOON.minusSeconds(2).toString());
        assertThat(all.data().path("cells").toString())
                .isEqualTo(
                        "[{\"group\":{},\"bucket\":\"all\",\"responses\":4,\"farmers\":3,\"answered\":3,\"skipped\":1,\"counts\":{\"beans\":1,\"maize\":2}}]");

        Answer grouped = server.asStakeholder("/v1/surveys/safi/aggregates?groupBy=village");
        assertThat(grouped.data().path("cells").toString())
                .isEqualTo("[{\"group\":{\"village\":\"God\"},\"bucket\":\"all\",\"responses\":3,\"farmers\":2},"
                        + "{\"group\":{\"village\":null},\"bucket\":\"all\",\"responses\":1,\"farmers\":1}]");

        assertThat(server.asStakeholder("/v1/surveys/safi/aggregates?groupBy=village&filter%5Bsex%5D=m")
                        .data()
                        .path("cells")
                        .toString())
                .isEqualTo("[{\"group\":{\"village\":null},\"bucket\":\"all\",\"responses\":1,\"farmers\":1}]");
        assertThat(server.asStakeholder("/v1/surveys/safi/aggregates?filter%5Bvillage%5D=God")
                        .data()
                        .path("cells")
                        .toString())
                .isEqualTo("[{\"group\":{},\"bucket\":\"all\",\"responses\":3,\"farmers\":2}]");

        Answer range = server.asStakeholder("/v1/surveys/safi/aggregates?from=2026-11-19&to=2026-11-20");
        assertThat(range.data().path("cells").toString())
                .isEqualTo("[{\"group\":{},\"bucket\":\"all\",\"responses\":3,\"farmers\":2}]");
        assertThat(server.asStakeholder("/v1/surveys/safi/aggregates?from=2026-11-20")
                        .data()
                        .path("cells")
                        .toString())
                .isEqualTo("[{\"group\":{},\"bucket\":\"all\",\"responses\":1,\"farmers\":1}]");
        assertThat(server.asStakeholder("/v1/surveys/safi/aggregates?bucket=month")
                        .data()
                        .path("cells")
                        .toString())
                .isEqualTo("[{\"group\":{},\"bucket\":\"2026-11\",\"responses\":3,\"farmers\":2}]");
        assertThat(server.asStakeholder("/v1/surveys/safi/aggregates?bucket=day&to=2026-11-19")
                        .data()
                        .path("cells")
                        .toString())
                .isEqualTo("[{\"group\":{},\"bucket\":\"2026-11-19\",\"responses\":2,\"farmers\":2}]");

        Answer guarded = server.asStakeholder("/v1/surveys/guarded/aggregates?groupBy=village");
        assertThat(guarded.data().path("cells")).isEmpty();
        // Two villages, but how many isn't told where none is shown.
        assertThat(guarded.meta().path("suppressed").asInt()).isEqualTo(1);
        assertThat(server.asStakeholder("/v1/surveys/guarded/aggregates")
                        .data()
                        .path("cells")
                        .toString())
                .isEqualTo("[{\"group\":{},\"bucket\":\"all\",\"responses\":4,\"farmers\":3}]");
        // One of the three may have sent two of the four responses, and two of those that answered.
        assertThat(server.asStakeholder("/v1/surveys/guarded/aggregates?question=crop")
                        .data()
                        .path("cells"))
                .isEmpty();
        Answer byDay = server.asStakeholder("/v1/surveys/guarded/aggregates?bucket=day");
        assertThat(byDay.data().path("cells")).isEmpty();
        assertThat(byDay.meta().path("suppressed").asInt()).isEqualTo(1);
        assertThat(server.asStakeholder("/v1/surveys/guarded/aggregates?question=village")
                        .status())
                .isEqualTo(400);
    }

    @Test
    @Order(3)
    void nothingOfAnotherTenantIsSeen() {
        String stranger = tokens.token("admin", "someone", "other");
        assertThat(server.withToken(stranger, "/v1/surveys/safi/aggregates")
                        .data()
                        .path("cells"))
                .isEmpty();
        assertThat(server.withToken(stranger, "/v1/surveys/guarded/aggregates").code())
                .isEqualTo("SURVEY_UNKNOWN");
        assertThat(server.withToken(stranger, "/v1/surveys/guarded").status()).isEqualTo(404);
    }

    @Test
    @Order(4)
    void csvAndEntityTags() {
        Answer csv = server.asStakeholder("/v1/surveys/safi/aggregates?question=crop", "Accept", "text/csv");
        assertThat(csv.raw().body())
                .isEqualTo("bucket,responses,farmers,answered,skipped,count.beans,count.maize\r\nall,4,3,3,1,1,2\r\n");
        assertThat(csv.header("Content-Type")).startsWith("text/csv");
        Answer json = server.asStakeholder("/v1/surveys/safi/aggregates?question=crop");
        String tag = json.header("ETag");
        assertThat(tag).isNotEqualTo(csv.header("ETag"));
        Answer unchanged =
                server.asStakeholder("/v1/surveys/safi/aggregates?question=crop", "If-None-Match", "\"x\", " + tag);
        assertThat(unchanged.status()).isEqualTo(304);
        assertThat(unchanged.raw().body()).isEmpty();
        assertThat(unchanged.header("ETag")).isEqualTo(tag);
        assertThat(server.asStakeholder("/v1/surveys/safi/aggregates", "If-None-Match", tag)
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @Order(4)
    @CsvSource(
            delimiter = '|',
            value = {
                "text/csv|csv",
                "text/*|csv",
                "*/*, text/csv|csv",
                "application/json;q=0.4, text/csv;q=0.5|csv",
                "application/json, text/csv|json",
                "text/csv;q=0.5, application/json|json",
                "text/csv;q=0|json",
                "application/json|json",
                "*/*|json",
                "text/html|json",
            })
    void whatIsWantedMostIsSent(String accept, String sent) {
        Answer answer = server.asStakeholder("/v1/surveys/safi/aggregates", "Accept", accept);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).contains(sent);
    }

    @ParameterizedTest
    @Order(5)
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/surveys/safi/aggregates?question=x|400|VALIDATION_FAILED",
                "/v1/surveys/safi/aggregates?groupBy=village,sex,crop|400|VALIDATION_FAILED",
                "/v1/surveys/safi/aggregates?bucket=year|400|VALIDATION_FAILED",
                "/v1/surveys/safi/aggregates?filter[village]=%00|400|VALIDATION_FAILED",
                "/v1/surveys/safi/aggregates?after=garbage|400|INVALID_RECEIPT",
                "/v1/surveys/safi/aggregates?after=|400|INVALID_RECEIPT",
                "/v1/surveys/safi/aggregates/stream?question=x|400|VALIDATION_FAILED",
                "/v1/surveys/none/aggregates|404|SURVEY_UNKNOWN",
                "/v1/surveys/NONE%20/aggregates|404|SURVEY_UNKNOWN",
                "/v1/surveys/none|404|SURVEY_UNKNOWN",
                "/v1/farmers/a%20b/points|400|VALIDATION_FAILED",
                "/v1/farmers/f1/points/transfers?limit=0|400|VALIDATION_FAILED",
                "/v1/farmers/f1/points/transfers?limit=201|400|VALIDATION_FAILED",
                "/v1/farmers/f1/points/transfers?limit=x|400|VALIDATION_FAILED",
                "/v1/farmers/f1/points/transfers?cursor=x|400|VALIDATION_FAILED",
                "/v1/farmers/f1/points/transfers?cursor=OTk5OTk5OTk5OTk5OTk5OTk5OTkuMQ|400|VALIDATION_FAILED",
                "/v1/farmers/f1/points/explain?asOf=yesterday|400|VALIDATION_FAILED",
                "/v1/farmers/f1/points?after=garbage|400|INVALID_RECEIPT",
                "/v1/leaderboards/galaxy|400|VALIDATION_FAILED",
                "/v1/leaderboards/survey:|400|VALIDATION_FAILED",
                "/v1/leaderboards/survey:A%20|400|VALIDATION_FAILED",
                "/v1/leaderboards/region:|400|VALIDATION_FAILED",
                "/v1/leaderboards/region:north?month=2026-13|400|VALIDATION_FAILED",
                "/v1/leaderboards/tenant?month=11|400|VALIDATION_FAILED",
                "/v1/leaderboards/tenant?limit=101|400|VALIDATION_FAILED",
                "/v1/receipts/garbage|400|INVALID_RECEIPT",
                "/v1/workflows/none|404|NOT_FOUND",
                "/v1/workflows/a%C2%85b|404|NOT_FOUND",
                "/v1/nothing|404|NOT_FOUND",
            })
    void whatIsWrongIsSaid(String path, int status, String code) {
        Answer answer = server.asAdmin(path.replace("[", "%5B").replace("]", "%5D"));
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.body().path("success").asBoolean(true)).isFalse();
    }

    @ParameterizedTest
    @Order(6)
    @CsvSource({
        "/v1/surveys/safi, farmer enumerator stakeholder admin",
        "/v1/surveys/safi/aggregates, stakeholder admin",
        "/v1/surveys/safi/aggregates/stream?question=none, stakeholder admin",
        "/v1/farmers/f1/points, admin",
        "/v1/farmers/f1/points/transfers, admin",
        "/v1/farmers/f1/points/explain, admin",
        "/v1/leaderboards/tenant, stakeholder admin",
        "/v1/leaderboards/survey:safi, stakeholder admin",
        "/v1/leaderboards/region:north, stakeholder admin",
        "/v1/receipts/garbage, farmer enumerator admin",
        "/v1/workflows/w, admin",
        "/v1/views, farmer enumerator stakeholder admin",
    })
    void eachRoleSeesWhatItMay(String path, String allowed) {
        assertThat(server.withToken(null, path).status()).isEqualTo(401);
        assertThat(server.withToken("not-a-token", path).status()).isEqualTo(401);
        for (String role : List.of("farmer", "enumerator", "stakeholder", "admin")) {
            Answer answer = server.get(role, "f2", path);
            boolean forbidden = answer.status() == 403;
            assertThat(!forbidden)
                    .as(role + " " + answer.status() + " " + answer.raw().body())
                    .isEqualTo(List.of(allowed.split(" ")).contains(role));
        }
    }

    @Test
    @Order(7)
    void pointsAndTransfers() throws Exception {
        String farmer = "f1";
        int lane = LANES.of("demo", farmer);
        views.points(
                lane,
                20,
                NOON,
                List.of(balances("demo", farmer, 25, 5), balances("demo", "zero", 0, 0)),
                List.of(
                        transfer("demo", farmer, "a", 17, "ISSUANCE", "AVAILABLE", 10, NOON.minusSeconds(30)),
                        transfer("demo", farmer, "b", 18, "AVAILABLE", "ISSUANCE", 4, NOON.minusSeconds(20)),
                        transfer("demo", farmer, "c", 19, "ISSUANCE", "AVAILABLE", 14, NOON.minusSeconds(10))));

        Answer points = server.get("farmer", farmer, "/v1/farmers/f1/points");
        assertThat(points.data().toString())
                .isEqualTo(
                        "{\"balance\":20,\"available\":25,\"pending\":0,\"reserved\":0,\"owed\":5,\"expiring\":[{\"amount\":2,\"on\":\"2027-03-01\"}],\"tier\":null}");
        assertThat(points.meta().path("asOf").asText()).isEqualTo(NOON.toString());
        assertThat(server.asAdmin("/v1/farmers/nobody/points")
                        .data()
                        .path("balance")
                        .asLong(-1))
                .isZero();
        assertThat(server.withToken(tokens.token("admin", "x", "other"), "/v1/farmers/f1/points")
                        .data()
                        .path("balance")
                        .asLong(-1))
                .isZero();

        List<String> seen = new ArrayList<>();
        String cursor = null;
        do {
            Answer page = server.get(
                    "farmer",
                    farmer,
                    "/v1/farmers/f1/points/transfers?limit=2" + (cursor == null ? "" : "&cursor=" + cursor));
            page.data()
                    .forEach(transfer -> seen.add(transfer.path("transferId").asText() + " "
                            + transfer.path("amount").asLong()));
            JsonNode pagination = page.body().path("pagination");
            assertThat(pagination.path("limit").asInt()).isEqualTo(2);
            cursor = pagination.path("hasMore").asBoolean()
                    ? pagination.path("nextCursor").asText()
                    : null;
        } while (cursor != null);
        assertThat(seen).containsExactly("c 14", "b -4", "a 10");

        JsonNode explained = server.asAdmin("/v1/farmers/f1/points/explain?asOf=" + NOON.minusSeconds(15))
                .data();
        assertThat(explained.path("balance").asLong()).isEqualTo(6);
        assertThat(explained.path("transfers").get(0).path("responseId").asText())
                .isEqualTo("response-b");
        assertThat(explained.path("transfers").get(0).path("commandId").asText())
                .isEqualTo("command-b");
        assertThat(explained.path("transfers").get(1).path("balanceAfter").asLong())
                .isEqualTo(10);
        assertThat(server.asAdmin("/v1/farmers/f1/points/explain?asOf=2099-01-01T00:00:00Z")
                        .data()
                        .path("asOf")
                        .asText())
                .isEqualTo(NOON.toString());
    }

    @Test
    @Order(7)
    void whatACapTookAndABudgetWithheldIsExplained() throws Exception {
        // In a lane of its own, and of a tenant without leaderboards.
        String farmer = IntStream.range(0, 1_000)
                .mapToObj(number -> "capped-" + number)
                .filter(id -> LANES.of("other", id) != 0 && LANES.of("other", id) != LANES.of("demo", "f1"))
                .findFirst()
                .orElseThrow();
        int lane = LANES.of("other", farmer);
        String admin = tokens.token("admin", "x", "other");
        String path = "/v1/farmers/" + farmer + "/points/explain";
        Instant before = NOON.minusSeconds(60);
        Object[] earned = transfer("other", farmer, "p1", 5, "ISSUANCE", "AVAILABLE", 3, before);
        Object[] capped = transfer("other", farmer, "p3", 5, "PENDING", "ISSUANCE", 4, before);
        capped[5] = "CAPPED";
        Object[] withheld = transfer("other", farmer, "p5", 7, "PENDING", "ISSUANCE", 2, NOON.minusSeconds(40));
        withheld[5] = "WITHHELD";
        Object[] wouldBe = transfer("other", farmer, "p2", 5, "ISSUANCE", "PENDING", 4, before);
        Object[] waited = transfer("other", farmer, "p4", 6, "ISSUANCE", "PENDING", 2, NOON.minusSeconds(50));
        List<Object[]> posted = List.of(earned, wouldBe, capped, waited, withheld);
        for (int ordinal = 0; ordinal < posted.size(); ordinal++) {
            posted.get(ordinal)[4] = ordinal;
            posted.get(ordinal)[earned.length - 1] = "2027-11-20";
        }
        views.points(lane, 40, NOON, List.<Object[]>of(balances("other", farmer, 3, 0)), posted);

        JsonNode explained = server.withToken(admin, path).data();
        assertThat(explained.path("balance").asLong()).isEqualTo(3);
        List<String> told = new ArrayList<>();
        explained
                .path("transfers")
                .forEach(transfer -> told.add(transfer.path("kind").asText() + " "
                        + transfer.path("amount").asLong() + " "
                        + transfer.path("points").asLong() + " "
                        + transfer.path("from").asText() + " "
                        + transfer.path("to").asText() + " "
                        + transfer.path("lot").path("expiresOn").asText("-")));
        assertThat(told)
                .containsExactly(
                        "WITHHELD -2 2 PENDING ISSUANCE 2027-11-20",
                        "EARNED 2 2 ISSUANCE PENDING 2027-11-20",
                        "CAPPED -4 4 PENDING ISSUANCE 2027-11-20",
                        "EARNED 4 4 ISSUANCE PENDING 2027-11-20",
                        "EARNED 3 3 ISSUANCE AVAILABLE 2027-11-20");
        assertThat(server.withToken(admin, path + "?asOf=" + NOON.minusSeconds(45))
                        .data()
                        .path("balance")
                        .asLong())
                .as("what waited then")
                .isEqualTo(5);
    }

    @Test
    @Order(8)
    void leaderboardsAreInAFixedOrder() throws Exception {
        views.points(
                0,
                30,
                NOON,
                List.of(balances("demo", "z", 20, 0, "north"), balances("demo", "a", 7, 0, "south")),
                List.of(
                        transfer("demo", "z", "z1", 25, "ISSUANCE", "AVAILABLE", 20, NOON),
                        transfer("demo", "a", "a1", 26, "ISSUANCE", "AVAILABLE", 7, NOON)));
        assertThat(server.asStakeholder("/v1/leaderboards/tenant").data().toString())
                .isEqualTo(
                        "[{\"rank\":1,\"farmerId\":\"f1\",\"points\":20},{\"rank\":2,\"farmerId\":\"z\",\"points\":20},{\"rank\":3,\"farmerId\":\"a\",\"points\":7}]");
        assertThat(server.asStakeholder("/v1/leaderboards/survey:safi?limit=2")
                        .data()
                        .toString())
                .isEqualTo(
                        "[{\"rank\":1,\"farmerId\":\"f1\",\"points\":20},{\"rank\":2,\"farmerId\":\"z\",\"points\":20}]");
        assertThat(server.asStakeholder("/v1/leaderboards/survey:other").data()).isEmpty();

        String ofZ = "[{\"rank\":1,\"farmerId\":\"z\",\"points\":20}]";
        String month = NOON.toString().substring(0, 7);
        assertThat(board("region:north")).isEqualTo(ofZ);
        assertThat(board("region:north?month=" + month)).isEqualTo(ofZ);
        assertThat(board("region:east")).isEqualTo("[]");
        assertThat(board("survey:safi?limit=1&month=" + month)).contains("\"f1\"");
        assertThat(board("tenant?month=" + month))
                .isEqualTo(
                        "[{\"rank\":1,\"farmerId\":\"f1\",\"points\":20},{\"rank\":2,\"farmerId\":\"z\",\"points\":20},{\"rank\":3,\"farmerId\":\"a\",\"points\":7}]");
        assertThat(board("tenant?month=2020-01")).isEqualTo("[]");
    }

    private static String board(String scopeAndMore) {
        return server.asStakeholder("/v1/leaderboards/" + scopeAndMore).data().toString();
    }

    @Test
    @Order(9)
    void aTierIsByTheRulesInForceWhenTheLaneIsThere() throws Exception {
        int lane = LANES.of("demo", "f1");
        views.points(
                lane,
                31,
                NOON,
                List.of(),
                List.of(),
                List.of(
                        rules(1, NOON.minusSeconds(1), "{\"name\":\"seed\",\"fromPoints\":5}"),
                        rules(
                                2,
                                NOON.plusSeconds(1),
                                "{\"name\":\"seed\",\"fromPoints\":5},{\"name\":\"gold\",\"fromPoints\":20},"
                                        + "{\"name\":\"star\",\"fromPoints\":21}")));
        assertThat(tier()).isEqualTo("seed");
        views.points(lane, 32, NOON.plusSeconds(1), List.of(), List.of());
        assertThat(tier()).isEqualTo("gold");
    }

    private static Object[] rules(long version, Instant inForceFrom, String tiers) {
        return new Object[] {"demo", version, "{\"inForceFrom\":\"" + inForceFrom + "\",\"tiers\":[" + tiers + "]}"};
    }

    private static String tier() {
        return server.get("farmer", "f1", "/v1/farmers/f1/points")
                .data()
                .path("tier")
                .asText();
    }

    @Test
    @Order(9)
    void anAnswerAfterAReceiptWaitsForItsLane() throws Exception {
        String receipt = receipt("demo", 2, 100);
        long started = System.nanoTime();
        Answer notYet = server.asStakeholder("/v1/surveys/safi/aggregates?after=" + receipt);
        assertThat(Duration.ofNanos(System.nanoTime() - started))
                .isBetween(Duration.ofMillis(900), Duration.ofSeconds(10));
        assertThat(notYet.status()).isEqualTo(200);
        assertThat(notYet.meta().path("notYet").asBoolean()).isTrue();

        // It waits for the view, not for the time's end. On a busy machine that may be seen another time only.
        boolean met = false;
        for (long offset = 100; !met && offset < 120; offset++) {
            String next = "/v1/surveys/safi/aggregates?after=" + receipt("demo", 2, offset);
            long asked = System.nanoTime();
            CompletableFuture<Answer> waiting = CompletableFuture.supplyAsync(() -> server.asStakeholder(next));
            Thread.sleep(200);
            views.cells(2, offset, NOON.plusSeconds(60));
            met = !waiting.get().meta().has("notYet") && System.nanoTime() - asked < 900_000_000L;
            assertThat(server.asStakeholder(next).meta().has("notYet")).isFalse();
        }
        assertThat(met).as("an answer came as soon as its view was there").isTrue();

        assertThat(server.asStakeholder("/v1/surveys/safi/aggregates?after=" + receipt("other", 2, 100))
                        .status())
                .isEqualTo(403);
        String tampered = receipt.substring(0, 20) + (receipt.charAt(20) == 'A' ? 'B' : 'A') + receipt.substring(21);
        assertThat(server.asStakeholder("/v1/surveys/safi/aggregates?after=" + tampered)
                        .code())
                .isEqualTo("INVALID_RECEIPT");
    }

    @Test
    @Order(10)
    void aReceiptTellsItsStages() throws Exception {
        int lane = LANES.of("demo", "f1");
        long offset = 500;
        String receipt = receipt("demo", lane, offset);
        Answer accepted = server.get("farmer", "f1", "/v1/receipts/" + receipt);
        assertThat(accepted.data().path("stages").toString())
                .isEqualTo(
                        "[{\"stage\":\"accepted\",\"reached\":true,\"at\":\"2026-11-20T12:00:00Z\"},{\"stage\":\"counted\",\"reached\":false},{\"stage\":\"credited\",\"reached\":false}]");
        views.tick(lane, offset, NOON.plusSeconds(90));
        JsonNode stages =
                server.get("enumerator", "e", "/v1/receipts/" + receipt).data().path("stages");
        assertThat(stages.get(1).path("reached").asBoolean()).isTrue();
        assertThat(stages.get(2).path("reached").asBoolean()).isTrue();
        assertThat(stages.get(2).path("at").asText())
                .isEqualTo(NOON.plusSeconds(90).toString());
        assertThat(server.get("enumerator", "e", "/v1/receipts/" + receipt("other", lane, 1))
                        .status())
                .isEqualTo(403);
    }

    @Test
    @Order(10)
    void theReceiptOfAConflictEndsInIt() throws Exception {
        int lane = LANES.of("demo", "f1");
        String first = receipt("demo", lane, 601);
        String conflicting = receipt("demo", lane, 602);
        String later = receipt("demo", lane, 1_000_602);
        assertThat(stageNames(conflicting)).containsExactly("accepted", "counted", "credited");

        views.conflicts(lane, 700, NOON.plusSeconds(100), 700L, 602L, 6_020L);

        assertThat(stageNames(conflicting)).containsExactly("accepted", "conflict");
        JsonNode stage =
                server.get("farmer", "f1", "/v1/receipts/" + conflicting).data().at("/stages/1");
        assertThat(stage.path("reached").asBoolean()).isTrue();
        assertThat(stage.path("at").asText()).isEqualTo(NOON.plusSeconds(100).toString());
        assertThat(stageNames(first)).containsExactly("accepted", "counted", "credited");
        assertThat(stageNames(later)).containsExactly("accepted", "counted", "credited");
        int otherLane = (lane + 1) % TestViews.LANES;
        views.tick(otherLane, 700, NOON.plusSeconds(100));
        assertThat(server.get("enumerator", "e", "/v1/receipts/" + receipt("demo", otherLane, 602))
                        .data()
                        .path("stages"))
                .hasSize(3);
    }

    private static List<String> stageNames(String receipt) {
        return server.get("farmer", "f1", "/v1/receipts/" + receipt)
                .data()
                .path("stages")
                .findValuesAsText("stage");
    }

    @Test
    @Order(11)
    void asOfNeverFalls() throws Exception {
        for (int lane = 0; lane < TestViews.LANES; lane++) {
            views.tick(lane, 1000, NOON.plusSeconds(1000));
        }
        assertThat(asOf()).isEqualTo(NOON.plusSeconds(1000).toString());
        views.run("UPDATE views.progress SET as_of = ?::timestamptz, upto = 900", NOON.toString());
        assertThat(asOf()).isEqualTo(NOON.plusSeconds(1000).toString());
        views.run(
                "UPDATE views.progress SET as_of = ?::timestamptz, upto = 1000",
                NOON.plusSeconds(1001).toString());
        assertThat(asOf()).isEqualTo(NOON.plusSeconds(1001).toString());
    }

    private static String asOf() {
        return server.asStakeholder("/v1/surveys/safi/aggregates")
                .meta()
                .path("asOf")
                .asText();
    }

    @Test
    @Order(12)
    void workflowsStandWhereTheyStand() throws Exception {
        String id = "publish-survey:demo:safi:1:0123456789ab";
        views.run(
                "INSERT INTO reference.workflows (workflow_id, tenant, kind, status, started_at) VALUES (?, 'demo', 'publish-survey', 'running', '2026-11-20T12:00:00Z')",
                id);
        assertThat(server.asAdmin("/v1/workflows/" + id).data().toString())
                .isEqualTo(
                        "{\"workflowId\":\"" + id
                                + "\",\"kind\":\"publish-survey\",\"status\":\"running\",\"detail\":null,\"startedAt\":\"2026-11-20T12:00:00Z\",\"endedAt\":null}");
        assertThat(server.asAdmin("/v1/workflows/" + URLEncoder.encode(id, StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(200);
        assertThat(server.withToken(tokens.token("admin", "x", "other"), "/v1/workflows/" + id)
                        .status())
                .isEqualTo(404);
    }

    @Test
    @Order(13)
    void aSurveyIsItsNewestVersionAndItsStrictestPromise() throws Exception {
        assertThat(server.get("farmer", "f9", "/v1/surveys/guarded")
                        .data()
                        .path("version")
                        .asInt())
                .isEqualTo(1);
        views.publish("demo", "guarded", 2, DEFINITION.formatted(1).replace("\"version\":1", "\"version\":2"));
        assertThat(server.get("farmer", "f9", "/v1/surveys/guarded")
                        .data()
                        .path("version")
                        .asInt())
                .isEqualTo(2);
        assertThat(server.asStakeholder("/v1/surveys/guarded/aggregates?groupBy=village")
                        .meta()
                        .path("suppressed")
                        .asInt())
                .isEqualTo(1);
    }

    /** As curl asks, which sends {@code *&#47;*}, and who says nothing of what it takes. */
    @Test
    @Order(13)
    void aStreamIsForWhoeverTakesOne() throws Exception {
        assertThat(server.asStakeholder("/v1/surveys/safi/aggregates/stream", "Accept", "application/json")
                        .code())
                .isEqualTo("VALIDATION_FAILED");
        for (String accept : List.of("*/*", "")) {
            HttpRequest.Builder request = HttpRequest.newBuilder(server.uri("/v1/surveys/safi/aggregates/stream"))
                    .header("Authorization", "Bearer " + tokens.token("stakeholder", "s", "demo"));
            HttpResponse<InputStream> answer = HttpClient.newHttpClient()
                    .send(
                            accept.isEmpty()
                                    ? request.build()
                                    : request.header("Accept", accept).build(),
                            HttpResponse.BodyHandlers.ofInputStream());
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
                assertThat(nextData(lines)).contains("\"responses\":");
            }
        }
    }

    @Test
    @Order(14)
    void aStreamTellsWhatChanged() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.uri("/v1/surveys/safi/aggregates/stream"))
                .header("Authorization", "Bearer " + tokens.token("stakeholder", "s", "demo"))
                .header("Accept", "text/event-stream")
                .build();
        HttpResponse<InputStream> answer =
                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            assertThat(nextAnswer(lines)).contains("\"responses\":4");
            views.cells(
                    0,
                    2000,
                    NOON.plusSeconds(2000),
                    cell("demo", "safi", "", "all", "1970-01-01", "", row(5, farmers(0, 1), Map.of())));
            assertThat(nextAnswer(lines)).contains("\"responses\":6").contains("\"asOf\"");
            // Nothing changes any more: then the time is told from time to time.
            assertThat(nextData(lines)).contains("asOf").doesNotContain("responses");
        }
    }

    /** The time may be told before it, whenever it is due. */
    private static String nextAnswer(BufferedReader lines) throws Exception {
        String data = nextData(lines);
        while (!data.contains("responses")) {
            data = nextData(lines);
        }
        return data;
    }

    private static String nextData(BufferedReader lines) throws Exception {
        String line = lines.readLine();
        while (!line.startsWith("data:")) {
            line = lines.readLine();
        }
        return line;
    }

    /** More than there are request threads: none of them may be held by one who waits. */
    @Test
    @Order(15)
    void manyMayWaitAtOnce() {
        String receipt = receipt("demo", 1, 1_000_000);
        HttpClient client = HttpClient.newHttpClient();
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            answers.add(client.sendAsync(
                    HttpRequest.newBuilder(server.uri("/v1/surveys/safi/aggregates?after=" + receipt))
                            .header("Authorization", "Bearer " + tokens.token("stakeholder", "s", "demo"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString()));
        }
        assertThat(server.withToken(null, "/health/live").status()).isEqualTo(200);
        List<Integer> statuses =
                answers.stream().map(answer -> answer.join().statusCode()).toList();
        // On a machine that is too busy to read for all of them in time, the rest are told to come back.
        assertThat(statuses).hasSize(300).contains(200).isSubsetOf(200, 503);
    }

    @Test
    @Order(16)
    void theDashboardNeedsNoTokenAndHoldsNoData() {
        for (String path : List.of("/", "/dashboard.js", "/dashboard.css")) {
            Answer page = server.withToken(null, path);
            assertThat(page.status()).as(path).isEqualTo(200);
            assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'");
        }
        assertThat(server.withToken(null, "/dashboard.html").status()).isEqualTo(401);
    }

    /** Few clients encode the brackets of {@code filter[village]}; {@code java.net.http} insists on it. */
    @Test
    @Order(17)
    void filtersMayBeSentAsTheyAreWritten() throws Exception {
        URI uri = server.uri("/");
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            String request =
                    "GET /v1/surveys/safi/aggregates?filter[village]=God HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                            + "Authorization: Bearer " + tokens.token("stakeholder", "s", "demo") + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 200").contains("\"responses\":3");
        }
    }

    private static String receipt(String tenant, int lane, long offset) {
        return TestServer.RECEIPTS.issue(new Receipt(
                tenant, UUID.randomUUID().toString(), UUID.randomUUID().toString(), lane, offset, NOON));
    }
}
