package org.farmer1st.ingest.responses;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.farmer1st.schemas.Lanes;
import org.junit.jupiter.api.Test;

class ResponseEncodingTest {

    private static final int RESPONSES = 500;
    private static final Instant RECEIVED = Instant.parse("2026-11-21T06:00:00.123Z");

    private final Preparation preparation = SurveyFixture.preparation(new Lanes(16));

    @Test
    void whatIsWrittenIsWhatAvroWritesOfTheSameEvent() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < RESPONSES; i++) {
            String json = response(random);
            PreparedResponse prepared =
                    preparation.response(SurveyFixture.TENANT, SurveyFixture.readFirst(json), RECEIVED);

            assertThat(Arrays.equals(SurveyFixture.written(SurveyFixture.submission(prepared)), prepared.submission()))
                    .as("seed %s: %s", seed, json)
                    .isTrue();
        }
    }

    /** Any of the questions, and of the fields that may be left out. */
    private static String response(Random random) {
        List<String> answers = new ArrayList<>();
        answers.add("\"village\":\"" + text(random) + '"');
        some(random, answers, "\"name\":\"" + text(random) + '"');
        some(random, answers, "\"rooms\":" + random.nextInt(21));
        some(random, answers, "\"area\":" + (0.5 + random.nextInt(400) / 4.0));
        some(random, answers, "\"roof\":\"iron\"");
        some(random, answers, "\"items\":" + (random.nextBoolean() ? "[\"radio\",\"bicycle\"]" : "[]"));
        some(random, answers, "\"planted\":\"2026-03-0" + (1 + random.nextInt(9)) + '"');
        some(random, answers, "\"started\":\"2026-03-01T10:00:00+02:00\"");
        some(random, answers, "\"field\":{\"latitude\":-19.1,\"longitude\":33.4}");
        List<String> plots = new ArrayList<>();
        for (int plot = random.nextInt(4); plot > 0; plot--) {
            List<String> crops = new ArrayList<>();
            for (int crop = random.nextInt(3); crop > 0; crop--) {
                crops.add(random.nextBoolean() ? "{}" : "{\"crop\":\"beans\",\"buyer\":\"" + text(random) + "\"}");
            }
            plots.add("{\"size\":" + random.nextInt(9) + ",\"crops\":[" + String.join(",", crops) + "]}");
        }
        some(random, answers, "\"plots\":[" + String.join(",", plots) + ']');
        List<String> fields = new ArrayList<>(List.of(
                "\"responseId\":\"" + new UUID(random.nextLong(), random.nextLong()) + '"',
                "\"surveyId\":\"farm\",\"surveyVersion\":1,\"farmerId\":\"f-" + random.nextInt(100) + '"'));
        some(random, fields, "\"deviceTime\":\"2026-1" + random.nextInt(2) + "-20T08:15:00Z\"");
        some(random, fields, "\"sentAt\":\"2026-11-2" + random.nextInt(10) + "T06:00:00.5Z\"");
        some(random, fields, "\"location\":{\"latitude\":-19.1,\"longitude\":33.4}");
        fields.add("\"answers\":{" + String.join(",", answers) + '}');
        return '{' + String.join(",", fields) + '}';
    }

    private static void some(Random random, List<String> to, String field) {
        if (random.nextInt(3) > 0) {
            to.add(field);
        }
    }

    private static String text(Random random) {
        return random.nextBoolean()
                ? "Chirodzo"
                : "Mação \ud83c\udf3d ".repeat(1 + random.nextInt(300)).trim();
    }
}
