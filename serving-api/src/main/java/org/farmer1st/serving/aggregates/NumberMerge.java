package org.farmer1st.serving.aggregates;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import java.util.TreeMap;
import org.farmer1st.events.NumberCell;
import org.farmer1st.schemas.NumberValues;

/**
 * Adds up what lanes and days counted of a question's numbers, and computes statistics of it.
 *
 * <p>While every value is exact, all statistics are computed from the values and how often each was given: they are those
 * of the multiset, whatever came in what order and was taken back. The sum is the decimal one, rounded once. Where a cell
 * holds representatives of buckets instead, count and sum are still exact (but for the rounding of floating point),
 * mean and standard deviation follow from the sums, and quantiles, min and max are representatives, within 1 %.
 */
final class NumberMerge {

    private final TreeMap<Double, Long> values = new TreeMap<>();
    private long count;
    private double sum;
    private double sumOfSquares;
    private boolean approximate;

    /** Adds a cell. */
    void add(NumberCell cell) {
        count += cell.getCount();
        sum += cell.getSum();
        sumOfSquares += cell.getSumOfSquares();
        approximate |= cell.getApproximate();
        double[] given = NumberValues.of(cell);
        for (int i = 0; i < given.length; i++) {
            // -0.0 and 0.0 are one number to people, and two to a TreeMap.
            values.merge(given[i] + 0.0, cell.getCounts().get(i), Long::sum);
        }
    }

    /**
     * The statistics.
     *
     * @param minGroupSize where it is more than 1, min and max, which are single people's values, are left out, and so is a
     *     quantile that has fewer values than that at or below it, or at or above it
     */
    NumberStatistics statistics(int minGroupSize) {
        if (count == 0) {
            return new NumberStatistics(0, 0.0, null, null, null, null, null, null, approximate);
        }
        double total = approximate ? sum : exactSum();
        double mean = total / count;
        boolean extremes = minGroupSize <= 1;
        return new NumberStatistics(
                count,
                total,
                extremes ? values.firstKey() : null,
                extremes ? values.lastKey() : null,
                mean,
                count < 2 ? null : Math.sqrt(squaredDeviations(mean) / (count - 1)),
                percentile(50, minGroupSize),
                percentile(90, minGroupSize),
                approximate);
    }

    private double exactSum() {
        BigDecimal exact = BigDecimal.ZERO;
        for (Map.Entry<Double, Long> value : values.entrySet()) {
            exact = exact.add(BigDecimal.valueOf(value.getKey()).multiply(BigDecimal.valueOf(value.getValue())));
        }
        return exact.round(MathContext.DECIMAL128).doubleValue();
    }

    private double squaredDeviations(double mean) {
        if (approximate) {
            return Math.max(0, sumOfSquares - sum * mean);
        }
        double squared = 0;
        for (Map.Entry<Double, Long> value : values.entrySet()) {
            double deviation = value.getKey() - mean;
            squared += deviation * deviation * value.getValue();
        }
        return squared;
    }

    /** Nearest rank: the smallest value whose cumulative count is at least so many hundredths of all. */
    private Double percentile(int hundredths, int minGroupSize) {
        long rank = (hundredths * count + 99) / 100;
        if (rank < minGroupSize || count - rank + 1 < minGroupSize) {
            return null;
        }
        long cumulative = 0;
        for (Map.Entry<Double, Long> value : values.entrySet()) {
            cumulative += value.getValue();
            if (cumulative >= rank) {
                return value.getKey();
            }
        }
        return values.lastKey();
    }
}
