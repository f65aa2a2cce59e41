package org.farmer1st.points;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.farmer1st.events.PointsRuleSet;
import org.farmer1st.points.state.StoredDay;
import org.farmer1st.points.state.StoredResponse;
import org.junit.jupiter.api.Test;

class PointsRulesTest {

    private static final LocalDate DAY = Samples.FIRST_DAY;

    private final TreeMap<LocalDate, StoredDay> days = new TreeMap<>();

    @Test
    void withoutRulesTheBasePointsOfTheEdgeStand() {
        StoredResponse response = response("r-1", 0, 10, 7, 3, true);
        assertThat(worth(response)).isEqualTo(new PointsRules.Worth(7, null, 0));
    }

    @Test
    void rulesAreThoseInForceAtBusinessTime() {
        StoredResponse before = response("r-1", 0, 10, 7, 0, false);
        StoredResponse from = response("r-2", 1, 0, 7, 0, false);
        StoredResponse later = response("r-3", 9, 0, 7, 0, false);
        PointsRuleSet first = Samples.ruleSet(1, DAY.plusDays(1));
        first.setBasePoints(1L);
        PointsRuleSet second = Samples.ruleSet(2, DAY.plusDays(5));
        second.setBasePoints(2L);
        assertThat(worth(before, second, first)).isEqualTo(new PointsRules.Worth(7, null, 0));
        assertThat(worth(from, second, first)).isEqualTo(new PointsRules.Worth(1, 1, 0));
        assertThat(worth(later, second, first)).isEqualTo(new PointsRules.Worth(2, 2, 0));
    }

    @Test
    void answersAndCompletenessAreWorthMore() {
        StoredResponse complete = response("r-1", 0, 10, 7, 3, true);
        StoredResponse incomplete = response("r-2", 1, 10, 7, 2, false);
        PointsRuleSet rules = Samples.ruleSet(1, DAY);
        rules.setPointsPerAnswer(2);
        rules.setCompleteBonus(5);
        assertThat(worth(complete, rules).points()).isEqualTo(7 + 6 + 5);
        assertThat(worth(incomplete, rules).points()).isEqualTo(7 + 4);
    }

    @Test
    void aDayIsCappedInTheOrderOfBusinessTime() {
        StoredResponse third = response("r-1", 0, 12, 7, 0, false);
        StoredResponse second = response("r-3", 0, 11, 7, 0, false);
        StoredResponse first = response("r-2", 0, 11, 7, 0, false);
        StoredResponse nextDay = response("r-4", 1, 0, 7, 0, false);
        PointsRuleSet rules = Samples.ruleSet(1, DAY);
        rules.setDailyCap(10L);
        assertThat(worth(first, rules).points()).isEqualTo(7);
        assertThat(worth(second, rules).points()).isEqualTo(3);
        assertThat(worth(second, rules).capped()).isEqualTo(4);
        assertThat(worth(third, rules)).isEqualTo(new PointsRules.Worth(0, 1, 7));
        assertThat(worth(nextDay, rules).points()).isEqualTo(7);
    }

    @Test
    void everyThirdDayInARowHasABonus() {
        List<StoredResponse> firsts = new ArrayList<>();
        for (int day : List.of(0, 1, 2, 3, 4, 5, 7, 8)) {
            firsts.add(response("r-" + day, day, 10, 0, 0, false));
        }
        StoredResponse another = response("r-another", 2, 11, 0, 0, false);
        PointsRuleSet rules = Samples.ruleSet(1, DAY);
        rules.setStreakDays(3);
        rules.setStreakBonus(4);
        assertThat(firsts.stream().map(response -> worth(response, rules).points()))
                .containsExactly(0L, 0L, 4L, 0L, 0L, 4L, 0L, 0L);
        assertThat(worth(another, rules).points()).isZero();
    }

    @Test
    void pointsExpireByTheRulesOfTheirTime() {
        PointsRuleSet rules = Samples.ruleSet(1, DAY.plusDays(1));
        rules.setExpiryDays(30);
        PointsRules all = new PointsRules(List.of(rules));
        assertThat(all.expiresOn(1, DAY)).isEqualTo(DAY.plusDays(30));
        assertThat(all.expiresOn((Integer) null, DAY)).isNull();
        assertThat(all.expiresOn(DAY.atTime(10, 0).toInstant(ZoneOffset.UTC), DAY))
                .isNull();
        assertThat(all.expiresOn(DAY.plusDays(1).atTime(10, 0).toInstant(ZoneOffset.UTC), DAY.plusDays(1)))
                .isEqualTo(DAY.plusDays(31));
    }

    private StoredResponse response(String id, int day, int hour, long base, int answered, boolean complete) {
        LocalDate date = DAY.plusDays(day);
        StoredResponse response = new StoredResponse(
                id,
                id,
                "safi",
                date.atTime(hour, 0).toInstant(ZoneOffset.UTC),
                base,
                answered,
                complete,
                0L,
                null,
                0L,
                0L,
                0L);
        days.computeIfAbsent(date, d -> new StoredDay(new ArrayList<>(), 0))
                .getResponses()
                .add(response);
        return response;
    }

    private PointsRules.Worth worth(StoredResponse response, PointsRuleSet... rules) {
        Map<StoredResponse, PointsRules.Worth> worth = new PointsRules(List.of(rules)).worth(days);
        return worth.get(response);
    }
}
