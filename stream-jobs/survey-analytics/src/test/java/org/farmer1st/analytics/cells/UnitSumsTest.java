package org.farmer1st.analytics.cells;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sums in whole units, beside the same sums in numbers without end. */
class UnitSumsTest {

    @Test
    void sumsAreThoseOfNumbersWithoutEndUpToTheLargestAndBackAgain() {
        long seed = Long.getLong("sums.seed", System.nanoTime());
        Random random = new Random(seed);
        UnitSums sums = new UnitSums();
        BigInteger sum = BigInteger.ZERO;
        BigInteger squares = BigInteger.ZERO;
        for (int i = 0; i < 10_000; i++) {
            long units = random.nextInt(4) == 0
                    ? (random.nextBoolean() ? UnitSums.LARGEST : -UnitSums.LARGEST)
                    : random.nextLong(-UnitSums.LARGEST, UnitSums.LARGEST + 1);
            long times = random.nextLong(-100_000, 100_000);
            sums.add(units, times);
            sum = sum.add(BigInteger.valueOf(units).multiply(BigInteger.valueOf(times)));
            squares = squares.add(BigInteger.valueOf(units).pow(2).multiply(BigInteger.valueOf(times)));
            assertThat(sums.sum(1)).as("-Dsums.seed=%d", seed).isEqualTo(sum.doubleValue());
            double error = Math.abs(sums.sumOfSquares(1) - squares.doubleValue());
            assertThat(error).as("-Dsums.seed=%d", seed).isLessThanOrEqualTo(2 * Math.ulp(squares.doubleValue()));
        }
    }

    @Test
    void whatWasTakenBackLeavesNothing() {
        UnitSums sums = new UnitSums();
        sums.add(-UnitSums.LARGEST, 1L << 31);
        sums.add(25, 3);
        sums.add(-UnitSums.LARGEST, -(1L << 31));
        assertThat(sums.sum(100)).isEqualTo(0.75);
        assertThat(sums.sumOfSquares(100)).isEqualTo(0.1875);
    }

    @Test
    void decimalsAddUpToDecimals() {
        UnitSums sums = new UnitSums();
        sums.add(1, 3);
        assertThat(sums.sum(10)).isEqualTo(0.3);
    }
}
