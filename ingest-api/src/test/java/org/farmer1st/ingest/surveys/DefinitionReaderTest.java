package org.farmer1st.ingest.surveys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.stream.Collectors;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionReaderTest {

    private static final String GOOD = """
            {"surveyId":"maize","version":2,"title":"Maize","timeZone":"Africa/Maputo",
             "opensAt":"2026-01-01","closesAt":"2026-12-31","graceDays":7,"retentionDays":400,
             "questions":[
              {"name":"village","type":"text","personal":false,"required":true},
              {"name":"name","type":"text"},
              {"name":"rooms","type":"integer","min":0,"max":10.0},
              {"name":"roof","type":"select_one","choices":["grass","iron"]},
              {"name":"plots","type":"repeat","questions":[
                {"name":"area","type":"decimal"},
                {"name":"crops","type":"repeat","questions":[{"name":"crop","type":"select_one","choices":["maize"]}]}]}],
             "dimensions":["village","roof"],"points":{"base":10},"privacy":{"minGroupSize":1}}
            """;

    @Test
    void aDefinitionIsReadWhole() {
        SurveyDefinition survey = read(GOOD);

        assertThat(survey.surveyId()).isEqualTo("maize");
        assertThat(survey.version()).isEqualTo(2);
        assertThat(survey.timeZone()).isEqualTo(ZoneId.of("Africa/Maputo"));
        assertThat(survey.basePoints()).isEqualTo(10);
        assertThat(survey.retentionDays()).isEqualTo(400);
        assertThat(survey.dimensions()).containsExactly(0, 3);
        assertThat(survey.questions().questions())
                .extracting(Question::personal)
                .containsExactly(false, true, false, false, false);
        Question crop = survey.questions().get(4).questions().get(1).questions().get(0);
        assertThat(crop.path()).isEqualTo("plots/crops/crop");
    }

    @Test
    void itIsOpenOnWholeDaysOfItsTimeZoneAndForItsDaysOfGrace() {
        SurveyDefinition survey = read(GOOD);

        assertThat(survey.isOpenAt(Instant.parse("2025-12-31T21:59:59Z"))).isFalse();
        assertThat(survey.isOpenAt(Instant.parse("2025-12-31T22:00:00Z"))).isTrue();
        assertThat(survey.isOpenAt(Instant.parse("2027-01-07T21:59:59Z"))).isTrue();
        assertThat(survey.isOpenAt(Instant.parse("2027-01-07T22:00:00Z"))).isFalse();
    }

    @Test
    void oneContentHasOneSpelling() {
        SurveyDefinition survey = read(GOOD);
        // As Postgres' jsonb gives it back: other order, other white space; nulls and 10.0 are the caller's taste.
        String other = survey.canonicalJson()
                .replace("{\"choices\":[\"grass\",\"iron\"],", "{ \"min\": null, \"choices\" : [\"grass\", \"iron\"], ")
                .replace("\"max\":10", "\"max\":1.0e1");

        assertThat(read(other).canonicalJson())
                .isEqualTo(survey.canonicalJson())
                .doesNotContain("\n", "null");
        assertThat(read(other).publicationWorkflowId("demo"))
                .isEqualTo(survey.publicationWorkflowId("demo"))
                .matches("publish-survey:demo:maize:2:[0-9a-f]{12}");
        assertThat(read(GOOD.replace("iron", "tin")).publicationWorkflowId("demo"))
                .isNotEqualTo(survey.publicationWorkflowId("demo"));
    }

    @Test
    void daysOfGraceAreThoseOfItsTimeZone() {
        // On 25 October 2026 clocks in Berlin go back an hour.
        SurveyDefinition survey =
                read(GOOD.replace("Africa/Maputo", "Europe/Berlin").replace("\"2026-12-31\"", "\"2026-10-24\""));

        assertThat(survey.isOpenAt(Instant.parse("2026-10-31T22:59:59Z"))).isTrue();
        assertThat(survey.isOpenAt(Instant.parse("2026-10-31T23:00:00Z"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e15",
                "123456789012345678",
                "9.5e17",
                "9223372036854775807",
                "2.5",
                "1000000000000000000",
                "1e-7",
                "1.2345e-30",
                "12.0"
            })
    void whatPostgresGivesBackHasTheSameSpelling(String most) {
        String published = read(GOOD.replace("\"max\":10.0", "\"max\":" + most)).canonicalJson();
        String number = published.replaceFirst("(?s).*\"max\":([^,}]*).*", "$1");

        // jsonb keeps a number as a numeric, and writes it without an exponent.
        String stored = published.replace("\"max\":" + number, "\"max\": " + new BigDecimal(number).toPlainString());

        assertThat(read(stored).canonicalJson()).isEqualTo(published);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"surveyId\":\"maize\"|\"surveyId\":\"Maize!\"|surveyId",
                "\"surveyId\":\"maize\",||surveyId",
                "\"version\":2|\"version\":0|version",
                "\"version\":2|\"version\":1.5|version",
                "\"version\":2|\"version\":\"2\"|version",
                "\"version\":2|\"version\":2147483648|version",
                "\"title\":\"Maize\"|\"title\":\" \"|title",
                "\"title\":\"Maize\"|\"title\":7|title",
                "\"title\":\"Maize\"|\"title\":\"Maize\",\"colour\":\"red\"|colour",
                "Africa/Maputo|Africa/Atlantis|timeZone",
                "\"2026-01-01\"|\"01/01/2026\"|opensAt",
                "\"2026-12-31\"|\"2025-12-31T00:00:00Z\"|closesAt",
                "\"graceDays\":7|\"graceDays\":-1|graceDays",
                "\"retentionDays\":400|\"retentionDays\":0|retentionDays",
                "{\"base\":10}|{\"base\":-1}|points.base",
                "{\"base\":10}|{}|points.base",
                "{\"base\":10}|10|points",
                "{\"base\":10}|{\"base\":10,\"bonus\":1}|points.bonus",
                "{\"minGroupSize\":1}|{\"minGroupSize\":0}|privacy.minGroupSize",
                ",\"privacy\":{\"minGroupSize\":1}||privacy",
                "[\"village\",\"roof\"]|[\"village\",\"village\"]|dimensions[1]",
                "[\"village\",\"roof\"]|[\"name\"]|dimensions[0]",
                "[\"village\",\"roof\"]|[\"area\"]|dimensions[0]",
                "[\"village\",\"roof\"]|[\"plots\"]|dimensions[0]",
                "[\"village\",\"roof\"]|[1]|dimensions[0]",
                "[\"village\",\"roof\"]|[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\"]|dimensions",
                "\"name\":\"rooms\"|\"name\":\"1rooms\"|questions[2].name",
                "\"name\":\"rooms\"|\"name\":\"village\"|questions[2].name",
                "\"type\":\"integer\"|\"type\":\"number\"|questions[2].type",
                "\"type\":\"integer\"|\"type\":\"integer\",\"choices\":[\"a\"]|questions[2].choices",
                "\"type\":\"integer\"|\"type\":\"integer\",\"questions\":[]|questions[2].questions",
                "\"type\":\"integer\"|\"type\":\"date\"|questions[2].min",
                "\"type\":\"integer\"|\"type\":\"integer\",\"label\":\"Rooms\"|questions[2].label",
                "\"min\":0|\"min\":11|questions[2].max",
                "\"min\":0|\"min\":1e999|questions[2].min",
                "\"max\":10.0|\"max\":1e18|questions[2].max",
                "\"max\":10.0|\"max\":9223372036854775808|questions[2].max",
                "\"min\":0|\"min\":1e-60|questions[2].min",
                "\"title\":\"Maize\"|\"title\":\"Maize \\ud800\"|title",
                "[\"grass\",\"iron\"]|[\"grass\",\"\\udc00\"]|questions[3].choices[1]",
                "\"required\":true|\"required\":\"yes\"|questions[0].required",
                "[\"grass\",\"iron\"]|[]|questions[3].choices",
                "[\"grass\",\"iron\"]|[\"grass\",\"grass\"]|questions[3].choices[1]",
                "[\"grass\",\"iron\"]|[\"grass\",1]|questions[3].choices[1]",
                "[\"grass\",\"iron\"]|\"grass\"|questions[3].choices",
                "\"name\":\"area\",\"type\":\"decimal\"|\"name\":\"area\"|questions[4].questions[0].type",
                "{\"name\":\"area\",\"type\":\"decimal\"}|\"area\"|questions[4].questions[0]",
            })
    void everyFaultHasItsPath(String right, String wrong, String path) {
        assertThat(GOOD).contains(right);

        ApiException refused = refusal(GOOD.replace(right, wrong == null ? "" : wrong));

        assertThat(refused.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
        assertThat(refused.details()).extracting("path").contains(path);
    }

    @Test
    void allFaultsAreToldAtOnce() {
        ApiException refused = refusal("{\"surveyId\":1,\"version\":0,\"questions\":[],\"extra\":1}");

        assertThat(refused.details().stream().map(f -> f.path()).collect(Collectors.toSet()))
                .contains("surveyId", "version", "title", "questions", "dimensions", "points", "privacy", "extra");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"{", "``", "{\"version\":1,\"version\":2}", "{} {}", "{'a':1}", "{\"a\":NaN}"})
    void whatIsNotJsonIsSaidToBeNone(String text) {
        assertThat(refusal(text).code()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
    }

    private static SurveyDefinition read(String json) {
        return DefinitionReader.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static ApiException refusal(String json) {
        return catchThrowableOfType(ApiException.class, () -> read(json));
    }
}
