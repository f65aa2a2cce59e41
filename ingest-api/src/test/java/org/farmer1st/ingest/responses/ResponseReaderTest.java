package org.farmer1st.ingest.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.farmer1st.ingest.responses.SurveyFixture.ANSWERS;
import static org.farmer1st.ingest.responses.SurveyFixture.ID;
import static org.farmer1st.ingest.responses.SurveyFixture.OTHER_ID;
import static org.farmer1st.ingest.responses.SurveyFixture.RESPONSE;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.farmer1st.ingest.surveys.DefinitionReader;
import org.farmer1st.ingest.surveys.PublishedSurveys;
import org.farmer1st.ingest.surveys.SurveyDefinition;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseReaderTest {

    @Test
    void answersAreTyped() throws IOException {
        ResponseDocument response = SurveyFixture.readFirst(RESPONSE);

        assertThat(response.responseId()).isEqualTo(ID);
        assertThat(response.versionId()).isEqualTo(ID);
        assertThat(response.replaces()).isNull();
        assertThat(response.deviceTime()).isEqualTo(Instant.parse("2026-11-20T08:15:00Z"));
        assertThat(response.location()).isEqualTo(new Position(-19.1, 33.4, 12.0, null));
        Object[] values = response.answers().values();
        assertThat(values)
                .startsWith(
                        "God",
                        "Amina",
                        3L,
                        2.0,
                        "iron",
                        List.of("bicycle", "radio"),
                        LocalDate.of(2026, 3, 1),
                        Instant.parse("2026-03-01T08:00:00Z"),
                        new Position(-19.1, 33.4, null, 600.0));
        List<?> plots = (List<?>) values[9];
        assertThat(plots).hasSize(2);
        assertThat((List<?>) ((Answers) plots.get(0)).values()[1]).hasSize(2);
        assertThat(((Answers) plots.get(1)).values()).containsExactly(1.0, null);
    }

    @Test
    void theOrderOfFieldsDoesNotMatter() throws IOException {
        String answersFirst = "{\"answers\":" + ANSWERS + ",\"surveyId\":\"farm\"," + "\"surveyVersion\":1.0,"
                + "\"farmerId\":\"f-1\",\"responseId\":\"" + ID.toUpperCase(java.util.Locale.ROOT) + "\"}";

        ResponseDocument response = SurveyFixture.readFirst(answersFirst);

        assertThat(response.responseId()).isEqualTo(ID);
        assertThat(response.answers().values())
                .startsWith("God", "Amina", 3L, 2.0)
                .hasSize(10);
        ApiException refused = catchThrowableOfType(
                ApiException.class,
                () -> SurveyFixture.readFirst(answersFirst.replace("\"rooms\":3", "\"rooms\":1e30")));
        assertThat(refused.details()).extracting("path").containsExactly("answers.rooms");
    }

    @Test
    void whatIsChosenInDimensionsIsBounded() throws IOException {
        String choices =
                IntStream.range(0, 50).mapToObj(i -> "\"c" + i + "\"").collect(Collectors.joining(",", "[", "]"));
        PublishedSurveys surveys = new PublishedSurveys();
        surveys.put(
                SurveyFixture.TENANT,
                DefinitionReader.read(("""
                {"surveyId":"crops","version":1,"title":"Crops","questions":[
                  {"name":"grown","type":"select_multiple","choices":@},
                  {"name":"sold","type":"select_multiple","choices":@}],
                 "dimensions":["grown","sold"],"points":{"base":5},"privacy":{"minGroupSize":1}}
                """.replace("@", choices)).getBytes(StandardCharsets.UTF_8)));
        String response =
                "{\"responseId\":\"" + ID + "\",\"farmerId\":\"f-1\",\"surveyId\":\"crops\",\"surveyVersion\":1,"
                        + "\"answers\":{\"grown\":" + choices + ",\"sold\":[\"c1\",\"c2\"]}}";

        assertThat(SurveyFixture.readFirst(response, surveys).answers().values())
                .hasSize(2);
        ApiException refused = catchThrowableOfType(
                ApiException.class,
                () -> SurveyFixture.readFirst(response.replace("[\"c1\",\"c2\"]", choices), surveys));

        assertThat(refused.details()).singleElement().satisfies(fault -> {
            assertThat(fault.path()).isEqualTo("answers");
            assertThat(fault.message()).contains("2601 groups");
        });
    }

    @Test
    void aSelectThatNamesNoChoicesTakesAnyThatCouldBeOne() throws IOException {
        assertThat(open("roof", "\"tin, \\\"new\\\"\"")).isEqualTo("tin, \"new\"");
        assertThat(open("items", "[\"plough\",\"cart\"]")).isEqualTo(List.of("cart", "plough"));
        String hundred = IntStream.range(0, 100).mapToObj(i -> "\"c" + i + '"').collect(Collectors.joining(","));
        assertThat((List<?>) open("items", '[' + hundred + ']')).hasSize(100);
        for (String[] wrong : new String[][] {
            {"roof", "7", "answers.roof"},
            {"roof", "\"\"", "answers.roof"},
            {"roof", "\"two\\nlines\"", "answers.roof"},
            {"roof", "\"half \\ud83d\"", "answers.roof"},
            {"roof", '"' + "x".repeat(201) + '"', "answers.roof"},
            {"items", "[\"cart\",\"cart\"]", "answers.items[1]"},
            {"items", '[' + hundred + ",\"one more\"]", "answers.items[100]"},
        }) {
            ApiException refused = catchThrowableOfType(ApiException.class, () -> open(wrong[0], wrong[1]));
            assertThat(refused.details()).extracting("path").containsExactly(wrong[2]);
        }
    }

    /** The value of one answer, to a survey whose selects name no choices. */
    private static Object open(String question, String answer) throws IOException {
        SurveyDefinition survey = DefinitionReader.read(SurveyFixture.DEFINITION
                .replaceAll(",\"choices\":\\[[^\\]]*\\]", "")
                .getBytes(StandardCharsets.UTF_8));
        String answers = "{\"village\":\"God\",\"" + question + "\":" + answer + '}';
        PublishedSurveys surveys = new PublishedSurveys();
        surveys.put(SurveyFixture.TENANT, survey);
        return SurveyFixture.readFirst(RESPONSE.replace(ANSWERS, answers), surveys)
                .answers()
                .values()[survey.questions().position(question)];
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "3.0", "30e-1"})
    void aWholeNumberIsOneHoweverItIsWritten(String number) throws IOException {
        ResponseDocument response = SurveyFixture.readFirst(RESPONSE.replace("\"rooms\":3", "\"rooms\":" + number));

        assertThat(response.answers().values()[2]).isEqualTo(3L);
    }

    @Test
    void nullAndEmptyAreNoAnswers() throws IOException {
        ResponseDocument response = SurveyFixture.readFirst(RESPONSE.replace(
                ANSWERS, "{\"village\":\"God\",\"name\":\"\",\"rooms\":null,\"items\":[],\"plots\":[]}"));

        assertThat(response.answers().values())
                .containsExactly("God", null, null, null, null, null, null, null, null, null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"village\":\"God\",||answers.village",
                "\"village\":\"God\"|\"village\":\"\"|answers.village",
                "\"village\":\"God\"|\"village\":7|answers.village",
                "\"village\":\"God\"|\"village\":\"a\\u0000b\"|answers.village",
                "\"village\":\"God\"|\"village\":\"a\\u001fb\"|answers.village",
                "\"village\":\"God\"|\"village\":\"\\ud800\"|answers.village",
                "\"village\":\"God\"|\"village\":\"God\",\"colour\":\"red\"|answers.colour",
                "\"village\":\"God\"|\"village\":\"God\",\"village\":\"Dog\"|answers.village",
                "\"village\":\"God\"|\"village\":\"God\",\"roof\":null|answers.roof",
                "\"rooms\":3|\"rooms\":\"3\"|answers.rooms",
                "\"rooms\":3|\"rooms\":3.5|answers.rooms",
                "\"rooms\":3|\"rooms\":true|answers.rooms",
                "\"rooms\":3|\"rooms\":21|answers.rooms",
                "\"rooms\":3|\"rooms\":-1|answers.rooms",
                "\"rooms\":3|\"rooms\":9223372036854775808|answers.rooms",
                "\"rooms\":3|\"rooms\":1e999999999|answers.rooms",
                "\"rooms\":3|\"rooms\":{\"a\":[1]}|answers.rooms",
                "\"area\":2.0|\"area\":\"2\"|answers.area",
                "\"area\":2.0|\"area\":1e999|answers.area",
                "\"area\":2.0|\"area\":1.1e100|answers.area",
                "\"area\":2.0|\"area\":0.49|answers.area",
                "\"roof\":\"iron\"|\"roof\":\"Iron\"|answers.roof",
                "\"roof\":\"iron\"|\"roof\":[\"iron\"]|answers.roof",
                "[\"radio\",\"bicycle\"]|\"radio\"|answers.items",
                "[\"radio\",\"bicycle\"]|[\"radio\",\"tv\"]|answers.items[1]",
                "[\"radio\",\"bicycle\"]|[\"radio\",\"radio\"]|answers.items[1]",
                "[\"radio\",\"bicycle\"]|[null]|answers.items[0]",
                "\"2026-03-01\"|\"2026-02-30\"|answers.planted",
                "\"2026-03-01\"|\"01.03.2026\"|answers.planted",
                "\"2026-03-01\"|20260301|answers.planted",
                "\"2026-03-01T10:00:00+02:00\"|\"2026-03-01T10:00:00\"|answers.started",
                "\"2026-03-01T10:00:00+02:00\"|\"+12026-03-01T10:00:00Z\"|answers.started",
                "\"latitude\":-19.1,\"longitude\":33.4,\"altitude\"|\"latitude\":-91,\"longitude\":33.4,\"altitude\"|answers.field.latitude",
                "\"longitude\":33.4,\"altitude\"|\"altitude\"|answers.field",
                "\"altitude\":600|\"altitude\":600,\"height\":1|answers.field.height",
                "\"altitude\":600|\"altitude\":600,\"altitude\":600|answers.field.altitude",
                "\"altitude\":600|\"altitude\":\"high\"|answers.field.altitude",
                "{\"size\":1}|{}|answers.plots[1].size",
                "{\"size\":1}|7|answers.plots[1]",
                "{\"size\":1}|{\"size\":1,\"crops\":{}}|answers.plots[1].crops",
                "{\"crop\":null}|{\"crop\":\"rice\"}|answers.plots[0].crops[1].crop",
                "{\"crop\":null}|{\"corp\":\"maize\"}|answers.plots[0].crops[1].corp",
                "\"responseId\":\"11111111-|\"responseId\":\"x|responseId",
                "\"surveyId\":\"farm\",||surveyId",
                "\"surveyVersion\":1|\"surveyVersion\":0|surveyVersion",
                "\"surveyVersion\":1|\"surveyVersion\":1.5|surveyVersion",
                "\"farmerId\":\"f-1\"|\"farmerId\":\"a/b\"|farmerId",
                "\"farmerId\":\"f-1\"|\"farmerId\":\"f-1\",\"farmerId\":\"f-2\"|farmerId",
                "\"farmerId\":\"f-1\"|\"farmerId\":\"f-1\",\"tenant\":\"other\"|tenant",
                "\"farmerId\":\"f-1\"|\"farmerId\":\"f-1\",\"replaces\":\"11111111-2222-3333-4444-555555555555\"|replaces",
                "\"farmerId\":\"f-1\"|\"farmerId\":\"f-1\",\"versionId\":\"99999999-2222-3333-4444-555555555555\"|versionId",
                "\"2026-11-20T08:15:00Z\"|\"yesterday\"|deviceTime",
                "\"sentAt\":\"2026-11-21T06:00:00Z\"|\"sentAt\":1|sentAt",
                "\"accuracyMeters\":12|\"accuracyMeters\":-1|location.accuracyMeters",
            })
    void everyFaultHasItsPath(String right, String wrong, String path) {
        assertThat(RESPONSE).contains(right);

        ApiException refused = catchThrowableOfType(
                ApiException.class, () -> SurveyFixture.readFirst(RESPONSE.replace(right, wrong == null ? "" : wrong)));

        assertThat(refused).as(path).isNotNull();
        assertThat(refused.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
        assertThat(refused.details()).extracting("path").contains(path);
    }

    @Test
    void allFaultsAreToldAtOnceAndNoneRepeatsAnAnswer() {
        ApiException refused = catchThrowableOfType(
                ApiException.class,
                () -> SurveyFixture.readFirst(RESPONSE.replace("\"rooms\":3", "\"rooms\":99")
                        .replace("\"roof\":\"iron\"", "\"roof\":\"secret\"")
                        .replace("\"farmerId\":\"f-1\",", "")));

        assertThat(refused.details())
                .extracting("path")
                .containsExactlyInAnyOrder("answers.rooms", "answers.roof", "farmerId");
        assertThat(refused.details().toString()).doesNotContain("secret", "99");
    }

    @Test
    void anUnknownVersionMayBecomeKnown() {
        ApiException refused = catchThrowableOfType(
                ApiException.class,
                () -> SurveyFixture.readFirst(RESPONSE.replace("\"surveyVersion\":1", "\"surveyVersion\":2")));

        assertThat(refused.code()).isEqualTo(ErrorCode.SURVEY_UNKNOWN);
        assertThat(refused.code().retryable()).isTrue();
    }

    @Test
    void anEditNamesItselfAndWhatItReplaces() throws IOException {
        String edit = RESPONSE.replace(
                "\"responseId\":", "\"versionId\":\"" + OTHER_ID + "\",\"replaces\":\"" + ID + "\",\"responseId\":");

        ResponseDocument response = SurveyFixture.readEdit(edit);

        assertThat(response.versionId()).isEqualTo(OTHER_ID);
        assertThat(response.replaces()).isEqualTo(ID);
        assertFaults(RESPONSE, "versionId", "replaces");
        assertFaults(edit.replace("\"f-1\"", "\"f-2\""), "farmerId");
        assertFaults(edit.replace("\"responseId\":\"1", "\"responseId\":\"2"), "responseId");
        assertFaults(edit.replace("\"replaces\":\"" + ID, "\"replaces\":\"" + OTHER_ID), "versionId");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"answers\":{\"village\":\"God\"",
                "{\"answers\":{\"village\":God}}",
                "{\"answers\":{\"village\":\"a\nb\"}}",
                "{\"rooms\":01}",
                "{,}",
            })
    void whatIsNotJsonIsNotRead(String text) {
        assertThat(catchThrowable(() -> SurveyFixture.readFirst(text))).isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void depthIsBounded() {
        String deep = "{\"answers\":" + "[".repeat(100_000);

        Throwable refused = catchThrowable(() -> SurveyFixture.readFirst(deep));

        assertThat(refused).isInstanceOf(JsonProcessingException.class);
        assertThat(ResponseReader.unreadable((IOException) refused)).hasMessageContaining("nested too deeply");
    }

    private static void assertFaults(String edit, String... paths) {
        ApiException refused = catchThrowableOfType(ApiException.class, () -> SurveyFixture.readEdit(edit));
        assertThat(refused.details()).extracting("path").containsExactly((Object[]) paths);
    }
}
