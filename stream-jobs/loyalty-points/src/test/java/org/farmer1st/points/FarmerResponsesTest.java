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
        expect(apply(replaced(2, ten, fifteen)).get(0), TransferKind.CORRECTED, 5);
        expect(apply(replaced(2, fifteen, ten)).get(0), TransferKind.CORRECTED, -5);
        assertThat(apply(replaced(2, ten, ten))).isEmpty();
    }

    @Test
    void anEditThatMovesToAnotherSurveyTakesAndGives() {
        ResponseVersion elsewhere = version("f-1", "r-1", "v-4", "maize", 10);
        assertThat(apply(replaced(2, ten, elsewhere)))
                .extracting(Earning::kind)
                .containsExactly(TransferKind.REVERSED, TransferKind.EARNED);
    }

    @Test
    void aWithdrawalGivesBack() {
        expect(apply(withdrawn(3, fifteen)).get(0), TransferKind.REVERSED, -15);
    }

    @Test
    void nothingIsNoTransfer() {
        assertThat(apply(added(1, nothing))).isEmpty();
        assertThat(apply(withdrawn(1, nothing))).isEmpty();
        assertThat(apply(unchanged(1))).isEmpty();
    }

    @Test
    void anEditThatMovesToAnotherDayTakesAndGives() {
        ResponseVersion later = version("f-1", "r-1", "v-5", "safi", 10, Samples.FIRST_DAY.plusDays(1));
        assertThat(apply(replaced(2, ten, later)))
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
