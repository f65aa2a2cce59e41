package org.farmer1st.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.farmer1st.events.NumberCell;
import org.junit.jupiter.api.Test;

class NumberValuesTest {

    @Test
    void theFewestDecimalPlacesAreFound() {
        assertThat(NumberValues.decimals(0)).isZero();
        assertThat(NumberValues.decimals(-42)).isZero();
        assertThat(NumberValues.decimals(2.5)).isEqualTo(1);
        assertThat(NumberValues.decimals(-0.1)).isEqualTo(1);
        assertThat(NumberValues.decimals(1234.56789)).isEqualTo(5);
        assertThat(NumberValues.decimals(1.0 / 3)).isEqualTo(NumberValues.NONE);
        assertThat(NumberValues.decimals(1e300)).isEqualTo(NumberValues.NONE);
        assertThat(NumberValues.decimals(Double.MIN_VALUE)).isEqualTo(NumberValues.NONE);
    }

    @Test
    void anyDecimalComesBackAsTheSameDouble() {
        long seed = Long.getLong("numbers.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 200_000; i++) {
            int places = random.nextInt(NumberValues.MOST_DECIMALS + 1);
            long unscaled = random.nextLong() >> 13 + random.nextInt(50);
            double value = BigDecimal.valueOf(unscaled, places).doubleValue();
            String name = "-Dnumbers.seed=" + seed + ", " + value;
            assertThat(NumberValues.decimals(value)).as(name).isLessThanOrEqualTo(places);
            for (int decimals = places; NumberValues.fits(Math.abs(value), decimals); decimals++) {
                NumberCell cell = new NumberCell(
                        1L,
                        value,
                        0.0,
                        false,
                        List.of(),
                        List.of(1L),
                        decimals,
                        List.of(NumberValues.units(value, decimals)));
                assertThat(NumberValues.of(cell)).as(name).containsExactly(value);
            }
        }
    }

    @Test
    void stepsAddUp() {
        NumberCell cell = new NumberCell(
                3L, 0.0, 0.0, false, List.of(), List.of(1L, 1L, 1L), 1, new ArrayList<>(List.of(-15L, 16L, 4L)));
        assertThat(NumberValues.of(cell)).containsExactly(-1.5, 0.1, 0.5);
    }
}
