package org.farmer1st.local.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.farmer1st.local.sample.PlainCount.Bucket;
import org.farmer1st.local.sample.PlainCount.Key;
import org.junit.jupiter.api.Test;

class PlainCountTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final PlainCount count = new PlainCount(
            json("""
                    {"surveyId":"s","version":1,"timeZone":"Africa/Nairobi","dimensions":["district","crops"],"questions":[
                     {"name":"district","type":"select_one"},{"name":"crops","type":"select_multiple"},
                     {"name":"size","type":"integer"},{"name":"home","type":"geopoint"},
                     {"name":"plots","type":"repeat","questions":[{"name":"area","type":"decimal"}]}]}"""),
            List.of(
                    response(
                            "a",
                            "2026-11-01T20:59:59Z",
                            "{\"district\":\"north\",\"size\":3,\"plots\":[{\"area\":1.5},{}]}"),
                    response("a", "2026-11-01T21:00:00Z", "{\"district\":\"north\",\"crops\":[\"maize\",\"beans\"]}"),
                    response(
                            "b",
                            "2026-12-05T08:00:00Z",
                            "{\"size\":5,\"home\":{\"latitude\":57.64911,\"longitude\":10.40744}}")));

    @Test
    void responsesAndFarmersAreCountedByGroup() {
        Map<Key, CountedCell> cells = count.cells(List.of("district"), Bucket.all);

        assertThat(cells.keySet()).containsExactlyInAnyOrder(new Key(List.of("north"), ""), new Key(List.of(""), ""));
        assertThat(cells.get(new Key(List.of("north"), "")).responses()).isEqualTo(2);
        assertThat(cells.get(new Key(List.of("north"), "")).farmers()).isEqualTo(1);
    }

    @Test
    void aDayBeginsAtMidnightOfTheSurveysTimeZone() {
        assertThat(count.cells(List.of(), Bucket.day).keySet())
                .extracting(Key::bucket)
                .containsExactly("2026-11-01", "2026-11-02", "2026-12-05");
        assertThat(count.cells(List.of(), Bucket.month).keySet())
                .extracting(Key::bucket)
                .containsExactly("2026-11-01", "2026-12-01");
    }

    @Test
    void aResponseIsInTheGroupOfEachOfItsChoices() {
        assertThat(count.cells(List.of("district", "crops"), Bucket.all).keySet())
                .extracting(Key::group)
                .containsExactlyInAnyOrder(
                        List.of("north", ""), List.of("north", "maize"), List.of("north", "beans"), List.of("", ""));
    }

    @Test
    void questionsInRepeatsCountOncePerOccurrence() {
        CountedAnswers cell = whole("plots/area");

        assertThat(cell.answered()).isEqualTo(1);
        assertThat(cell.skipped()).isEqualTo(1);
        assertThat(cell.sum()).isEqualTo(1.5);
    }

    @Test
    void numbersHaveStatistics() {
        CountedAnswers cell = whole("size");

        assertThat(cell.skipped()).isEqualTo(1);
        assertThat(cell.mean()).isEqualTo(4);
        assertThat(cell.standardDeviation()).isEqualTo(Math.sqrt(2));
        assertThat(List.of(cell.percentile(0.5), cell.percentile(0.9), cell.smallest(), cell.largest()))
                .containsExactly(3.0, 5.0, 3.0, 5.0);
    }

    @Test
    void positionsAreCountedByGeohash() {
        // The example of the geohash's inventor.
        assertThat(whole("home").counts()).isEqualTo(Map.of("u4pru", 1L));
    }

    @Test
    void aGeneratedLoadIsTheSameForTheSameSeed() {
        Instant until = Instant.parse("2026-11-20T00:00:00Z");
        GeneratedLoad load = GeneratedLoad.of(7, 500, 40, until);

        assertThat(GeneratedLoad.of(7, 500, 40, until)).isEqualTo(load);
        assertThat(GeneratedLoad.of(8, 500, 40, until)).isNotEqualTo(load);
        List<Step> steps = new ArrayList<>();
        load.sequences().forEach(steps::addAll);
        assertThat(steps.stream().filter(Step.Send.class::isInstance).distinct())
                .hasSize(500);
        assertThat(steps).hasAtLeastOneElementOfType(Step.Edit.class);
        assertThat(steps).hasAtLeastOneElementOfType(Step.Withdrawal.class);
        long withdrawn = steps.stream()
                .filter(Step.Withdrawal.class::isInstance)
                .map(Step::responseId)
                .distinct()
                .count();
        assertThat(load.standing()).hasSize((int) (500 - withdrawn));
        assertThat(load.size()).isGreaterThan(550);
    }

    private CountedAnswers whole(String question) {
        return count.cells(List.of(), Bucket.all).get(new Key(List.of(), "")).answers(question);
    }

    private static JsonNode response(String farmer, String deviceTime, String answers) {
        return json(
                "{\"farmerId\":\"" + farmer + "\",\"deviceTime\":\"" + deviceTime + "\",\"answers\":" + answers + "}");
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
