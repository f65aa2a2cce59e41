package org.farmer1st.local.points;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.farmer1st.events.FarmerDifference;
import org.farmer1st.events.FarmerShortfall;
import org.farmer1st.events.PointsCommandKind;
import org.farmer1st.events.PointsRefusal;
import org.farmer1st.events.PointsResult;
import org.farmer1st.events.PointsResultStatus;
import org.farmer1st.events.RecalculationPart;
import org.junit.jupiter.api.Test;

class RecalculationAnswersTest {

    private final RecalculationAnswers answers = new RecalculationAnswers("c-1");

    @Test
    void partsOfAllLanesAreAddedUpOnceEach() {
        answers.lanes(2);
        assertThat(answers.add(0, part("c-1", null, false, "f-1", 10, 12))).isFalse();
        assertThat(answers.add(0, part("c-1", null, false, "f-1", 10, 12))).isFalse();
        assertThat(answers.add(0, part("c-1", "f-1", true, "f-2", 10, 3))).isTrue();
        assertThat(answers.add(1, part("another", null, true, "f-3", 0, 100))).isFalse();
        assertThat(answers.add(1, null)).isFalse();
        assertThat(answers.complete()).isFalse();
        assertThat(answers.add(1, part("c-1", null, true, "f-3", 1, 2))).isTrue();
        assertThat(answers.complete()).isTrue();
        assertThat(answers.farmers()).isEqualTo(3);
        assertThat(answers.responses()).isEqualTo(6);
        assertThat(answers.given()).isEqualTo(3);
        assertThat(answers.takenBack()).isEqualTo(7);
        assertThat(answers.drawnAnew()).isEqualTo(9);
        assertThat(answers.differences()).hasSize(3);
        assertThat(answers.refusals()).isEmpty();
    }

    @Test
    void aLaneThatRefusesIsDone() {
        answers.lanes(1);
        PointsResult refused = part("c-1", null, true, "f-1", 0, 0);
        refused.setStatus(PointsResultStatus.REFUSED);
        refused.setRefusal(PointsRefusal.NO_SUCH_RULES);
        refused.setMessage("No rules of version 7");
        refused.setRecalculation(null);
        assertThat(answers.add(0, refused)).isTrue();
        assertThat(answers.complete()).isTrue();
        assertThat(answers.refusals())
                .singleElement()
                .asString()
                .contains("Lane 0")
                .contains("version 7");
    }

    @Test
    void whatABudgetWithheldIsTakenOffInTheEnd() {
        PointsResult changed = part("c-1", null, true, "f-1", 10, 12);
        changed.getRecalculation()
                .setShortfalls(
                        List.of(new FarmerShortfall("f-1", 10L, 0L, 4L), new FarmerShortfall("f-2", 8L, 0L, 1L)));
        answers.add(0, changed);
        RecalculationAnswers later = new RecalculationAnswers("c-2");
        PointsResult look = part("c-2", null, true, "f-1", 0, 0);
        look.getRecalculation().setDifferences(List.of());
        look.getRecalculation()
                .setShortfalls(
                        List.of(new FarmerShortfall("f-2", 8L, 0L, 1L), new FarmerShortfall("f-3", 20L, 0L, 15L)));
        later.add(0, look);
        assertThat(later.waiting()).isZero();

        answers.settle(later);

        assertThat(answers.differences())
                .containsExactly(new FarmerDifference("f-1", 6L, 12L), new FarmerDifference("f-3", 20L, 5L));
        assertThat(answers.given()).isEqualTo(6);
        assertThat(answers.takenBack()).isEqualTo(15);
    }

    private static PointsResult part(
            String commandId, String after, boolean last, String farmer, long before, long now) {
        return PointsResult.newBuilder()
                .setCommandId(commandId)
                .setTenant("demo")
                .setFarmerId("")
                .setKind(PointsCommandKind.RECALCULATE)
                .setStatus(PointsResultStatus.DONE)
                .setTransferIds(List.of())
                .setDecidedAt(Instant.EPOCH)
                .setRecalculation(new RecalculationPart(
                        after, last, 2L, 1L, List.of(new FarmerDifference(farmer, before, now)), 3L, List.of()))
                .build();
    }
}
