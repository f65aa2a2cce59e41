package org.farmer1st.serving.aggregates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.farmer1st.runtime.http.ApiException;
import org.farmer1st.runtime.http.ErrorCode;
import org.farmer1st.runtime.http.Fault;
import org.farmer1st.runtime.http.Json;
import org.farmer1st.serving.surveys.Survey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AggregateParametersTest {

    private static final Survey SURVEY = survey();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "question=nothing|question",
                "question=plots|question",
                "question=plots/crops|question",
                "question=name|question",
                "question=rooms&question=village|question",
                "bucket=week|bucket",
                "bucket=ALL|bucket",
                "bucket=day&bucket=month|bucket",
                "from=2026-13-01|from",
                "from=2026-02-30|from",
                "from=yesterday|from",
                "from=2026-11-20T00:00:00Z|from",
                "from=20261120|from",
                "to=2026-11|to",
                "from=2026-11-20&to=2026-11-19|to",
                "groupBy=rooms|groupBy",
                "groupBy=nothing|groupBy",
                "groupBy=village,|groupBy",
                "groupBy=village,rooms|groupBy",
                "groupBy=village,sex,year|groupBy",
                "groupBy=village,sex&filter[year]=2016|groupBy",
                "groupBy=village&filter[sex]=f&filter[year]=2016|groupBy",
                "groupBy=@region,village|groupBy",
                "groupBy=@region&filter[village]=God|groupBy",
                "filter[nothing]=x|filter[nothing]",
                "filter[rooms]=3|filter[rooms]",
                "filter[year]=now|filter[year]",
                "filter[year]=2016.0|filter[year]",
                "filter[village]=God&filter[village]=Chirodzo|filter[village]",
                "filter=x|filter",
                "filter[]=x|filter[]",
                "group_by=village|group_by",
                "limit=3|limit",
                "after=a&after=b|after",
            })
    void eachFaultIsNamed(String query, String path) {
        assertThat(faults(query)).extracting(Fault::path).containsExactly(path);
    }

    @Test
    void controlCharactersCannotBeFilteredBy() {
        assertThat(faults(Map.of("filter[village]", List.of("a\u0000b"))))
                .extracting(Fault::path)
                .containsExactly("filter[village]");
        assertThat(faults(Map.of("filter[village]", List.of("a\u001fb")))).hasSize(1);
        assertThat(faults(Map.of("filter[village]", List.of("a".repeat(1001))))).hasSize(1);
    }

    @Test
    void allFaultsAreNamedAtOnce() {
        assertThat(faults("question=x&groupBy=y&bucket=z&from=1&to=2&filter[v]=w&u=v"))
                .extracting(Fault::path)
                .containsExactlyInAnyOrder("question", "groupBy", "bucket", "from", "to", "filter[v]", "u");
    }

    @Test
    void nothingAsksForEverything() {
        AggregateQuery query = read(Map.of());
        assertThat(query.question()).isEmpty();
        assertThat(query.groupBy()).isEmpty();
        assertThat(query.bucket()).isEqualTo(Bucket.ALL);
        assertThat(query.dimensions()).isEmpty();
    }

    @Test
    void everythingIsRead() {
        AggregateQuery query = read(
                parameters(
                        "question=plots/crops/crop&groupBy=village&filter[sex]=f&bucket=day&from=2026-01-02&to=2026-01-03&after=x"));
        assertThat(query.question()).contains("plots/crops/crop");
        assertThat(query.groupBy()).containsExactly("village");
        assertThat(query.filters()).isEqualTo(Map.of("sex", "f"));
        assertThat(query.dimensions()).containsExactly("sex", "village");
        assertThat(query.filtersByPlace()).isEqualTo(Map.of(1, "f"));
        assertThat(query.group("f\u001fGod")).containsExactly("God");
        assertThat(query.from()).isEqualTo(LocalDate.parse("2026-01-02"));
        assertThat(query.to()).isEqualTo(LocalDate.parse("2026-01-03"));
    }

    @Test
    void groupByMayBeRepeatedOrCommaSeparatedAndKeepsItsOrder() {
        assertThat(read(parameters("groupBy=village,sex")).groupBy()).containsExactly("village", "sex");
        assertThat(read(parameters("groupBy=village&groupBy=sex")).groupBy()).containsExactly("village", "sex");
        assertThat(read(parameters("groupBy=village,village&groupBy=")).groupBy())
                .containsExactly("village");
        assertThat(read(parameters("groupBy=village,sex")).group("f\u001f")).containsExactly(null, "f");
    }

    @Test
    void aDimensionThatIsGroupedByMayBeFilteredByToo() {
        AggregateQuery query = read(parameters("groupBy=village,sex&filter[village]=God"));
        assertThat(query.dimensions()).containsExactly("sex", "village");
        assertThat(query.filtersByPlace()).isEqualTo(Map.of(2, "God"));
    }

    @Test
    void theUnansweredMayBeFilteredBy() {
        assertThat(read(Map.of("filter[village]", List.of(""))).filters()).isEqualTo(Map.of("village", ""));
    }

    private static List<Fault> faults(String query) {
        return faults(parameters(query));
    }

    private static List<Fault> faults(Map<String, List<String>> parameters) {
        ApiException error = catchThrowableOfType(ApiException.class, () -> read(parameters));
        assertThat(error).as(parameters.toString()).isNotNull();
        assertThat(error.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
        return error.details();
    }

    private static AggregateQuery read(Map<String, List<String>> parameters) {
        return AggregateParameters.read("demo", "safi", parameters, SURVEY);
    }

    private static Map<String, List<String>> parameters(String query) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&")) {
            String[] parts = pair.split("=", 2);
            parameters.computeIfAbsent(parts[0], name -> new ArrayList<>()).add(parts[1]);
        }
        return parameters;
    }

    private static Survey survey() {
        try {
            return new Survey(List.of(Json.mapper().readTree("""
                                            {"questions":[{"name":"village","type":"select_one"},{"name":"rooms","type":"integer"}],
                                             "dimensions":["village"],"privacy":{"minGroupSize":5}}"""), Json.mapper().readTree("""
                                            {"questions":[{"name":"village","type":"select_one"},{"name":"sex","type":"select_one"},
                                              {"name":"year","type":"integer"},
                                              {"name":"plots","type":"repeat","questions":[{"name":"size","type":"decimal"},
                                                {"name":"crops","type":"repeat","questions":[{"name":"crop","type":"select_one"}]}]}],
                                             "dimensions":["village","sex","year"]}""")), 7);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aSurveyIsAllItsVersions() {
        assertThat(SURVEY.minGroupSize()).isEqualTo(5);
        assertThat(SURVEY.dimensions()).containsExactlyInAnyOrder("village", "sex", "year");
        assertThat(SURVEY.questionType("rooms")).isEqualTo(Optional.of("integer"));
        assertThat(SURVEY.questionType("plots/crops/crop")).isEqualTo(Optional.of("select_one"));
        assertThat(SURVEY.latest().path("questions")).hasSize(4);
    }
}
