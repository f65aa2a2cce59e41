package org.farmer1st.points;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.farmer1st.points.Samples.added;
import static org.farmer1st.points.Samples.replaced;
import static org.farmer1st.points.Samples.unchanged;
import static org.farmer1st.points.Samples.version;
import static org.farmer1st.points.Samples.withdrawn;

import java.util.List;
import org.farmer1st.events.PointsRuleSet;
import org.farmer1st.events.ResponseFact;
import org.farmer1st.events.ResponseVersion;
import org.farmer1st.events.TransferKind;
import org.junit.jupiter.api.Test;

class FarmerResponsesTest {

    private final ResponseVersion ten = version("f-1", "r-1", "r-1", "safi", 10);
    private final ResponseVersion fifteen = version("f-1", "r-1", "v-2", "safi", 15);
    private final ResponseVersion nothing = version("f-1", "r-1", "v-3", "safi", 0);

    @Test
    void anAddedResponseEarnsItsBasePoints() {
        expect(apply(added(1, ten)).get(0), TransferKind.EARNED, 10);
    }

    @Test
    void anEditPostsTheDifferenceInItsDirection() {
        expect(apply(added(1, ten), replaced(2, ten, fifteen)).get(0), TransferKind.CORRECTED, 5);
        expect(apply(added(1, fifteen), replaced(2, fifteen, ten)).get(0), TransferKind.CORRECTED, -5);
        assertThat(apply(added(1, ten), replaced(2, ten, ten))).isEmpty();
    }

    @Test
    void anEditThatMovesToAnotherSurveyTakesAndGives() {
        ResponseVersion elsewhere = version("f-1", "r-1", "v-4", "maize", 10);
        assertThat(apply(added(1, ten), replaced(2, ten, elsewhere)))
                .extracting(Earning::kind)
                .containsExactly(TransferKind.REVERSED, TransferKind.EARNED);
    }

    @Test
    void aWithdrawalGivesBack() {
        expect(apply(added(1, fifteen), withdrawn(3, fifteen)).get(0), TransferKind.REVERSED, -15);
    }

    @Test
    void nothingIsNoTransfer() {
        assertThat(apply(added(1, nothing))).isEmpty();
        assertThat(apply(added(1, nothing), withdrawn(2, nothing))).isEmpty();
        assertThat(apply(unchanged(1))).isEmpty();
    }

    @Test
    void anEditThatMovesToAnotherDayTakesAndGives() {
        ResponseVersion later = version("f-1", "r-1", "v-5", "safi", 10, Samples.FIRST_DAY.plusDays(1));
        assertThat(apply(added(1, ten), replaced(2, ten, later)))
                .extracting(Earning::kind, Earning::points)
                .containsExactly(tuple(TransferKind.REVERSED, -10L), tuple(TransferKind.EARNED, 10L));
    }

    @Test
    void aMoveLeavesToNewRulesWhatTheyPost() {
        FarmerResponses responses = new FarmerResponses(Samples.TENANT, "f-1", new FarmerDays(new MapOfDays()), null);
        responses.apply(added(1, ten), new PointsRules(List.of()));
        PointsRuleSet halved = Samples.ruleSet(1, Samples.FIRST_DAY.minusDays(1));
        halved.setDailyCap(5L);
        PointsRules rules = new PointsRules(List.of(halved));

        assertThat(responses.apply(replaced(2, ten, ten), rules)).isEmpty();
        expect(responses.apply(rules, "rules-1", Samples.COVERED_AT).get(0), TransferKind.CORRECTED, -5);
    }

    @Test
    void whatABudgetIsToGiveAnewIsKnownBefore() {
        FarmerResponses responses = new FarmerResponses(Samples.TENANT, "f-1", new FarmerDays(new MapOfDays()), null);
        responses.apply(added(1, ten), new PointsRules(List.of()));
        PointsRuleSet budgeted = Samples.ruleSet(1, Samples.FIRST_DAY.minusDays(1));
        assertThat(responses.drawnAnew(new PointsRules(List.of(budgeted)))).isZero();
        budgeted.setBudget(3L);
        assertThat(responses.drawnAnew(new PointsRules(List.of(budgeted)))).isEqualTo(10);
        responses.days().get(Samples.FIRST_DAY).getResponses().get(0).setWithheld(4L);
        assertThat(responses.drawnAnew(new PointsRules(List.of(budgeted)))).isEqualTo(6);
        responses.days().get(Samples.FIRST_DAY).getResponses().get(0).setRuleVersion(1);
        assertThat(responses.drawnAnew(new PointsRules(List.of(budgeted)))).isZero();
    }

    @Test
    void aDayHasRoomForSoManyResponsesAndNoMore() {
        MapOfDays stored = new MapOfDays();
        PointsRules rules = new PointsRules(List.of());
        for (int i = 0; i < FarmerResponses.MOST_OF_A_DAY; i++) {
            FarmerResponses responses = responses(stored);
            ResponseVersion version = version("f-1", "r-" + i, "r-" + i, "safi", 10);
            expect(responses.apply(added(i, version), rules).get(0), TransferKind.EARNED, 10);
            assertThat(responses.full()).isNull();
            stored.keep(responses.changed());
        }
        ResponseVersion late = version("f-1", "late", "late", "safi", 10);
        ResponseVersion edited = version("f-1", "late", "late-2", "safi", 12);
        refuse(stored, added(1_001, late));
        refuse(stored, replaced(1_002, late, edited));
        FarmerResponses withdrawing = responses(stored);
        assertThat(withdrawing.apply(withdrawn(1_003, late), rules)).isEmpty();
        assertThat(withdrawing.full()).isNull();

        ResponseVersion yesterday = version("f-1", "other", "other", "safi", 3, Samples.FIRST_DAY.minusDays(1));
        FarmerResponses earlier = responses(stored);
        expect(earlier.apply(added(1_004, yesterday), rules).get(0), TransferKind.EARNED, 3);
        stored.keep(earlier.changed());
        FarmerResponses moving = responses(stored);
        ResponseVersion today = version("f-1", "other", "other-2", "safi", 3);
        List<Earning> taken = moving.apply(replaced(1_005, yesterday, today), rules);
        assertThat(taken).hasSize(1);
        expect(taken.get(0), TransferKind.REVERSED, -3);
        assertThat(moving.full()).isEqualTo(Samples.FIRST_DAY);
        stored.keep(moving.changed());

        FarmerResponses leaving = responses(stored);
        leaving.apply(withdrawn(1_006, version("f-1", "r-7", "r-7", "safi", 10)), rules);
        stored.keep(leaving.changed());
        FarmerResponses again = responses(stored);
        expect(again.apply(replaced(1_007, late, edited), rules).get(0), TransferKind.EARNED, 12);
        assertThat(again.full()).isNull();
    }

    private static void refuse(MapOfDays stored, ResponseFact fact) {
        FarmerResponses responses = responses(stored);
        assertThat(responses.apply(fact, new PointsRules(List.of()))).isEmpty();
        assertThat(responses.full()).isEqualTo(Samples.FIRST_DAY);
        assertThat(responses
                        .changed()
                        .getOrDefault(Samples.FIRST_DAY, stored.day(Samples.FIRST_DAY))
                        .getResponses())
                .hasSize(FarmerResponses.MOST_OF_A_DAY);
    }

    private static FarmerResponses responses(MapOfDays stored) {
        return new FarmerResponses(Samples.TENANT, "f-1", new FarmerDays(stored), null);
    }

    private static List<Earning> apply(ResponseFact... facts) {
        FarmerResponses responses = new FarmerResponses(Samples.TENANT, "f-1", new FarmerDays(new MapOfDays()), null);
        List<Earning> last = List.of();
        for (ResponseFact fact : facts) {
            last = responses.apply(fact, new PointsRules(List.of()));
        }
        return last;
    }

    private static void expect(Earning earning, TransferKind kind, long points) {
        assertThat(earning.kind()).isEqualTo(kind);
        assertThat(earning.points()).isEqualTo(points);
    }
}
