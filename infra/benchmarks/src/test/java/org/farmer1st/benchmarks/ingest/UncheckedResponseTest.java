package org.farmer1st.benchmarks.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.farmer1st.events.Answer;
import org.farmer1st.events.ResponseSubmitted;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.schemas.Lanes;
import org.junit.jupiter.api.Test;

class UncheckedResponseTest {

    @Test
    void everyAnswerIsInTheEvent() throws Exception {
        byte[] json = """
                {"responseId":"r","surveyId":"s","surveyVersion":3,"farmerId":"f",
                 "deviceTime":"2026-11-20T08:15:00Z","location":{"latitude":1.5},
                 "answers":{"rooms":2,"land":0.5,"village":"God","items":["cart","radio"],
                            "plots":[{"crop":"maize"},{"crop":"beans"}]}}""".getBytes(StandardCharsets.UTF_8);

        UncheckedResponse response = UncheckedResponse.read(json, 0, json.length, "demo", new Lanes(16), Instant.EPOCH);

        ResponseVersion version = ((ResponseSubmitted) response.submission().getEvent()).getVersion();
        assertThat(response.key()).isEqualTo("demo/f");
        assertThat(response.lane()).isEqualTo(new Lanes(16).of("demo", "f"));
        assertThat(version.getDeviceTime()).isEqualTo("2026-11-20T08:15:00Z");
        assertThat(version.getSurveyVersion()).isEqualTo(3);
        assertThat(version.getAnswers())
                .extracting(Answer::getPath)
                .containsExactly("rooms", "land", "village", "items", "plots/crop", "plots/crop");
        assertThat(version.getAnswers()).extracting(Answer::getValue).contains(2L, 0.5, "God", "beans");
    }
}
