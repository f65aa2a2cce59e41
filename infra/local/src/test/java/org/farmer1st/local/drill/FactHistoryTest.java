package org.farmer1st.local.drill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.farmer1st.events.Answer;
import org.farmer1st.events.NoChange;
import org.farmer1st.events.ResponseAdded;
import org.farmer1st.events.ResponseReplaced;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.ResponseWithdrawn;
import org.junit.jupiter.api.Test;

/** What the facts leave standing is what the plain count is given, and every change takes back what was there. */
class FactHistoryTest {

    private static final FactHistory HISTORY = new FactHistory(System.nanoTime(), "drill", 1_000);

    @Test
    void theFactsLeaveWhatStands() {
        Map<String, ResponseVersion> standing = new HashMap<>();
        Map<String, Integer> kinds = new HashMap<>();
        int coffee = 0;
        for (Iterator<FactHistory.Change> changes = HISTORY.changes(); changes.hasNext(); ) {
            Object change = changes.next().change();
            kinds.merge(change.getClass().getSimpleName(), 1, Integer::sum);
            if (change instanceof ResponseAdded added) {
                assertThat(standing.put(added.getAfter().getResponseId(), added.getAfter()))
                        .isNull();
            } else if (change instanceof ResponseReplaced replaced) {
                assertThat(standing.put(replaced.getAfter().getResponseId(), replaced.getAfter()))
                        .as("seed " + HISTORY.seed())
                        .isEqualTo(replaced.getBefore());
            } else if (change instanceof ResponseWithdrawn withdrawn) {
                assertThat(standing.remove(withdrawn.getBefore().getResponseId()))
                        .isEqualTo(withdrawn.getBefore());
            } else {
                assertThat(change).isInstanceOf(NoChange.class);
            }
            int now = (int) standing.values().stream()
                    .filter(version ->
                            version.getDimensions().get(1).getValues().contains(FactHistory.STEADY_CROP))
                    .count();
            assertThat(now).isGreaterThanOrEqualTo(coffee);
            coffee = now;
        }
        List<String> expected = new ArrayList<>();
        HISTORY.standing().forEach(body -> expected.add(text(body)));
        assertThat(standing.values().stream().map(FactHistoryTest::text).toList())
                .containsExactlyInAnyOrderElementsOf(expected);
        int changes = kinds.values().stream().mapToInt(count -> count).sum();
        assertThat(changes).isEqualTo((int) HISTORY.size());
        assertThat(kinds.get("NoChange")).isBetween(changes / 8, changes / 5);
        assertThat(kinds.get("ResponseReplaced")).isPositive();
        assertThat(kinds.get("ResponseWithdrawn")).isPositive();
    }

    private static String text(ResponseVersion version) {
        List<String> parts = new ArrayList<>(
                List.of(version.getFarmerId(), version.getBusinessDay().toString()));
        for (Answer answer : version.getAnswers()) {
            parts.add(answer.getPath() + "=" + answer.getValue());
        }
        return String.join(" ", parts);
    }

    private static String text(JsonNode body) {
        List<String> parts = new ArrayList<>(List.of(
                body.path("farmerId").asText(),
                Instant.parse(body.path("deviceTime").asText())
                        .atZone(ZoneId.of("Africa/Nairobi"))
                        .toLocalDate()
                        .toString()));
        body.path("answers").properties().forEach(answer -> {
            List<String> choices = new ArrayList<>();
            answer.getValue().forEach(choice -> choices.add(choice.asText()));
            parts.add(answer.getKey() + "="
                    + (answer.getValue().isArray() ? choices : answer.getValue().asText()));
        });
        return String.join(" ", parts);
    }
}
