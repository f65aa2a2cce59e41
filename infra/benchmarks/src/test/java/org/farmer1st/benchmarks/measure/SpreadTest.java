package org.farmer1st.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void oneBadRoundMovesTheSpreadAndNotTheMedian() {
        assertThat(Spread.of(List.of(3.0, 900.0, 1.0, 2.0, 4.0))).isEqualTo(new Spread(3, 1, 900));
    }

    @Test
    void theMedianOfAnEvenNumberOfRoundsIsTheMeanOfTheMiddle() {
        assertThat(Spread.of(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(new Spread(2.5, 1, 4));
    }

    @Test
    void ratiosAreTakenWithinTheirRound() {
        // The whole machine was three times slower in the second round: the
        // ratio is the same, that of the medians is not.
        Spread ratio = Spread.ofRatios(List.of(10.0, 33.0, 12.0), List.of(10.0, 30.0, 10.0));

        assertThat(ratio).isEqualTo(new Spread(1.1, 1, 1.2));
    }

    @Test
    void roundsThatDoNotMatchAreNoRatio() {
        assertThatThrownBy(() -> Spread.ofRatios(List.of(1.0), List.of(1.0, 2.0)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Spread.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
