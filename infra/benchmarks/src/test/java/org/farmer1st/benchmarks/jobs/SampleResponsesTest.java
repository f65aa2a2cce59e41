package org.farmer1st.benchmarks.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the benchmarks of jobs rely on in their input. */
class SampleResponsesTest {

    private final SampleResponses responses = new SampleResponses(12);

    @Test
    void aResponseIsTheSameEachTimeAndNeverAnother() {
        assertThat(responses.version(7)).isEqualTo(responses.version(7));
        Set<String> ids = new HashSet<>();
        for (int number = 0; number < 100_000; number++) {
            assertThat(ids.add(responses.version(number).getResponseId()))
                    .as("%d", number)
                    .isTrue();
        }
    }

    @Test
    void aFarmerHasFiveResponsesOnDifferentDays() {
        Set<Object> days = new HashSet<>();
        for (long number = 3; number < 50_000; number += 10_000) {
            assertThat(responses.farmer(number)).isEqualTo(responses.farmer(3));
            days.add(responses.version(number).getBusinessDay());
        }
        assertThat(days).hasSize(5);
        assertThat(responses.farmer(50_003)).isNotEqualTo(responses.farmer(3));
        assertThat(responses.farmer(4)).isNotEqualTo(responses.farmer(3));
    }

    @Test
    void everyQuestionIsAnsweredAndTheDimensionsToo() {
        assertThat(responses.version(1).getAnswers()).hasSize(12);
        assertThat(new SampleResponses(30).version(1).getAnswers()).hasSize(30);
        assertThat(responses.version(1).getDimensions())
                .allSatisfy(dimension -> assertThat(dimension.getValues()).hasSize(1));
    }
}
