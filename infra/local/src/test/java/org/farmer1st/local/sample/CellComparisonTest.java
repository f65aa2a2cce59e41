package org.farmer1st.local.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That the drill and the tests would notice. */
class CellComparisonTest {

    private static final String SERVED = """
            {"group":{},"bucket":"all","responses":3,"farmers":2,"answered":2,"skipped":1,
             "stats":{"count":2,"sum":3.0,"min":1,"max":2,"mean":1.5,"stddev":0.7071067811865476,"p50":1,"p90":2}}""";

    private static final String QUESTION = "size";

    private final CountedCell counted = new CountedCell();

    CellComparisonTest() {
        List.of(0, 1, 1).forEach(counted::addResponse);
        CountedAnswers answers = counted.counting(QUESTION);
        answers.addSkipped();
        answers.addAnswer();
        answers.addAnswer();
        answers.addNumber(2);
        answers.addNumber(1);
    }

    @Test
    void whatIsEqualIsEqual() throws Exception {
        assertThat(differences(SERVED, "decimal")).isEmpty();
    }

    @Test
    void everyDifferenceIsTold() throws Exception {
        assertThat(differences(SERVED.replace("\"farmers\":2", "\"farmers\":3"), "decimal"))
                .containsExactly("farmers is 3, should be 2");
        assertThat(differences(SERVED.replace("\"skipped\":1", "\"skipped\":0"), "decimal"))
                .hasSize(1);
        assertThat(differences(SERVED.replace("\"sum\":3.0", "\"sum\":3.001"), "decimal"))
                .hasSize(1);
        assertThat(differences(SERVED.replace("\"p50\":1,", "\"p50\":1.02,"), "decimal"))
                .hasSize(1);
        assertThat(differences(SERVED.replace("\"p50\":1,", "\"p50\":1.009,"), "decimal"))
                .as("within the view's promise")
                .isEmpty();
        assertThat(differences(SERVED.replace("stats", "counts"), "decimal")).hasSize(1);
    }

    @Test
    void countsHaveToBeThereAndNoOthers() throws Exception {
        counted.counting(QUESTION).addCount("maize");

        String counts = SERVED.substring(0, SERVED.indexOf("\"stats\"")) + "\"counts\":{\"maize\":%s}}";
        assertThat(differences(counts.formatted("1"), "select_one")).isEmpty();
        assertThat(differences(counts.formatted("2"), "select_one")).hasSize(1);
        assertThat(differences(counts.formatted("1,\"beans\":1"), "select_one")).hasSize(1);
    }

    private List<String> differences(String served, String type) throws Exception {
        JsonNode cell = new ObjectMapper().readTree(served);
        return CellComparison.differences(cell, counted, QUESTION, type);
    }
}
