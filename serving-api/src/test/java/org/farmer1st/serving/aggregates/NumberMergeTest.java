package org.farmer1st.serving.aggregates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.farmer1st.events.NumberCell;
import org.junit.jupiter.api.Test;

/** Statistics, against a computation over the plain list of numbers. */
class NumberMergeTest {

    @Test
    void withoutValuesThereIsNothingToTell() {
        assertThat(new NumberMerge().statistics(1))
                .isEqualTo(new NumberStatistics(0, 0.0, null, null, null, null, null, null, false));
    }

    @Test
    void oneValueHasNoDeviation() {
        NumberMerge merge = new NumberMerge();
        merge.add(cell(List.of(7.5)));
        assertThat(merge.statistics(1)).isEqualTo(new NumberStatistics(1, 7.5, 7.5, 7.5, 7.5, null, 7.5, 7.5, false));
    }

    @Test
    void anySplitOverLanesGivesThePlainStatistics() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            List<Double> numbers = new ArrayList<>();
            int size = 1 + random.nextInt(40);
            for (int i = 0; i < size; i++) {
                numbers.add((random.nextInt(200) - 50) / (random.nextBoolean() ? 1.0 : 10.0));
            }
            NumberMerge merge = new NumberMerge();
            int from = 0;
            while (from < size) {
                int to = from + 1 + random.nextInt(size - from);
                merge.add(cell(numbers.subList(from, to)));
                from = to;
            }
            check(merge.statistics(1), numbers, "seed " + seed + " round " + round);
        }
    }

    @Test
    void sumsOfDecimalsAreDecimal() {
        NumberMerge merge = new NumberMerge();
        merge.add(cell(List.of(0.1, 0.2)));
        merge.add(cell(List.of(0.3)));
        assertThat(merge.statistics(1).sum()).isEqualTo(0.6);
    }

    @Test
    void valuesInStepsAreAddedToThoseThatAreNot() {
        NumberMerge merge = new NumberMerge();
        merge.add(new NumberCell(3L, 0.3, 0.09, false, List.of(), List.of(1L, 2L), 1, List.of(-1L, 3L)));
        merge.add(cell(List.of(0.2, 0.5)));
        NumberStatistics statistics = merge.statistics(1);
        assertThat(statistics.count()).isEqualTo(5);
        assertThat(statistics.sum()).isEqualTo(1.0);
        assertThat(statistics.min()).isEqualTo(-0.1);
        assertThat(statistics.p50()).isEqualTo(0.2);
        assertThat(statistics.max()).isEqualTo(0.5);
    }

    @Test
    void extremesAreHiddenWhereAsked() {
        NumberMerge merge = new NumberMerge();
        merge.add(cell(List.of(1.0, 2.0, 3.0)));
        NumberStatistics statistics = merge.statistics(2);
        assertThat(statistics.min()).isNull();
        assertThat(statistics.max()).isNull();
        assertThat(statistics.mean()).isEqualTo(2.0);
    }

    @Test
    void bucketsKeepCountAndSumExact() {
        NumberMerge merge = new NumberMerge();
        merge.add(new NumberCell(3L, 301.0, 30_301.0, true, List.of(99.5, 101.0), List.of(1L, 2L), 0, List.of()));
        merge.add(cell(List.of(100.0)));
        NumberStatistics statistics = merge.statistics(1);
        assertThat(statistics.approximate()).isTrue();
        assertThat(statistics.count()).isEqualTo(4);
        assertThat(statistics.sum()).isEqualTo(401.0);
        assertThat(statistics.p50()).isEqualTo(100.0);
        assertThat(statistics.stddev()).isCloseTo(Math.sqrt((40_301 - 401.0 * 401 / 4) / 3), within(1e-9));
    }

    private static void check(NumberStatistics statistics, List<Double> numbers, String what) {
        List<Double> sorted = new ArrayList<>(numbers);
        Collections.sort(sorted);
        BigDecimal sum = numbers.stream().map(BigDecimal::valueOf).reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal count = BigDecimal.valueOf(numbers.size());
        BigDecimal mean = sum.divide(count, MathContext.DECIMAL128);
        assertThat(statistics.count()).as(what).isEqualTo(numbers.size());
        assertThat(statistics.sum()).as(what).isEqualTo(sum.doubleValue());
        assertThat(statistics.min()).as(what).isEqualTo(sorted.get(0));
        assertThat(statistics.max()).as(what).isEqualTo(sorted.get(sorted.size() - 1));
        assertThat(statistics.mean()).as(what).isCloseTo(mean.doubleValue(), within(1e-9));
        assertThat(statistics.p50()).as(what).isEqualTo(sorted.get((int) Math.ceil(numbers.size() * 5 / 10.0) - 1));
        assertThat(statistics.p90()).as(what).isEqualTo(sorted.get((int) Math.ceil(numbers.size() * 9 / 10.0) - 1));
        if (numbers.size() > 1) {
            BigDecimal squares = numbers.stream()
                    .map(number -> BigDecimal.valueOf(number).subtract(mean).pow(2))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            double expected = Math.sqrt(squares.doubleValue() / (numbers.size() - 1));
            assertThat(statistics.stddev()).as(what).isCloseTo(expected, within(1e-9));
        }
    }

    static NumberCell cell(List<Double> numbers) {
        Map<Double, Long> counts = new TreeMap<>();
        numbers.forEach(number -> counts.merge(number, 1L, Long::sum));
        return new NumberCell(
                (long) numbers.size(),
                numbers.stream().mapToDouble(Double::doubleValue).sum(),
                numbers.stream().mapToDouble(number -> number * number).sum(),
                false,
                List.copyOf(counts.keySet()),
                List.copyOf(counts.values()),
                0,
                List.of());
    }
}
